"""Long work on pages."""

from django import template

from common.models import Job
from web.progress import Progress, measure_progress

register = template.Library()


@register.filter
def progress(job: Job) -> Progress:
    """How far the work is."""
    return measure_progress(job)

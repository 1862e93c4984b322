"""Long work of any kind: a page of its own, and the piece of a page that follows it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from people.selectors.jobs import get_job
from people.services.jobs import stop_job
from web.http import PageRequest, signed_in
from web.progress import measure_progress


@require_safe
@signed_in
def job(request: PageRequest, uuid: UUID) -> HttpResponse:
    """How far the work is; htmx gets the bar alone, and the whole page anew when it has ended."""
    found = get_job(uuid, visible_to=request.viewer)
    if not request.htmx:
        return render(request, "web/manage/job.html", {"job": found})
    shown = measure_progress(found)
    told = request.GET.get("told", "")
    context = {"job": found, "is_told": told != str(shown.told_percent), "is_swapped": True}
    response = render(request, "web/components/job_state.html", context)
    if shown.is_over:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@signed_in
def stop(request: PageRequest, uuid: UUID) -> HttpResponse:
    stop_job(job=get_job(uuid, visible_to=request.viewer), by=request.viewer)
    return redirect("web:job", uuid=uuid)

"""Work of the queue that belongs to the doors of the product."""

from celery import shared_task
from django.contrib.sessions.models import Session
from knox.models import AuthToken

from common.clock import now


@shared_task(name="api.tasks.forget_expired_sign_ins")  # type: ignore[untyped-decorator]
def forget_expired_sign_ins() -> None:
    """Tokens and sessions past their time are gone. They were refused already."""
    instant = now()
    AuthToken.objects.filter(expiry__lt=instant).delete()
    Session.objects.filter(expire_date__lt=instant).delete()

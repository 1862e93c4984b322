"""Requests as the pages see them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django_htmx.middleware import HtmxDetails

from people.models import Account
from people.viewer import Viewer


class PageRequest(HttpRequest):
    """A request behind the project's middleware."""

    viewer: Viewer
    htmx: HtmxDetails


View = Callable[..., HttpResponse]


def account_of(request: PageRequest) -> Account:
    """The account signed in; call it behind `signed_in` only."""
    account = request.viewer.account
    if account is None:
        raise AssertionError("the view is not behind signed_in")
    return account


def signed_in(view: View) -> View:
    """Sends who is not signed in to the sign-in page, and back afterwards."""

    @wraps(view)
    def guarded(request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.viewer.is_authenticated:
            target = request.get_full_path() if request.method == "GET" else "/"
            return redirect_to_login(target)
        return view(request, *args, **kwargs)

    return guarded

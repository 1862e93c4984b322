"""Requests as the pages see them."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django_htmx.middleware import HtmxDetails

from people.models import Account
from people.viewer import Viewer


class PageRequest(HttpRequest):
    """A request behind the project's middleware."""

    viewer: Viewer
    htmx: HtmxDetails


Answer = TypeVar("Answer", bound=HttpResponseBase)


def account_of(request: PageRequest) -> Account:
    """The account signed in; call it behind `signed_in` only."""
    account = request.viewer.account
    if account is None:
        raise AssertionError("the view is not behind signed_in")
    return account


def signed_in(view: Callable[..., Answer]) -> Callable[..., Answer | HttpResponseRedirect]:
    """Sends who is not signed in to the sign-in page, and back afterwards."""

    @wraps(view)
    def guarded(request: PageRequest, *args: Any, **kwargs: Any) -> Answer | HttpResponseRedirect:
        if not request.viewer.is_authenticated:
            target = request.get_full_path() if request.method == "GET" else "/"
            return redirect_to_login(target)
        return view(request, *args, **kwargs)

    return guarded

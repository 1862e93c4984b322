"""One way for a page to do what a form asks, and to show what was refused."""

from collections.abc import Callable
from typing import TypeVar

from django import forms

from common.errors import DomainError
from web.forms import show_refusal

T = TypeVar("T")


def try_act(form: forms.Form, act: Callable[..., T]) -> T | None:
    """What `act` answers to what was filled in; None when it is refused, which the form says."""
    if not form.is_valid():
        return None
    try:
        return act(**form.cleaned_data)
    except DomainError as problem:
        show_refusal(form, problem)
    return None

"""Domain errors: refusals with a stable `code`, a translatable message and no HTTP in them.

Each face maps the five kinds to its own form: `api.problems` to problem+json, `web` to a page or
a message. A subclass sets `code` (stable, part of the API contract) and `message` (a lazy
translatable text with named placeholders filled from `params`).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class DomainError(Exception):
    """Something the product refuses or cannot do, said in words a person understands."""

    code: str = "error"
    message: Text = _("Something is not right.")
    # The names of the params that programs are told beside the sentence.
    told: tuple[str, ...] = ()

    def __init__(self, message: Text | None = None, /, **params: Any) -> None:
        self.params = params
        if message is not None:
            self.message = message
        super().__init__(self.code)

    @property
    def detail(self) -> str:
        text = str(self.message)
        return text % self.params if self.params else text

    def __str__(self) -> str:
        return self.detail


class NotFound(DomainError):
    """No such thing, or nothing that the asker may know of: the two look alike."""

    code = "not_found"
    message = _("This could not be found.")


class NotAllowed(DomainError):
    """The asker is known and may not do this."""

    code = "not_allowed"
    message = _("You may not do this.")


class InvalidInput(DomainError):
    """What was sent cannot be understood; `fields` names the problems by field."""

    code = "invalid_input"
    message = _("Some of the information is not valid.")

    def __init__(
        self,
        message: Text | None = None,
        /,
        *,
        fields: Mapping[str, Sequence[Text]] | None = None,
        **params: Any,
    ) -> None:
        super().__init__(message, **params)
        self.fields = {
            name: [str(text) for text in texts] for name, texts in (fields or {}).items()
        }


class Refusal(DomainError):
    """A rule or the present state says no; trying the same again gives the same answer."""

    code = "refused"
    message = _("This is not possible now.")


class Unavailable(DomainError):
    """A part that is needed does not answer; trying again later may help."""

    code = "unavailable"
    message = _("A part of the system does not answer. Please try again in a moment.")

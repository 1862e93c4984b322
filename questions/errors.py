"""Refusals of the questions room."""

from django.utils.translation import gettext_lazy as _

from common.errors import InvalidInput, NotFound


class QuestionVersionNotFound(NotFound):
    code = "question_version_not_found"
    message = _("This question is not here.")


class QuestionInvalid(InvalidInput):
    code = "question_invalid"
    message = _("A question cannot be used as it is written.")


class ResponseInvalid(InvalidInput):
    code = "response_invalid"
    message = _("An answer does not fit its question.")

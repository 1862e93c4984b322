"""Refusals of the activities room."""

from django.utils.translation import gettext_lazy as _

from common.errors import InvalidInput, NotFound, Refusal


class WorkInvalid(InvalidInput):
    code = "work_invalid"
    message = _("This work cannot be taken as it is.")


class WorkWaiting(Refusal):
    code = "work_waiting"
    message = _("Your work waits to be marked already.")


class WorkMarked(Refusal):
    code = "work_marked"
    message = _("This work is marked already.")


class SubmissionNotFound(NotFound):
    code = "submission_not_found"
    message = _("There is no such work.")


class SurveyAnswered(Refusal):
    code = "survey_answered"
    message = _("You have answered already.")


class SurveyInvalid(InvalidInput):
    code = "survey_invalid"
    message = _("Some questions are not answered as they ask.")


class PostInvalid(InvalidInput):
    code = "post_invalid"
    message = _("Write what you want to say, in at most 5,000 characters.")


class PostNotFound(NotFound):
    code = "post_not_found"
    message = _("There is no such post.")


class SkillsInvalid(InvalidInput):
    code = "skills_invalid"
    message = _("These are not skills of this list.")

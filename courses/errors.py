"""Refusals of the courses room."""

from django.utils.translation import gettext_lazy as _

from common.errors import InvalidInput, NotFound, Refusal


class CourseNotFound(NotFound):
    code = "course_not_found"
    message = _("This course is not here.")


class ActivityNotFound(NotFound):
    code = "activity_not_found"
    message = _("This activity is not part of the course.")


class DocumentInvalid(InvalidInput):
    code = "document_invalid"
    message = _("The course cannot be published as it is written.")


class DraftChanged(Refusal):
    code = "draft_changed"
    message = _("Someone else has saved this draft since. Load it again before you save.")


class NothingToPublish(Refusal):
    code = "nothing_to_publish"
    message = _("There is no draft, or it says what the newest edition says already.")


class SecondPersonNeeded(Refusal):
    code = "second_person_needed"
    message = _("A second person publishes an edition, not the one who wrote it.")


class SlugTaken(Refusal):
    code = "slug_taken"
    message = _("A course of that short name exists already.")

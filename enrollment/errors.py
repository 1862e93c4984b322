"""Refusals of the enrollment room."""

from django.utils.translation import gettext_lazy as _

from common.errors import InvalidInput, NotFound, Refusal


class RunNotFound(NotFound):
    code = "run_not_found"
    message = _("This run is not here.")


class RunCodeTaken(Refusal):
    code = "run_code_taken"
    message = _("A run of that code exists already.")


class EntryLinkNotFound(NotFound):
    code = "entry_link_not_found"
    message = _("This QR code or link is not known here.")


class EntryLinkRevoked(NotFound):
    code = "entry_link_revoked"
    message = _("This QR code or link is no longer in use.")


class EntryCodeTaken(Refusal):
    code = "entry_code_taken"
    message = _("A link with that code exists already.")


class EnrollmentNotFound(NotFound):
    code = "enrollment_not_found"
    message = _("You are not in this run.")


class EnrollmentNotOpen(Refusal):
    code = "enrollment_not_open"
    message = _("This run has not opened yet.")


class EnrollmentClosed(Refusal):
    code = "enrollment_closed"
    message = _("This run is closed.")


class RunFull(Refusal):
    code = "run_full"
    message = _("Every place in this run is taken.")


class FactInvalid(InvalidInput):
    code = "fact_invalid"
    message = _("What was sent about your progress is not valid.")


class AttemptNotFound(NotFound):
    code = "attempt_not_found"
    message = _("This quiz attempt is not yours or does not exist.")


class AttemptSubmitted(Refusal):
    code = "attempt_submitted"
    message = _("This attempt was handed in already. Its answers cannot change.")


class ClassAlreadyRecorded(Refusal):
    code = "class_already_recorded"
    message = _("This class has been recorded already: same run, day, place and decision.")


class ClassInvalid(InvalidInput):
    code = "class_invalid"
    message = _("The class cannot be recorded as it is written. Nothing was saved.")


class AttendeesInvalid(InvalidInput):
    code = "attendees_invalid"
    message = _("%(count)d lines of the list need your attention. Nothing was saved.")


class CompletionNotFound(NotFound):
    code = "completion_not_found"
    message = _("This completion is not here.")


class CompletionNotLive(Refusal):
    code = "completion_not_live"
    message = _("This completion has been cancelled already.")

"""Refusals of the people room."""

from django.utils.translation import gettext_lazy as _

from common.errors import InvalidInput, NotAllowed, NotFound, Refusal


class SignInTaken(Refusal):
    code = "sign_in_taken"
    message = _("Someone already signs in with this phone number or e-mail address.")


class SignInInvalid(InvalidInput):
    code = "sign_in_invalid"
    message = _("Write a Vietnamese phone number (ten digits) or an e-mail address.")


class WrongCredentials(InvalidInput):
    code = "wrong_credentials"
    message = _("The phone number, e-mail address or password is not right.")


class PersonNotFound(NotFound):
    code = "person_not_found"
    message = _("This person could not be found.")


class NoPerson(NotAllowed):
    code = "no_person"
    message = _("This account does not belong to a person, so it cannot learn.")


class RoleRequired(NotAllowed):
    code = "role_required"
    message = _("This needs the role “%(role)s”.")


class OutOfScope(NotAllowed):
    code = "out_of_scope"
    message = _("This lies outside your branch of the territory.")


class RoleAlreadyHeld(Refusal):
    code = "role_already_held"
    message = _("This account already holds that role there.")


class TeamNotFound(NotFound):
    code = "team_not_found"
    message = _("This team could not be found.")


class MembershipNotFound(NotFound):
    code = "membership_not_found"
    message = _("This membership could not be found, or it was corrected meanwhile.")


class TeamInvalid(InvalidInput):
    code = "team_invalid"
    message = _("The team cannot be written down as it is.")


class TeamAlreadyFounded(Refusal):
    code = "team_already_founded"
    message = _("This team stands already.")


class TeamDissolved(Refusal):
    code = "team_dissolved"
    message = _("This team was dissolved on %(day)s.")


class MembershipInvalid(InvalidInput):
    code = "membership_invalid"
    message = _("The membership cannot be written down as it is.")


class MembershipBeforeFounding(MembershipInvalid):
    code = "membership_before_founding"
    message = _("The team was founded on %(day)s: nobody was in it before.")


class MembershipAfterDissolution(MembershipInvalid):
    code = "membership_after_dissolution"
    message = _("The team was dissolved on %(day)s: nobody is in it from then on.")


class AlreadyMember(Refusal):
    code = "already_member"
    message = _("This person is in that team at that time already.")


class TeamHasLeader(Refusal):
    code = "team_has_leader"
    message = _("This team has another leader at that time.")


class AssignmentsInvalid(InvalidInput):
    code = "assignments_invalid"
    message = _("Nothing was assigned: some of the decisions cannot stand.")


class CitizenIdTaken(Refusal):
    code = "citizen_id_taken"
    message = _("Another person has this citizen number. Are the two one person?")


class EmploymentNotFound(NotFound):
    code = "employment_not_found"
    message = _("This employment could not be found.")


class EmploymentOverlaps(Refusal):
    code = "employment_overlaps"
    message = _("This person already works there at that time.")


class DuplicateNotFound(NotFound):
    code = "duplicate_not_found"
    message = _("This pair could not be found.")


class DuplicateDecided(Refusal):
    code = "duplicate_decided"
    message = _("Somebody has decided on this pair already.")


class MergeNotFound(NotFound):
    code = "merge_not_found"
    message = _("This merge could not be found.")


class MergedAlready(Refusal):
    code = "merged_already"
    message = _("“%(name)s” is merged into another person already.")


class CitizenIdsDiffer(Refusal):
    code = "citizen_ids_differ"
    message = _("The two have different citizen numbers, so they are two persons.")


class MergeUndone(Refusal):
    code = "merge_undone"
    message = _("This merge has been undone already.")


class MergeBuiltUpon(Refusal):
    code = "merge_built_upon"
    message = _("“%(name)s” was merged into another person later. Undo that merge first.")


class RosterUnreadable(InvalidInput):
    code = "roster_unreadable"
    message = _("The file could not be read as a roster of this kind.")


class RosterTooLarge(InvalidInput):
    code = "roster_too_large"
    message = _("The file is larger than %(most)d MB. Send it in parts.")


class RosterDayInFuture(InvalidInput):
    code = "roster_day_in_future"
    message = _("The day on which the places are named lies in the future.")


class RosterNotFound(NotFound):
    code = "roster_not_found"
    message = _("This roster could not be found.")


class RosterTwice(Refusal):
    """`roster` is the uuid of the one that is being imported."""

    code = "roster_twice"
    told = ("roster",)
    message = _("This file is being imported already, as “%(name)s”.")


class RosterNotReady(Refusal):
    code = "roster_not_ready"
    message = _("This roster is not waiting to be written.")

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

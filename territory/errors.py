"""Refusals of the territory room."""

from django.utils.translation import gettext_lazy as _

from common.errors import InvalidInput, NotFound, Refusal


class UnitNotFound(NotFound):
    code = "unit_not_found"
    message = _("No administrative unit %(code)s stood on %(day)s.")


class TerritoryInvalid(InvalidInput):
    code = "territory_invalid"
    message = _("The table of units cannot be loaded as it is.")


class TerritoryAlreadyLoaded(Refusal):
    code = "territory_already_loaded"
    message = _("Units of other tables stand already. Nothing was changed.")


class ChangeInvalid(InvalidInput):
    code = "territory_change_invalid"
    message = _("The change cannot be entered as it is. Nothing was written.")


class ChangeAlreadyEntered(Refusal):
    code = "territory_change_already_entered"
    message = _("This change was entered already. Nothing was written.")


class ChangeAlreadyUndone(Refusal):
    code = "territory_change_already_undone"
    message = _("This change was taken back already.")


class ChangeInUse(Refusal):
    code = "territory_change_in_use"
    message = _("The change cannot be taken back while this rests on it: %(what)s.")


class ChangeNotFound(NotFound):
    code = "territory_change_not_found"
    message = _("This change of the territory is not here.")

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

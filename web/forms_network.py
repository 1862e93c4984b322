"""What the page of the network's figures is asked by."""

from django import forms
from django.utils.translation import gettext_lazy as _

from web.team_forms import day_field


class NetworkForm(forms.Form):
    as_of = day_field(_("As of"))
    base_on = day_field(_("compared with"), required=False)
    structure_on = day_field(
        _("by the units of"), required=False, help_text=_("Empty: of the day itself.")
    )
    known_on = day_field(
        _("known on"), required=False, help_text=_("Later corrections are not seen.")
    )
    base_known_on = day_field(
        _("the base known on"), required=False, help_text=_("Empty: the same day.")
    )

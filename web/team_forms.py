"""What managers fill in about teams. Forms check the shape; services decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.models import TeamLevel, TeamRole
from territory.selectors import resolve_unit_name

DAYS = ["%Y-%m-%d", "%d/%m/%Y"]


def day_field(label: Any, **options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, input_formats=DAYS, widget=widget, **options)


class TeamFilterForm(forms.Form):
    search = forms.CharField(label=_("Village or commune"), max_length=100, required=False)
    level = forms.ChoiceField(
        label=_("Level"), choices=[("", _("Both levels")), *TeamLevel.choices], required=False
    )
    state = forms.ChoiceField(
        label=_("State"),
        choices=[
            ("active", _("at work")),
            ("unassigned", _("not yet assigned")),
            ("dissolved", _("dissolved")),
        ],
        required=False,
    )


class FoundTeamForm(forms.Form):
    """The commune is understood as it stood on the day of the founding."""

    founded_on = day_field(_("Founded on"))
    unit = forms.CharField(
        label=_("Commune or ward on that day"),
        max_length=200,
        help_text=_("For example: Xã Tân Trào, Tuyên Quang."),
    )
    level = forms.ChoiceField(
        label=_("Level"), choices=TeamLevel.choices, initial=TeamLevel.VILLAGE
    )
    residential_unit = forms.CharField(
        label=_("Village"),
        max_length=120,
        required=False,
        help_text=_("For a village-level team only."),
    )
    decision_number = forms.CharField(label=_("Decision number"), max_length=60, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "unit" not in cleaned or "founded_on" not in cleaned:
            return cleaned
        found = resolve_unit_name(cleaned["unit"], cleaned["founded_on"])
        if len(found) == 1:
            cleaned["unit"] = found[0]
        elif found:
            text = _("Several places have this name. Add the province after a comma.")
            self.add_error("unit", text)
        else:
            text = _("No place of this name stood on that day. Check the spelling.")
            self.add_error("unit", text)
        return cleaned


class JoinForm(forms.Form):
    person = forms.UUIDField()
    role = forms.ChoiceField(label=_("Role"), choices=TeamRole.choices, initial=TeamRole.MEMBER)
    since = day_field(_("Member since"))


class LeaveForm(forms.Form):
    left_on = day_field(_("First day without the person"))


class DissolveForm(forms.Form):
    dissolved_on = day_field(_("First day without the team"))

"""What managers fill in about teams. Forms check the shape; services decide."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from people.models import TeamLevel, TeamRole
from territory.selectors import resolve_unit_name
from web.forms import UnitField

DAYS = ["%Y-%m-%d", "%d/%m/%Y"]


def day_field(label: Any, **options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, input_formats=DAYS, widget=widget, **options)


def sure_field(label: Any) -> forms.BooleanField:
    missing = _("Tick this when you are sure.")
    return forms.BooleanField(label=label, error_messages={"required": missing})


class TeamFilterForm(forms.Form):
    search = forms.CharField(label=_("Village or commune"), max_length=100, required=False)
    unit = UnitField(label=_("In the province or commune"), max_length=200, required=False)
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


class ActForm(forms.Form):
    """A form that shares its page with others: the ids of its fields carry its name."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("auto_id", f"{type(self).__name__.lower()}_%s")
        super().__init__(*args, **options)

    @property
    def place(self) -> str:
        """Where the form stands in its page, as the end of an address."""
        return f"at-{type(self).__name__.lower()}"


class DatedUnitForm(ActForm):
    """A form in which a unit is understood as it stood on the day that `day_name` holds."""

    day_name: ClassVar[str]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "unit" not in cleaned or self.day_name not in cleaned:
            return cleaned
        found = resolve_unit_name(cleaned["unit"], cleaned[self.day_name])
        if len(found) == 1:
            cleaned["unit"] = found[0]
        elif found:
            text = _("Several places have this name. Add the province after a comma.")
            self.add_error("unit", text)
        else:
            text = _("No place of this name stood on that day. Check the spelling.")
            self.add_error("unit", text)
        return cleaned


class FoundTeamForm(DatedUnitForm):
    day_name = "founded_on"
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


class MoveForm(DatedUnitForm):
    day_name = "since"
    since = day_field(_("First day there"))
    unit = forms.CharField(
        label=_("Commune or ward on that day"),
        max_length=200,
        help_text=_("For example: Xã Tân Trào, Tuyên Quang."),
    )


class CorrectTeamForm(ActForm):
    residential_unit = forms.CharField(
        label=_("Village"),
        max_length=120,
        required=False,
        help_text=_("For a village-level team only."),
    )
    decision_number = forms.CharField(label=_("Decision number"), max_length=60, required=False)
    founded_on = day_field(_("Founded on"))


class JoinForm(ActForm):
    person = forms.UUIDField()
    role = forms.ChoiceField(label=_("Role"), choices=TeamRole.choices, initial=TeamRole.MEMBER)
    since = day_field(_("Member since"))


class LeaveForm(ActForm):
    left_on = day_field(_("First day without the person"))


class RoleForm(ActForm):
    role = forms.ChoiceField(label=_("Role from then on"), choices=TeamRole.choices)
    since = day_field(_("First day with this role"))


class CorrectMembershipForm(ActForm):
    """The whole of a membership as it should have been written: no end is none."""

    role = forms.ChoiceField(label=_("Role"), choices=TeamRole.choices)
    since = day_field(_("Member since"))
    until = day_field(
        _("First day without the person"),
        required=False,
        help_text=_("Left empty while the person is in the team."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        return {**cleaned, "is_open": not cleaned.get("until")}


class SureForm(ActForm):
    """A form that asks whether its reader means it."""

    field_order = ("dissolved_on", "sure")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned.pop("sure", None)
        return cleaned


class RetractForm(SureForm):
    sure = sure_field(_("Yes, this person was never in the team"))


class DissolveForm(SureForm):
    dissolved_on = day_field(_("First day without the team"))
    sure = sure_field(_("Yes, the team ends"))

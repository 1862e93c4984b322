"""A roster is sent."""

from django import forms
from django.utils.translation import gettext_lazy as _

from people.models import RosterKind
from people.services.rosters import MOST_BYTES
from web.team_forms import day_field

ACCEPTED = ".xlsx,.xls,.ods,.csv,.tsv,.txt"

KINDS = [
    (RosterKind.PEOPLE, _("People: one person a line, with the commune")),
    (RosterKind.EMPLOYMENTS, _("People and where they work: with category and position")),
    (RosterKind.TEAMS, _("Teams: with the commune and the day of founding")),
    (RosterKind.MEMBERSHIPS, _("Members of teams: one person a line, with village and commune")),
]


class RosterForm(forms.Form):
    kind = forms.ChoiceField(label=_("What each line is"), choices=KINDS, widget=forms.RadioSelect)
    file = forms.FileField(
        label=_("The file"),
        help_text=_(
            "Excel (.xlsx, .xls), OpenDocument (.ods) or CSV, of at most 100 MB and "
            "1,000,000 lines. Titles above the headings may stay as they are."
        ),
        widget=forms.FileInput(attrs={"accept": ACCEPTED, "data-most-bytes": MOST_BYTES}),
    )
    on = day_field(
        _("Names of places are those of"),
        help_text=_("A list from before 01/07/2025 names communes that have merged since."),
    )

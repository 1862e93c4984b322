"""Rosters as they arrive, as they were understood, and what became of each line."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.jobs import JobOutput
from api.serializers.targets import check_day
from people.models import LineState, Roster, RosterKind, RosterLine, RosterState
from people.presentation import list_columns, list_missing, mask_cells

MOST_PREVIEWED = 2000


class RosterInput(serializers.Serializer[Any]):
    file = serializers.FileField(help_text="Excel, OpenDocument or CSV, of at most 100 MB.")
    kind = serializers.ChoiceField(choices=RosterKind.choices)
    on = serializers.DateField(
        required=False,
        validators=[check_day],
        help_text="The day on which names of places are read; today when not said.",
    )


class RosterOutput(serializers.Serializer[Any]):
    uuid = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=RosterKind.choices)
    file_name = serializers.CharField()
    size_bytes = serializers.IntegerField()
    on = serializers.DateField()
    state = serializers.ChoiceField(choices=RosterState.choices)
    problem = serializers.CharField(help_text="Why the file as a whole was refused.")
    line_count = serializers.IntegerField()
    written_count = serializers.IntegerField()
    unchanged_count = serializers.IntegerField(help_text="Lines that stood already.")
    refused_count = serializers.IntegerField()
    skipped_count = serializers.IntegerField(help_text="Totals, signatures, repeated headings.")
    created_at = serializers.DateTimeField()
    job = JobOutput(allow_null=True, help_text="The latest: that reads, then that writes.")


class RosterColumnOutput(serializers.Serializer[Any]):
    letters = serializers.CharField(help_text="Of the column in Excel.")
    heading = serializers.CharField(help_text="As it was sent.")
    field = serializers.CharField()
    name = serializers.CharField(source="label", help_text="Of the field, for people.")


class RosterLayoutOutput(serializers.Serializer[Any]):
    sheet = serializers.CharField(help_text="The sheet that is read; empty for a CSV file.")
    first_line = serializers.IntegerField(help_text="The first line of data, from 1.")
    columns = RosterColumnOutput(many=True)
    unknown_headings = serializers.ListField(child=serializers.CharField())
    missing = serializers.ListField(
        child=serializers.CharField(), help_text="What such a roster may say and this one does not."
    )
    doubts = serializers.ListField(child=serializers.CharField())


class RosterDetailOutput(RosterOutput):
    layout = serializers.SerializerMethodField(help_text="Null until the file has been read.")

    @extend_schema_field(RosterLayoutOutput(allow_null=True))
    def get_layout(self, roster: Roster) -> Any:
        layout = roster.layout
        if not layout:
            return None
        return RosterLayoutOutput(
            {
                "sheet": layout.get("sheet", ""),
                "first_line": layout["line"] + 1,
                "columns": list_columns(layout),
                "unknown_headings": layout.get("unknown", []),
                "missing": list_missing(layout, roster.kind),
                "doubts": layout["doubts"],
            }
        ).data


class PreviewQuery(serializers.Serializer[Any]):
    state = serializers.ChoiceField(
        choices=[(one.value, one.label) for one in LineState if one != LineState.WAITING],
        required=False,
        help_text="Only lines of which this would become.",
    )
    limit = serializers.IntegerField(
        required=False, default=200, min_value=1, max_value=MOST_PREVIEWED
    )


class UnderstoodOutput(serializers.Serializer[Any]):
    field = serializers.CharField()
    name = serializers.CharField(source="label", help_text="Of the field, for people.")
    text = serializers.CharField()


class PreviewLineOutput(serializers.Serializer[Any]):
    line = serializers.IntegerField(help_text="As the sender sees it, from 1.")
    state = serializers.ChoiceField(
        choices=LineState.choices, help_text="What would become of it; “written” is new."
    )
    problem = serializers.CharField()
    is_new = serializers.BooleanField(help_text="It would add a person, or a team.")
    cells = serializers.ListField(
        child=serializers.CharField(), help_text="As sent; a citizen number is behind dots."
    )
    understood = UnderstoodOutput(many=True)


class PreviewOutput(serializers.Serializer[Any]):
    """The counts are of the first 2,000 lines, whatever `limit` says."""

    line_count = serializers.IntegerField()
    checked_count = serializers.IntegerField()
    good_count = serializers.IntegerField()
    unchanged_count = serializers.IntegerField()
    refused_count = serializers.IntegerField()
    skipped_count = serializers.IntegerField()
    lines = PreviewLineOutput(many=True)


class RosterLineQuery(serializers.Serializer[Any]):
    state = serializers.ChoiceField(choices=LineState.choices, required=False)


class RosterLineOutput(serializers.Serializer[Any]):
    line = serializers.IntegerField(help_text="As the sender sees it, from 1.")
    state = serializers.ChoiceField(choices=LineState.choices)
    problem = serializers.CharField()
    cells = serializers.SerializerMethodField(help_text="As sent; a citizen number is behind dots.")
    person = serializers.UUIDField(source="person.uuid", default=None, allow_null=True)
    employment = serializers.UUIDField(source="employment.uuid", default=None, allow_null=True)
    team = serializers.UUIDField(source="team.uuid", default=None, allow_null=True)
    membership = serializers.UUIDField(source="membership.uuid", default=None, allow_null=True)

    def get_cells(self, line: RosterLine) -> list[str]:
        return mask_cells(self.context["roster"], line.cells)

"""Classes in a room and the lists of those who came."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.learning import CompletionRefOutput, EnrolledRunOutput
from api.serializers.territory import UnitField, UnitRefOutput, name_on
from enrollment.attendees import MOST_ROWS, AttendeeRow, read_file, read_pasted
from enrollment.matching import Match
from enrollment.services.classes import NewClass


class AttendeeInput(serializers.Serializer[Any]):
    full_name = serializers.CharField(max_length=200, allow_blank=True)
    phone = serializers.CharField(max_length=40, required=False, allow_blank=True)
    unit = serializers.CharField(max_length=200, required=False, allow_blank=True)
    category = serializers.CharField(max_length=60, required=False, allow_blank=True)


@extend_schema_field(
    {
        "oneOf": [
            {"type": "string", "description": "Pasted text, one person a line."},
            {"type": "array", "items": {"$ref": "#/components/schemas/AttendeeInput"}},
        ]
    }
)
class AttendeesField(serializers.Field[list[AttendeeRow], Any, Any, Any]):
    """A pasted list, or the same as objects; numbered from 1 as the sender sees it."""

    default_error_messages = {"shape": _("Send text with one person a line, or a list of objects.")}

    def to_internal_value(self, data: Any) -> list[AttendeeRow]:
        if isinstance(data, str):
            return read_pasted(data)
        if not isinstance(data, list) or len(data) > MOST_ROWS:
            self.fail("shape")
        rows = AttendeeInput(data=data, many=True)
        rows.is_valid(raise_exception=True)
        return [AttendeeRow(line=line, **row) for line, row in enumerate(rows.validated_data, 1)]


class ClassInput(serializers.Serializer[Any]):
    held_on = serializers.DateField()
    place = serializers.CharField(max_length=200)
    unit = UnitField(required=False, allow_null=True, default=None)
    hours = serializers.DecimalField(max_digits=4, decimal_places=1)
    decision_number = serializers.CharField(max_length=60, required=False, allow_blank=True)
    instructor_name = serializers.CharField(max_length=120, required=False, allow_blank=True)
    attendees = AttendeesField(required=False)
    file = serializers.FileField(
        required=False, help_text="Excel or CSV, in place of `attendees` (multipart)."
    )
    create_missing = serializers.BooleanField(default=False)
    skip_problems = serializers.BooleanField(default=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("file" in attrs) == ("attendees" in attrs):
            problem = _("Send the list as attendees or as a file.")
            raise serializers.ValidationError({"attendees": [problem]})
        return attrs


def read_class(given: dict[str, Any], run: Any) -> tuple[NewClass, list[AttendeeRow]]:
    """The class and its list out of checked input. Raises ClassInvalid for an unreadable file."""
    file = given.get("file")
    rows = read_file(file.read(), file.name) if file else given["attendees"]
    new = NewClass(
        run=run,
        held_on=given["held_on"],
        place=given["place"],
        unit=given["unit"],
        hours=given["hours"],
        decision_number=given.get("decision_number", ""),
        instructor_name=given.get("instructor_name", ""),
    )
    return new, rows


class PersonRefOutput(serializers.Serializer[Any]):
    uuid = serializers.UUIDField()
    full_name = serializers.CharField()


class LineOutput(serializers.Serializer[Match]):
    line = serializers.IntegerField(source="row.line")
    full_name = serializers.CharField(source="row.full_name")
    phone = serializers.CharField(source="row.phone")
    person = PersonRefOutput(
        allow_null=True, help_text="Whom the line means; null is a new person."
    )
    category = serializers.CharField()
    problem = serializers.CharField(help_text="Why the line cannot be taken; empty when it can.")


class ClassPreviewOutput(serializers.Serializer[Any]):
    good_count = serializers.IntegerField()
    problem_count = serializers.IntegerField()
    lines = LineOutput(many=True)


class SessionOutput(serializers.Serializer[Any]):
    uuid = serializers.UUIDField()
    run = EnrolledRunOutput()
    held_on = serializers.DateField()
    place = serializers.CharField()
    unit = serializers.SerializerMethodField()
    hours = serializers.CharField()
    decision_number = serializers.CharField()
    instructor_name = serializers.CharField()
    attendance_count = serializers.IntegerField()
    recorded_at = serializers.DateTimeField()

    @extend_schema_field(UnitRefOutput(allow_null=True))
    def get_unit(self, session: Any) -> dict[str, Any] | None:
        return present_unit(session.unit, session.held_on)


class ClassReportOutput(serializers.Serializer[Any]):
    session = serializers.UUIDField(source="session.uuid")
    attendance_count = serializers.IntegerField()
    completion_count = serializers.SerializerMethodField()
    left_out = LineOutput(many=True)

    def get_completion_count(self, report: Any) -> int:
        return len(report.completions)


class CompletionQuery(serializers.Serializer[Any]):
    since = serializers.DateField(required=False, help_text="Effective on this day or later.")
    until = serializers.DateField(required=False, help_text="Effective on this day or before.")


class CompletionOutput(CompletionRefOutput):
    person = PersonRefOutput()
    course = serializers.CharField(source="course.slug")
    run = serializers.CharField(source="run.code")
    unit = serializers.SerializerMethodField()
    category = serializers.CharField()

    @extend_schema_field(UnitRefOutput(allow_null=True))
    def get_unit(self, completion: Any) -> dict[str, Any] | None:
        return present_unit(completion.unit, completion.effective_on)


def present_unit(unit: Any, day: Any) -> dict[str, Any] | None:
    """A unit with its name on a day; no query when `names` is prefetched."""
    if unit is None:
        return None
    return {"uuid": unit.uuid, "level": unit.level, "code": unit.code, "name": name_on(unit, day)}

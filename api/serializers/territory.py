"""Administrative units, going out; and as a field of what comes in."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from common.clock import today
from territory.errors import UnitNotFound
from territory.models import Level, SuccessionKind, Unit
from territory.selectors import get_unit_by_uuid


@extend_schema_field(OpenApiTypes.UUID)
class UnitField(serializers.UUIDField):
    """A unit by its uuid."""

    default_error_messages = {"unknown": _("There is no such administrative unit.")}

    def to_internal_value(self, data: Any) -> Any:
        uuid = super().to_internal_value(data)
        try:
            return get_unit_by_uuid(uuid)
        except UnitNotFound:
            self.fail("unknown")


class UnitQuery(serializers.Serializer[Any]):
    level = serializers.ChoiceField(choices=Level.choices, required=False)
    on = serializers.DateField(required=False, help_text="The day asked about; today otherwise.")
    parent = UnitField(required=False)  # type: ignore[assignment]  # a field, not the parent
    search = serializers.CharField(required=False, max_length=100)


class DayQuery(serializers.Serializer[Any]):
    on = serializers.DateField(required=False, help_text="The day asked about; today otherwise.")


class UnitRefOutput(serializers.Serializer[Any]):
    """A unit with its name on the day that the context names; `names` should be prefetched."""

    uuid = serializers.UUIDField()
    level = serializers.CharField()
    code = serializers.CharField()
    name = serializers.SerializerMethodField()

    def get_name(self, unit: Unit) -> str:
        return name_on(unit, self.context.get("on") or today())


def name_on(unit: Unit, day: date) -> str:
    """The unit's name on a day, or its last one; no query when `names` is prefetched."""
    names = sorted(unit.names.all(), key=lambda row: row.valid.lower)
    standing = [row.name for row in names if day in row.valid]
    return standing[0] if standing else (names[-1].name if names else unit.code)


class NodeOutput(serializers.Serializer[Any]):
    uuid = serializers.UUIDField()
    level = serializers.CharField()
    code = serializers.CharField()
    name = serializers.CharField()
    type = serializers.CharField()


class UnitOutput(serializers.Serializer[Any]):
    uuid = serializers.UUIDField()
    level = serializers.CharField()
    code = serializers.CharField()
    name = serializers.SerializerMethodField()
    type = serializers.SerializerMethodField()
    parent = serializers.SerializerMethodField(  # type: ignore[assignment]  # a field
        help_text="The uuid of the unit above."
    )
    valid_from = serializers.DateField(source="valid.lower")
    valid_until = serializers.DateField(
        source="valid.upper", allow_null=True, help_text="Exclusive; null while it stands."
    )

    def get_name(self, unit: Unit) -> str:
        node = self.context["structure"].nodes.get(unit.id)
        return node.name if node else unit.code

    def get_type(self, unit: Unit) -> str:
        node = self.context["structure"].nodes.get(unit.id)
        return node.type if node else ""

    @extend_schema_field({"type": ["string", "null"], "format": "uuid"})
    def get_parent(self, unit: Unit) -> str | None:
        path = self.context["structure"].path(unit.id)
        return path[-2].uuid if len(path) > 1 else None


class SuccessionOutput(serializers.Serializer[Any]):
    unit = serializers.SerializerMethodField()
    kind = serializers.CharField()
    effective_on = serializers.DateField(source="change.effective_on")

    @extend_schema_field(UnitRefOutput)
    def get_unit(self, succession: Any) -> dict[str, Any]:
        return dict(UnitRefOutput(getattr(succession, self.context["side"])).data)


class DatedNameOutput(serializers.Serializer[Any]):
    name = serializers.CharField()
    type = serializers.CharField()
    valid_from = serializers.DateField(source="valid.lower")
    valid_until = serializers.DateField(source="valid.upper", allow_null=True)


class DatedParentOutput(serializers.Serializer[Any]):
    unit = serializers.SerializerMethodField()
    valid_from = serializers.DateField(source="valid.lower")
    valid_until = serializers.DateField(source="valid.upper", allow_null=True)

    @extend_schema_field(UnitRefOutput)
    def get_unit(self, row: Any) -> dict[str, Any]:
        return dict(UnitRefOutput(row.parent, context={"on": row.valid.lower}).data)


class TracedUnitOutput(serializers.Serializer[Any]):
    unit = serializers.SerializerMethodField()
    kind = serializers.CharField(help_text="As in a way: whole, part, unchanged and so on.")

    @extend_schema_field(UnitRefOutput)
    def get_unit(self, pair: dict[str, Any]) -> dict[str, Any]:
        return dict(UnitRefOutput(pair["unit"], context=self.context).data)


class TraceOutput(serializers.Serializer[Any]):
    """Where the unit is on the day asked about: everything, and the one that is sure."""

    units = serializers.SerializerMethodField()
    sure = UnitRefOutput(allow_null=True)

    @extend_schema_field(TracedUnitOutput(many=True))
    def get_units(self, trace: Any) -> Any:
        pairs = [{"unit": unit, "kind": kind} for unit, kind in trace.units]
        return TracedUnitOutput(pairs, many=True, context=self.context).data


class UnitHistoryOutput(serializers.Serializer[Any]):
    names = DatedNameOutput(many=True)
    parents = DatedParentOutput(many=True)
    present = TraceOutput(help_text="Where it is on the day: empty before its founding.")
    former = TraceOutput(help_text="What stood there on the day: empty after its end.")


class ChangedUnitInput(serializers.Serializer[Any]):
    level = serializers.ChoiceField(choices=Level.choices)
    code = serializers.CharField(help_text="2 digits for a province, 3 a district, 5 a commune.")
    type = serializers.CharField(max_length=40)
    name = serializers.CharField(max_length=120, help_text="With its type: Xã Tân Trào.")
    parent_code = serializers.CharField(required=False)


class WayInput(serializers.Serializer[Any]):
    level = serializers.ChoiceField(choices=Level.choices, help_text="Of the old unit.")
    old_code = serializers.CharField()
    new_code = serializers.CharField()
    kind = serializers.ChoiceField(choices=SuccessionKind.choices)
    note = serializers.CharField(required=False, max_length=300)


class UnitKeyInput(serializers.Serializer[Any]):
    level = serializers.ChoiceField(choices=Level.choices)
    code = serializers.CharField()


class ChangeInput(serializers.Serializer[Any]):
    """The document of a change, as docs/territory.md describes it."""

    effective_on = serializers.DateField()
    legal_basis = serializers.CharField(max_length=200, required=False)
    units = ChangedUnitInput(many=True, required=False)
    ways = WayInput(many=True, required=False)
    ends = UnitKeyInput(many=True, required=False)


class UndoInput(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=300)


class ChangeCountsOutput(serializers.Serializer[Any]):
    opened = serializers.IntegerField(default=0)
    closed = serializers.IntegerField(default=0)
    renamed = serializers.IntegerField(default=0)
    moved = serializers.IntegerField(default=0)
    ways = serializers.IntegerField(default=0)


class ChangeOutput(serializers.Serializer[Any]):
    uuid = serializers.UUIDField()
    effective_on = serializers.DateField()
    kind = serializers.CharField(help_text="founding, reform or change")
    legal_basis = serializers.CharField()
    counts = ChangeCountsOutput()
    recorded_at = serializers.DateTimeField()
    undone_at = serializers.DateTimeField(allow_null=True)
    undo_reason = serializers.CharField()


class PlannedUnitOutput(serializers.Serializer[Any]):
    level = serializers.CharField()
    code = serializers.CharField()
    name = serializers.CharField()
    new_name = serializers.CharField(required=False)
    parent_name = serializers.CharField(required=False)


class PlannedWayOutput(serializers.Serializer[Any]):
    old = PlannedUnitOutput()
    new = PlannedUnitOutput()
    kind = serializers.CharField()
    note = serializers.CharField()


class TouchedOutput(serializers.Serializer[Any]):
    what = serializers.CharField()
    count = serializers.IntegerField()
    moved_count = serializers.IntegerField()
    unplaced_count = serializers.IntegerField(help_text="chưa phân bổ: for a person to decide.")


class ChangeReportOutput(serializers.Serializer[Any]):
    uuid = serializers.UUIDField(allow_null=True, help_text="Null when it was only tried.")
    effective_on = serializers.DateField()
    legal_basis = serializers.CharField()
    counts = ChangeCountsOutput()
    closing = PlannedUnitOutput(many=True)
    opening = PlannedUnitOutput(many=True)
    renaming = PlannedUnitOutput(many=True)
    moving = PlannedUnitOutput(many=True)
    ways = PlannedWayOutput(many=True)
    touched = TouchedOutput(many=True)
    doubts = serializers.ListField(child=serializers.CharField())


class UnitDetailOutput(serializers.Serializer[Any]):
    uuid = serializers.UUIDField(source="unit.uuid")
    level = serializers.CharField(source="unit.level")
    code = serializers.CharField(source="unit.code")
    name = serializers.CharField()
    valid_from = serializers.DateField(source="unit.valid.lower")
    valid_until = serializers.DateField(source="unit.valid.upper", allow_null=True)
    legal_basis = serializers.CharField(source="unit.legal_basis")
    path = NodeOutput(many=True)
    successors = serializers.SerializerMethodField()
    predecessors = serializers.SerializerMethodField()

    @extend_schema_field(SuccessionOutput(many=True))
    def get_successors(self, detail: dict[str, Any]) -> Any:
        return SuccessionOutput(detail["successors"], many=True, context={"side": "new"}).data

    @extend_schema_field(SuccessionOutput(many=True))
    def get_predecessors(self, detail: dict[str, Any]) -> Any:
        return SuccessionOutput(detail["predecessors"], many=True, context={"side": "old"}).data

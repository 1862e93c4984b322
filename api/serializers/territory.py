"""Administrative units, going out; and as a field of what comes in."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from common.clock import today
from territory.errors import UnitNotFound
from territory.models import Level, Unit
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

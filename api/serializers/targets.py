"""Targets and what was attained of them; the numbers are those of `targets.presentation`."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.serializers.territory import UnitField, UnitRefOutput
from enrollment.models import Mode
from people.models import Category
from targets.models import Bound, UnitOfCount

LARGEST = 2**31 - 1
FIRST_DAY, LAST_DAY = date(1945, 1, 1), date(2999, 12, 31)


def check_day(day: date) -> None:
    """Days of this system, so that the day after one is a day too."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise serializers.ValidationError(_("This day lies out of range."))


class AttainmentQuery(serializers.Serializer[Any]):
    as_of = serializers.DateField(
        required=False,
        validators=[check_day],
        help_text="What happened up to this day; today when not said.",
    )
    known_on = serializers.DateField(
        required=False,
        validators=[check_day],
        help_text="What was recorded to the end of this day; today when not said.",
    )
    structure_on = serializers.DateField(
        required=False,
        validators=[check_day],
        help_text="By the provinces of this day; `as_of` when not said.",
    )


class DefinitionField(serializers.Serializer[Any]):
    """What a metric counts; what is left out does not narrow it."""

    fact = serializers.ChoiceField(choices=["completion"])
    categories = serializers.ListField(
        child=serializers.ChoiceField(choices=Category.choices), required=False
    )
    courses = serializers.ListField(
        child=serializers.SlugField(), required=False, help_text="Slugs of courses."
    )
    modes = serializers.ListField(
        child=serializers.ChoiceField(choices=Mode.choices), required=False
    )


class MetricInput(serializers.Serializer[Any]):
    code = serializers.SlugField(max_length=60)
    title = serializers.CharField(max_length=200)
    description = serializers.CharField(max_length=2000)
    definition = DefinitionField()


class MetricOutput(serializers.Serializer[Any]):
    code = serializers.CharField()
    version = serializers.IntegerField()
    title = serializers.CharField()
    description = serializers.CharField()
    definition = serializers.DictField()
    created_at = serializers.DateTimeField()


class TargetInput(serializers.Serializer[Any]):
    code = serializers.SlugField(max_length=60)
    title = serializers.CharField(max_length=200)
    metric = serializers.SlugField(max_length=60, help_text="The metric's code.")
    metric_version = serializers.IntegerField(
        min_value=1, max_value=LARGEST, required=False, help_text="The newest when not said."
    )
    unit_of_count = serializers.ChoiceField(choices=UnitOfCount.choices)
    branch = UnitField(
        required=False, allow_null=True, default=None, help_text="Null is the whole country."
    )
    first_on = serializers.DateField(validators=[check_day])
    last_on = serializers.DateField(validators=[check_day], help_text="Inclusive.")
    value = serializers.IntegerField(min_value=1, max_value=LARGEST)
    bound = serializers.ChoiceField(choices=Bound.choices, required=False)
    decision_number = serializers.CharField(max_length=60, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["last_on"] < attrs["first_on"]:
            problem = _("The last day comes before the first.")
            raise serializers.ValidationError({"last_on": [problem]})
        return attrs


class MetricRefOutput(serializers.Serializer[Any]):
    code = serializers.CharField()
    version = serializers.IntegerField()


class TargetOutput(serializers.Serializer[Any]):
    code = serializers.CharField()
    title = serializers.CharField()
    value = serializers.IntegerField()
    unit_of_count = serializers.CharField(help_text="occurrences (lượt) or persons")
    bound = serializers.CharField(help_text="exact or at_least")
    first_on = serializers.DateField(source="period.lower")
    before = serializers.DateField(source="period.upper", help_text="Exclusive.")
    decision_number = serializers.CharField()
    metric = MetricRefOutput()


class TargetRowOutput(TargetOutput):
    branch = UnitRefOutput(allow_null=True, help_text="Null is the whole country.")


class ProvinceRowOutput(serializers.Serializer[Any]):
    unit = serializers.UUIDField()
    code = serializers.CharField()
    name = serializers.CharField()
    completion_count = serializers.IntegerField()
    online_count = serializers.IntegerField()
    headcount = serializers.IntegerField()


class CurvePointOutput(serializers.Serializer[Any]):
    day = serializers.DateField()
    completion_count = serializers.IntegerField(help_text="Cumulative.")
    headcount = serializers.IntegerField(help_text="Cumulative, distinct persons.")


class AttainmentOutput(serializers.Serializer[Any]):
    target = TargetOutput()
    as_of = serializers.DateField()
    known_on = serializers.DateField()
    structure_on = serializers.DateField()
    definition = serializers.CharField(help_text="What is counted, in a sentence.")
    scope = serializers.CharField()
    completion_count = serializers.IntegerField(help_text="Occurrences (lượt).")
    online_count = serializers.IntegerField()
    headcount = serializers.IntegerField(help_text="Distinct persons.")
    attainment_fraction = serializers.CharField(
        allow_null=True, help_text="1.0000 is the target; null with `reason_refused`."
    )
    reason_refused = serializers.CharField(allow_null=True)
    excess = serializers.IntegerField()
    shortfall = serializers.IntegerField()
    provinces = ProvinceRowOutput(many=True)
    unplaced_count = serializers.IntegerField(help_text="Not assigned to any province.")
    unplaced_headcount = serializers.IntegerField()
    curve = CurvePointOutput(many=True)

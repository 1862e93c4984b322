"""Persons, where they work, pairs that may be one, and merges. Numbers stand behind dots."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.classes import PersonRefOutput
from api.serializers.territory import UnitField
from people.duplicates import describe_reasons
from people.models import BirthPrecision, Category, DuplicateVerdict, Gender


class PeopleQuery(serializers.Serializer[Any]):
    search = serializers.CharField(
        required=False,
        max_length=120,
        help_text="Beginnings of words of the name; accents count when they are typed.",
    )
    category = serializers.ChoiceField(choices=Category.choices, required=False)


class WorkOutput(serializers.Serializer[Any]):
    uuid = serializers.UUIDField(source="employment.uuid")
    unit = serializers.UUIDField(source="employment.unit.uuid")
    place = serializers.CharField(help_text="The unit and those above it, as written today.")
    employer = serializers.CharField(source="employment.employer")
    category = serializers.ChoiceField(source="employment.category", choices=Category.choices)
    position = serializers.CharField(source="employment.position")
    since = serializers.DateField(source="employment.valid.lower", allow_null=True)
    until = serializers.DateField(
        source="employment.valid.upper", allow_null=True, help_text="The first day without."
    )


class SeatOutput(serializers.Serializer[Any]):
    team = serializers.UUIDField(source="membership.team.uuid")
    residential_unit = serializers.CharField(source="membership.team.residential_unit")
    place = serializers.CharField()
    role = serializers.CharField(source="membership.role")


class PersonCardOutput(serializers.Serializer[Any]):
    uuid = serializers.UUIDField(source="person.uuid")
    full_name = serializers.CharField(source="person.full_name")
    birth_on = serializers.DateField(source="person.birth_on", allow_null=True)
    birth_precision = serializers.ChoiceField(
        source="person.birth_precision", choices=BirthPrecision.choices
    )
    gender = serializers.CharField(source="person.gender")
    merged_into = serializers.SerializerMethodField(
        help_text="The person whose second entry this is."
    )
    phones = serializers.SerializerMethodField(help_text="With their middle behind dots.")
    employments = WorkOutput(many=True, source="works", help_text="Those of today.")

    @extend_schema_field(PersonRefOutput(allow_null=True))
    def get_merged_into(self, card: Any) -> dict[str, Any] | None:
        kept = card.person.merged_into
        return dict(PersonRefOutput(kept).data) if kept else None

    def get_phones(self, card: Any) -> list[str]:
        return [number for _id, number in card.phones]


class MergeOutput(serializers.Serializer[Any]):
    uuid = serializers.UUIDField()
    kept = PersonRefOutput()
    merged = PersonRefOutput()
    reasons = serializers.ListField(child=serializers.CharField())
    merged_at = serializers.DateTimeField()
    undone_at = serializers.DateTimeField(allow_null=True)


class PersonDetailOutput(PersonCardOutput):
    family_name = serializers.CharField(source="person.family_name")
    middle_name = serializers.CharField(source="person.middle_name")
    given_name = serializers.CharField(source="person.given_name")
    citizen_id = serializers.CharField(help_text="The last four digits; empty when not known.")
    teams = SeatOutput(many=True)
    merges = serializers.SerializerMethodField()

    @extend_schema_field(MergeOutput(many=True))
    def get_merges(self, _card: Any) -> Any:
        return MergeOutput(self.context["merges"], many=True).data


class CorrectionInput(serializers.Serializer[Any]):
    """What is left out stays."""

    full_name = serializers.CharField(max_length=120, required=False)
    family_name = serializers.CharField(max_length=60, required=False, allow_blank=True)
    middle_name = serializers.CharField(max_length=60, required=False, allow_blank=True)
    given_name = serializers.CharField(max_length=60, required=False)
    birth_on = serializers.DateField(required=False, allow_null=True)
    birth_year = serializers.IntegerField(
        required=False, help_text="Where only the year of birth is known."
    )
    gender = serializers.ChoiceField(choices=Gender.choices, required=False, allow_blank=True)
    citizen_id = serializers.CharField(
        max_length=20, required=False, allow_blank=True, write_only=True
    )


class EmploymentInput(serializers.Serializer[Any]):
    unit = UnitField()
    category = serializers.ChoiceField(choices=Category.choices)
    position = serializers.CharField(max_length=120, required=False, allow_blank=True)
    employer = serializers.CharField(max_length=200, required=False, allow_blank=True)
    since = serializers.DateField(required=False, help_text="Today when not said.")


class EmploymentChangeInput(serializers.Serializer[Any]):
    """`until` ends the employment; anything else changes the work from `since` on."""

    until = serializers.DateField(required=False, help_text="The first day without.")
    category = serializers.ChoiceField(choices=Category.choices, required=False)
    position = serializers.CharField(max_length=120, required=False, allow_blank=True)
    since = serializers.DateField(required=False, help_text="Today when not said.")


class DuplicatesQuery(serializers.Serializer[Any]):
    verdict = serializers.ChoiceField(
        choices=DuplicateVerdict.choices, default=DuplicateVerdict.OPEN
    )


class DuplicateOutput(serializers.Serializer[Any]):
    uuid = serializers.UUIDField()
    first = PersonRefOutput()
    second = PersonRefOutput()
    weight = serializers.IntegerField(help_text="0 to 100, the sum of the rules that hold.")
    reasons = serializers.ListField(child=serializers.CharField())
    sentences = serializers.SerializerMethodField(help_text="The reasons in words.")
    verdict = serializers.ChoiceField(choices=DuplicateVerdict.choices)
    found_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)

    def get_sentences(self, duplicate: Any) -> list[str]:
        return describe_reasons(duplicate.reasons)


class DecisionInput(serializers.Serializer[Any]):
    verdict = serializers.ChoiceField(choices=[DuplicateVerdict.SAME, DuplicateVerdict.DIFFERENT])
    kept = serializers.UUIDField(
        required=False, help_text="Whom the other leads to from then on; the first when not said."
    )

"""The network of community digital teams as documents."""

from typing import Any

from rest_framework import serializers

from api.serializers.targets import check_day
from targets.network import LEVELS


class NetworkPlaceQuery(serializers.Serializer[Any]):
    as_of = serializers.DateField(required=False, validators=[check_day], help_text="Or today.")
    known_on = serializers.DateField(
        required=False,
        validators=[check_day],
        help_text="Or today: as it is known now.",
    )
    structure_on = serializers.DateField(
        required=False, validators=[check_day], help_text="Whose units are listed; or `as_of`."
    )
    unit = serializers.UUIDField(
        required=False, help_text="A unit of that structure; or the whole country."
    )


class NetworkQuery(NetworkPlaceQuery):
    base_on = serializers.DateField(
        required=False, validators=[check_day], help_text="Growth is told on this day."
    )
    base_known_on = serializers.DateField(
        required=False,
        validators=[check_day],
        help_text="Of the base; or `known_on`.",
    )
    down_to = serializers.ChoiceField(
        choices=LEVELS, required=False, help_text="Lines down to this level, not the next alone."
    )


class NetworkCountsOutput(serializers.Serializer[Any]):
    team_count = serializers.IntegerField()
    commune_team_count = serializers.IntegerField()
    village_team_count = serializers.IntegerField()
    member_headcount = serializers.IntegerField(help_text="Distinct persons.")
    membership_count = serializers.IntegerField()
    members_per_team = serializers.CharField(allow_null=True)
    commune_count = serializers.IntegerField(help_text="Communes in the asker's branch.")
    covered_commune_count = serializers.IntegerField(help_text="Those of them with a team.")


class NetworkUnitOutput(serializers.Serializer[Any]):
    unit = serializers.UUIDField(allow_null=True)
    level = serializers.CharField(allow_null=True)
    code = serializers.CharField(allow_null=True, help_text="Null is not assigned.")
    name = serializers.CharField()
    parent_code = serializers.CharField(allow_null=True)


class NetworkLineOutput(NetworkCountsOutput, NetworkUnitOutput):
    is_unplaced = serializers.BooleanField(
        help_text="What lies in the unit of `parent_code`, and in none of those below it for sure."
    )
    is_complete = serializers.BooleanField(help_text="Each of its communes has a team.")


class NetworkFiguresOutput(NetworkCountsOutput):
    as_of = serializers.DateField()
    known_on = serializers.DateField()
    province_count = serializers.IntegerField(help_text="Of the structure, in the asker's branch.")
    covered_province_count = serializers.IntegerField()
    complete_province_count = serializers.IntegerField()


class NetworkGrowthOutput(serializers.Serializer[Any]):
    covered_province_count = serializers.CharField(allow_null=True, help_text="0.5 is +50%.")
    team_count = serializers.CharField(allow_null=True)
    member_headcount = serializers.CharField(allow_null=True)


class NetworkOutput(NetworkFiguresOutput):
    structure_on = serializers.DateField()
    definition = serializers.CharField(help_text="What is counted, in a sentence.")
    path = NetworkUnitOutput(many=True, help_text="From the province down to the unit asked for.")
    districts_left_out = serializers.ListField(
        child=serializers.CharField(), help_text="They have no communes, and so ask for no team."
    )
    base = NetworkFiguresOutput(allow_null=True)
    growth = NetworkGrowthOutput(allow_null=True)
    lines = NetworkLineOutput(many=True)

"""The network of community digital teams as documents."""

from typing import Any

from rest_framework import serializers

from api.serializers.targets import check_day


class NetworkQuery(serializers.Serializer[Any]):
    as_of = serializers.DateField(required=False, validators=[check_day], help_text="Or today.")
    base_on = serializers.DateField(
        required=False, validators=[check_day], help_text="Growth is told on this day."
    )
    known_on = serializers.DateField(required=False, validators=[check_day])
    structure_on = serializers.DateField(
        required=False, validators=[check_day], help_text="Whose units are listed; or `as_of`."
    )
    with_communes = serializers.BooleanField(required=False, default=False)


class NetworkCountsOutput(serializers.Serializer[Any]):
    team_count = serializers.IntegerField()
    commune_team_count = serializers.IntegerField()
    village_team_count = serializers.IntegerField()
    member_headcount = serializers.IntegerField(help_text="Distinct persons.")
    membership_count = serializers.IntegerField()
    members_per_team = serializers.CharField(allow_null=True)


class NetworkProvinceOutput(NetworkCountsOutput):
    code = serializers.CharField(allow_null=True, help_text="Null is not assigned.")
    name = serializers.CharField()
    is_complete = serializers.BooleanField(help_text="Each of its communes has a team.")


class NetworkCommuneOutput(NetworkCountsOutput):
    code = serializers.CharField(allow_null=True, help_text="Null is not assigned.")
    name = serializers.CharField()
    province_code = serializers.CharField(allow_null=True)


class NetworkGrowthOutput(serializers.Serializer[Any]):
    covered_province_count = serializers.CharField(allow_null=True, help_text="0.5 is +50%.")
    team_count = serializers.CharField(allow_null=True)
    member_headcount = serializers.CharField(allow_null=True)


class NetworkOutput(NetworkCountsOutput):
    as_of = serializers.DateField()
    known_on = serializers.DateField()
    structure_on = serializers.DateField()
    definition = serializers.CharField(help_text="What is counted, in a sentence.")
    province_count = serializers.IntegerField(help_text="Of the structure, in the asker's branch.")
    covered_province_count = serializers.IntegerField()
    complete_province_count = serializers.IntegerField()
    districts_left_out = serializers.ListField(
        child=serializers.CharField(), help_text="They have no communes, and so ask for no team."
    )
    base_on = serializers.DateField(allow_null=True)
    growth = NetworkGrowthOutput(allow_null=True)
    provinces = NetworkProvinceOutput(many=True)
    communes = NetworkCommuneOutput(many=True, allow_null=True)

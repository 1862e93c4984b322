"""The network of community digital teams as documents."""

from typing import Any

from rest_framework import serializers

from api.serializers.targets import check_day
from people.models import TeamLevel, TeamRole
from targets.network import ENDINGS, KINDS, LEVELS, SELECTIONS, TeamCard, show_place


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
    only = serializers.ChoiceField(
        choices=list(SELECTIONS), required=False, help_text="The lines behind a figure."
    )


class NetworkRowsQuery(NetworkPlaceQuery):
    is_unplaced = serializers.BooleanField(
        default=False, help_text="What is in the unit and for sure in none of those below it."
    )
    level = serializers.ChoiceField(
        choices=TeamLevel.choices, required=False, help_text="Of the teams; or both."
    )


class NetworkExportQuery(NetworkRowsQuery):
    kind = serializers.ChoiceField(choices=list(KINDS), default="teams")
    ending = serializers.ChoiceField(choices=ENDINGS, default="xlsx")


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


class NetworkTeamOutput(serializers.Serializer[Any]):
    uuid = serializers.UUIDField(source="team.uuid")
    name = serializers.CharField(help_text="The village, or that the team is of the commune.")
    level = serializers.ChoiceField(choices=TeamLevel.choices, source="team.level")
    place = serializers.SerializerMethodField(help_text="In the units of the structure.")
    is_unplaced = serializers.BooleanField()
    seen_at = serializers.CharField(help_text="Where it was on the day.")
    leader = serializers.CharField()
    membership_count = serializers.IntegerField()
    founded_on = serializers.DateField(source="team.founded_on")
    decision_number = serializers.CharField(source="team.decision_number")

    def get_place(self, card: TeamCard) -> str:
        return show_place(card)


class NetworkSeatOutput(serializers.Serializer[Any]):
    team = NetworkTeamOutput()
    role = serializers.ChoiceField(choices=TeamRole.choices, source="membership.role")
    since = serializers.DateField()
    until = serializers.DateField(allow_null=True, help_text="The first day without it.")


class NetworkMembershipOutput(NetworkSeatOutput):
    uuid = serializers.UUIDField(source="membership.uuid")
    person = serializers.UUIDField(source="membership.person.uuid")
    full_name = serializers.CharField(source="membership.person.full_name")


class NetworkMemberOutput(serializers.Serializer[Any]):
    uuid = serializers.UUIDField(source="person.uuid")
    full_name = serializers.CharField(source="person.full_name")
    birth = serializers.CharField(help_text="dd/mm/yyyy, or the year alone.")
    memberships = NetworkSeatOutput(many=True, source="seats")

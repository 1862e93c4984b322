"""Community digital teams, their homes and members."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.classes import PersonRefOutput
from api.serializers.targets import check_day
from api.serializers.territory import UnitField, UnitRefOutput
from common.clock import today
from people.models import Team, TeamHome, TeamLevel, TeamRole
from people.selectors.teams import STATES, home_on

MOST_ASSIGNMENTS = 5000


class TeamQuery(serializers.Serializer[Any]):
    search = serializers.CharField(
        required=False, max_length=100, help_text="In the name of the village or the commune."
    )
    level = serializers.ChoiceField(choices=TeamLevel.choices, required=False)
    unit = UnitField(required=False, help_text="The teams of its whole branch.")
    state = serializers.ChoiceField(
        choices=[*STATES, "all"], required=False, help_text="“active” when not said."
    )
    on = serializers.DateField(
        required=False, validators=[check_day], help_text="The day asked about; today otherwise."
    )


class TeamInput(serializers.Serializer[Any]):
    unit = UnitField(help_text="The commune, as it stood on the day of the founding.")
    level = serializers.ChoiceField(choices=TeamLevel.choices)
    residential_unit = serializers.CharField(
        max_length=120, required=False, help_text="The village, of a village-level team only."
    )
    founded_on = serializers.DateField(validators=[check_day])
    decision_number = serializers.CharField(max_length=60, required=False, allow_blank=True)


class TeamCorrectionInput(serializers.Serializer[Any]):
    """What is left out stays."""

    residential_unit = serializers.CharField(max_length=120, required=False)
    founded_on = serializers.DateField(validators=[check_day], required=False)
    decision_number = serializers.CharField(max_length=60, required=False, allow_blank=True)


class DissolutionInput(serializers.Serializer[Any]):
    dissolved_on = serializers.DateField(
        validators=[check_day], help_text="The first day without the team."
    )


class MoveInput(serializers.Serializer[Any]):
    unit = UnitField(help_text="A commune that stood on the day.")
    since = serializers.DateField(validators=[check_day], help_text="The first day there.")


class TeamHomeOutput(serializers.Serializer[Any]):
    unit = UnitRefOutput(allow_null=True, help_text="Null while nobody has decided.")
    formerly = UnitRefOutput(allow_null=True, help_text="The ended unit of a team without a home.")
    since = serializers.DateField(source="valid.lower")
    before = serializers.DateField(
        source="valid.upper", allow_null=True, help_text="Exclusive; null while it lasts."
    )


class TeamOutput(serializers.Serializer[Any]):
    uuid = serializers.UUIDField()
    level = serializers.CharField()
    residential_unit = serializers.CharField()
    decision_number = serializers.CharField()
    founded_on = serializers.DateField()
    dissolved_on = serializers.DateField(allow_null=True)
    home = serializers.SerializerMethodField(help_text="On the day asked about, or the last.")
    leader = serializers.SerializerMethodField()
    member_count = serializers.IntegerField()

    @extend_schema_field(TeamHomeOutput(allow_null=True))
    def get_home(self, team: Team) -> Any:
        home: TeamHome | None = home_on(team, self.context.get("on") or today())
        return TeamHomeOutput(home, context=self.context).data if home else None

    @extend_schema_field(PersonRefOutput(allow_null=True))
    def get_leader(self, team: Any) -> Any:
        return PersonRefOutput(team.leaders[0].person).data if team.leaders else None


class TeamDetailOutput(TeamOutput):
    homes = TeamHomeOutput(source="known_homes", many=True)


class MembershipInput(serializers.Serializer[Any]):
    person = serializers.UUIDField()
    role = serializers.ChoiceField(choices=TeamRole.choices, default=TeamRole.MEMBER)
    since = serializers.DateField(validators=[check_day])
    until = serializers.DateField(
        validators=[check_day], required=False, help_text="Exclusive; left out while it lasts."
    )


class MembershipEndInput(serializers.Serializer[Any]):
    left_on = serializers.DateField(
        validators=[check_day], help_text="The first day without the person."
    )


class RoleInput(serializers.Serializer[Any]):
    role = serializers.ChoiceField(choices=TeamRole.choices)
    since = serializers.DateField(
        validators=[check_day], help_text="The first day with the role; the former one until then."
    )


class MembershipCorrectionInput(serializers.Serializer[Any]):
    """What is left out stays."""

    person = serializers.UUIDField(required=False)
    role = serializers.ChoiceField(choices=TeamRole.choices, required=False)
    since = serializers.DateField(validators=[check_day], required=False)
    until = serializers.DateField(
        validators=[check_day],
        required=False,
        allow_null=True,
        help_text="Exclusive; null takes an end away.",
    )


class MembershipOutput(serializers.Serializer[Any]):
    uuid = serializers.UUIDField(help_text="Of this statement; a correction has another.")
    person = PersonRefOutput()
    role = serializers.CharField()
    since = serializers.DateField(source="valid.lower")
    before = serializers.DateField(
        source="valid.upper", allow_null=True, help_text="Exclusive; null while it lasts."
    )


class WaitingTeamOutput(serializers.Serializer[Any]):
    uuid = serializers.UUIDField()
    level = serializers.CharField()
    residential_unit = serializers.CharField()


class SuccessorChoiceOutput(serializers.Serializer[Any]):
    uuid = serializers.UUIDField()
    name = serializers.CharField()


class FormerCommuneOutput(serializers.Serializer[Any]):
    uuid = serializers.UUIDField(source="unit.uuid")
    code = serializers.CharField(source="unit.code")
    name = serializers.CharField()
    ended_on = serializers.DateField()
    teams = WaitingTeamOutput(many=True)
    choices = serializers.SerializerMethodField()

    @extend_schema_field(SuccessorChoiceOutput(many=True))
    def get_choices(self, former: Any) -> Any:
        rows = [{"uuid": unit.uuid, "name": name} for unit, name in former.choices]
        return SuccessorChoiceOutput(rows, many=True).data


class AssignmentInput(serializers.Serializer[Any]):
    team = serializers.UUIDField()
    unit = serializers.UUIDField(help_text="One of the parts, or a commune of their province.")
    since = serializers.DateField(
        validators=[check_day], required=False, help_text="Since its commune ended when left out."
    )


class AssignmentsInput(serializers.Serializer[Any]):
    assignments = serializers.ListField(child=AssignmentInput(), max_length=MOST_ASSIGNMENTS)


class AssignmentsOutput(serializers.Serializer[Any]):
    assigned_count = serializers.IntegerField()

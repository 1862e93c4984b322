"""Community digital teams, who is in them, and the decisions on those of split communes."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.pagination import CursorPages
from api.schema import PageQuery, page_of
from api.serializers.teams import (
    AssignmentsInput,
    AssignmentsOutput,
    DissolutionInput,
    FormerCommuneOutput,
    MembershipCorrectionInput,
    MembershipEndInput,
    MembershipInput,
    MembershipOutput,
    MoveInput,
    RoleInput,
    TeamCorrectionInput,
    TeamDetailOutput,
    TeamInput,
    TeamOutput,
    TeamQuery,
)
from api.views.base import ApiView, present
from people.selectors import get_person
from people.selectors.teams import (
    get_membership,
    get_team,
    list_former_communes,
    list_memberships,
    list_teams,
    list_unassigned_teams,
)
from people.services.assignments import TeamAssignment, assign_teams
from people.services.memberships import (
    change_role,
    correct_membership,
    join_team,
    leave_team,
    retract_membership,
)
from people.services.teams import correct_team, dissolve_team, found_team, move_team


class Teams(ApiView):
    @extend_schema(
        operation_id="list_teams",
        summary="The teams of the asker's branch on a day (training managers)",
        parameters=[TeamQuery, PageQuery],
        responses=page_of(TeamOutput),
    )
    def get(self, _request: Request) -> Response:
        asked = self.parse_query(TeamQuery)
        state = asked.pop("state", "active")
        teams = list_teams(
            visible_to=self.viewer,
            branch=asked.pop("unit", None),
            state="" if state == "all" else state,
            **asked,
        )
        return self.page(teams, TeamOutput, on=asked.get("on"))

    @extend_schema(
        operation_id="found_team",
        summary="A team of a commune or of a village, by its founding decision",
        request=TeamInput,
        responses={201: TeamDetailOutput},
    )
    def post(self, _request: Request) -> Response:
        team = found_team(**self.parse(TeamInput), by=self.viewer)
        return present(TeamDetailOutput, get_team(team.uuid, visible_to=self.viewer), status=201)


class TeamDetail(ApiView):
    @extend_schema(
        operation_id="get_team",
        summary="A team with all its homes",
        responses=TeamDetailOutput,
    )
    def get(self, _request: Request, uuid: UUID) -> Response:
        return present(TeamDetailOutput, get_team(uuid, visible_to=self.viewer))

    @extend_schema(
        operation_id="correct_team",
        summary="What was written down wrongly is right; what is left out stays",
        request=TeamCorrectionInput,
        responses=TeamDetailOutput,
    )
    def patch(self, _request: Request, uuid: UUID) -> Response:
        team = get_team(uuid, visible_to=self.viewer)
        correct_team(team=team, **self.parse(TeamCorrectionInput), by=self.viewer)
        return present(TeamDetailOutput, get_team(uuid, visible_to=self.viewer))


class TeamDissolve(ApiView):
    @extend_schema(
        operation_id="dissolve_team",
        summary="The team ends, and with it its home and memberships",
        request=DissolutionInput,
        responses=TeamDetailOutput,
    )
    def post(self, _request: Request, uuid: UUID) -> Response:
        team = get_team(uuid, visible_to=self.viewer)
        dissolve_team(team=team, **self.parse(DissolutionInput), by=self.viewer)
        return present(TeamDetailOutput, get_team(uuid, visible_to=self.viewer))


class TeamMove(ApiView):
    @extend_schema(
        operation_id="move_team",
        summary="The team is at home in another commune from a day on",
        request=MoveInput,
        responses=TeamDetailOutput,
    )
    def post(self, _request: Request, uuid: UUID) -> Response:
        team = get_team(uuid, visible_to=self.viewer)
        move_team(team=team, **self.parse(MoveInput), by=self.viewer)
        return present(TeamDetailOutput, get_team(uuid, visible_to=self.viewer))


class TeamMemberships(ApiView):
    @extend_schema(
        operation_id="list_memberships",
        summary="Who is and was in a team",
        parameters=[PageQuery],
        responses=page_of(MembershipOutput),
    )
    def get(self, _request: Request, uuid: UUID) -> Response:
        team = get_team(uuid, visible_to=self.viewer)
        return self.page(list_memberships(team), MembershipOutput)

    @extend_schema(
        operation_id="join_team",
        summary="A person of the asker's branch joins a team",
        request=MembershipInput,
        responses={201: MembershipOutput},
    )
    def post(self, _request: Request, uuid: UUID) -> Response:
        team = get_team(uuid, visible_to=self.viewer)
        given = self.parse(MembershipInput)
        person = get_person(given.pop("person"), visible_to=self.viewer)
        membership = join_team(team=team, person=person, **given, by=self.viewer)
        return present(MembershipOutput, membership, status=201)


class MembershipDetail(ApiView):
    @extend_schema(
        operation_id="correct_membership",
        summary="What was written down wrongly is right; the answer has another uuid",
        request=MembershipCorrectionInput,
        responses=MembershipOutput,
    )
    def patch(self, _request: Request, uuid: UUID) -> Response:
        membership = get_membership(uuid, visible_to=self.viewer)
        given = self.parse(MembershipCorrectionInput)
        if "person" in given:
            given["person"] = get_person(given["person"], visible_to=self.viewer)
        is_open = "until" in given and given["until"] is None
        corrected = correct_membership(
            membership=membership, **given, is_open=is_open, by=self.viewer
        )
        return present(MembershipOutput, corrected)


class MembershipRole(ApiView):
    @extend_schema(
        operation_id="change_role",
        summary="The person has another role in the team from a day on",
        request=RoleInput,
        responses=MembershipOutput,
    )
    def post(self, _request: Request, uuid: UUID) -> Response:
        membership = get_membership(uuid, visible_to=self.viewer)
        changed = change_role(membership=membership, **self.parse(RoleInput), by=self.viewer)
        return present(MembershipOutput, changed)


class MembershipRetract(ApiView):
    @extend_schema(
        operation_id="retract_membership",
        summary="The person was never in the team: it was a mistake",
        request=None,
        responses={204: None},
    )
    def post(self, _request: Request, uuid: UUID) -> Response:
        retract_membership(membership=get_membership(uuid, visible_to=self.viewer), by=self.viewer)
        return Response(status=204)


class MembershipEnd(ApiView):
    @extend_schema(
        operation_id="leave_team",
        summary="The person leaves the team",
        request=MembershipEndInput,
        responses=MembershipOutput,
    )
    def post(self, _request: Request, uuid: UUID) -> Response:
        membership = get_membership(uuid, visible_to=self.viewer)
        ended = leave_team(membership=membership, **self.parse(MembershipEndInput), by=self.viewer)
        return present(MembershipOutput, ended)


class UnassignedTeams(ApiView):
    @extend_schema(
        operation_id="list_unassigned_teams",
        summary="The teams of split communes that wait for a decision, with the choices",
        parameters=[PageQuery],
        responses=page_of(FormerCommuneOutput),
    )
    def get(self, request: Request) -> Response:
        pages = CursorPages()
        units = pages.paginate_queryset(list_former_communes(visible_to=self.viewer), request)
        groups = list_unassigned_teams(units)
        rows: Any = FormerCommuneOutput(groups, many=True).data
        return pages.get_paginated_response(rows)


class TeamAssignments(ApiView):
    @extend_schema(
        operation_id="assign_teams",
        summary="Where waiting teams are at home: all of the decisions stand, or none",
        request=AssignmentsInput,
        responses=AssignmentsOutput,
    )
    def post(self, _request: Request) -> Response:
        given = self.parse(AssignmentsInput)["assignments"]
        count = assign_teams(decisions=[TeamAssignment(**one) for one in given], by=self.viewer)
        return present(AssignmentsOutput, {"assigned_count": count})

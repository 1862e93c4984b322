"""Persons of the asker's branch, where they work, and which entries are one person."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.schema import PageQuery, page_of
from api.serializers.people import (
    CorrectionInput,
    DecisionInput,
    DuplicateOutput,
    DuplicatesQuery,
    EmploymentChangeInput,
    EmploymentInput,
    MergeOutput,
    PeopleQuery,
    PersonCardOutput,
    PersonDetailOutput,
    WorkOutput,
)
from api.views.base import ApiView, present
from people.models import DuplicateVerdict, Person
from people.selectors import get_employment, get_person, list_employments, list_persons
from people.selectors.cards import describe_works, make_cards
from people.selectors.duplicates import get_duplicate, list_duplicates
from people.selectors.merges import get_merge, list_merges
from people.selectors.search import search_persons
from people.services.corrections import correct_person
from people.services.duplicates import decide_different, decide_same
from people.services.employments import begin_employment, change_employment, end_employment
from people.services.merges import undo_merge


class People(ApiView):
    @extend_schema(
        operation_id="list_people",
        summary="The persons of the asker's branch and the asker, in Vietnamese order of names",
        parameters=[PageQuery, PeopleQuery],
        responses=page_of(PersonCardOutput),
    )
    def get(self, _request: Request) -> Response:
        asked = self.parse_query(PeopleQuery)

        def fetch_page(after: list[Any] | None, limit: int) -> list[Person]:
            place = (after[0], after[1]) if after else None
            return search_persons(
                asked.get("search", ""),
                category=asked.get("category", ""),
                visible_to=self.viewer,
                after=place,
                limit=limit,
            )

        return self.page(
            list_persons(visible_to=self.viewer),
            PersonCardOutput,
            fetch_page=fetch_page,
            present_page=make_cards,
        )


class PersonDetail(ApiView):
    @extend_schema(
        operation_id="get_person",
        summary="A person; a merged entry names the person it leads to",
        responses=PersonDetailOutput,
    )
    def get(self, _request: Request, uuid: str) -> Response:
        return _present_person(get_person(uuid, visible_to=self.viewer))

    @extend_schema(
        operation_id="correct_person",
        summary="A person is put right (training managers of the branch)",
        request=CorrectionInput,
        responses=PersonDetailOutput,
    )
    def patch(self, _request: Request, uuid: str) -> Response:
        person = get_person(uuid, visible_to=self.viewer)
        changes = self.parse(CorrectionInput)
        return _present_person(correct_person(person=person, **changes, by=self.viewer))


def _present_person(person: Person) -> Response:
    return present(PersonDetailOutput, make_cards([person])[0], merges=list_merges(person))


class PersonEmployments(ApiView):
    @extend_schema(
        operation_id="list_person_employments",
        summary="Where the person worked and works, the latest first",
        parameters=[PageQuery],
        responses=page_of(WorkOutput),
    )
    def get(self, _request: Request, uuid: str) -> Response:
        person = get_person(uuid, visible_to=self.viewer)
        return self.page(list_employments(person), WorkOutput, present_page=describe_works)

    @extend_schema(
        operation_id="begin_employment",
        summary="The person works in a unit of the asker's branch from a day on",
        request=EmploymentInput,
        responses={201: WorkOutput},
    )
    def post(self, _request: Request, uuid: str) -> Response:
        person = get_person(uuid, visible_to=self.viewer)
        begun = begin_employment(person=person, **self.parse(EmploymentInput), by=self.viewer)
        return present(WorkOutput, describe_works([begun])[0], status=201)


class EmploymentDetail(ApiView):
    @extend_schema(
        operation_id="change_employment",
        summary="An employment ends, or its category or position changes from a day on",
        request=EmploymentChangeInput,
        responses=WorkOutput,
    )
    def patch(self, _request: Request, uuid: str) -> Response:
        employment = get_employment(uuid, visible_to=self.viewer)
        changes = self.parse(EmploymentChangeInput)
        if "until" in changes:
            changed = end_employment(employment=employment, until=changes["until"], by=self.viewer)
        else:
            changed = change_employment(employment=employment, **changes, by=self.viewer)
        return present(WorkOutput, describe_works([changed])[0])


class Duplicates(ApiView):
    @extend_schema(
        operation_id="list_duplicates",
        summary="Pairs that may be one person, the likeliest first (training managers)",
        parameters=[PageQuery, DuplicatesQuery],
        responses=page_of(DuplicateOutput),
    )
    def get(self, _request: Request) -> Response:
        verdict = self.parse_query(DuplicatesQuery)["verdict"]
        return self.page(list_duplicates(visible_to=self.viewer, verdict=verdict), DuplicateOutput)


class DuplicateDecide(ApiView):
    @extend_schema(
        operation_id="decide_duplicate",
        summary="The pair is one person, which merges them, or two persons",
        request=DecisionInput,
        responses=DuplicateOutput,
    )
    def post(self, _request: Request, uuid: str) -> Response:
        duplicate = get_duplicate(uuid, visible_to=self.viewer)
        asked = self.parse(DecisionInput)
        if asked["verdict"] == DuplicateVerdict.SAME:
            kept = get_person(asked.get("kept", duplicate.first.uuid), visible_to=self.viewer)
            decide_same(duplicate=duplicate, kept=kept, by=self.viewer)
        else:
            decide_different(duplicate=duplicate, by=self.viewer)
        return present(DuplicateOutput, get_duplicate(uuid, visible_to=self.viewer))


class MergeUndo(ApiView):
    @extend_schema(
        operation_id="undo_merge",
        summary="The two are two persons again, and their pair is open again",
        request=None,
        responses=MergeOutput,
    )
    def post(self, _request: Request, uuid: str) -> Response:
        merge = get_merge(uuid, visible_to=self.viewer)
        return present(MergeOutput, undo_merge(merge=merge, by=self.viewer))

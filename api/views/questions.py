"""Question banks: shared, sorted, and the questions in them."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.schema import PageQuery, page_of
from api.serializers.questions import (
    BankInput,
    BankOutput,
    BankPatch,
    BankQuestionOutput,
    CategoryInput,
    CategoryOutput,
    CategoryPatch,
    CopyInput,
    CountOutput,
    DifferenceOutput,
    DifferenceQuery,
    GrantInput,
    GrantOutput,
    MarkOutput,
    QuestionDetailOutput,
    QuestionInput,
    QuestionQuery,
    QuestionSaveInput,
    QuestionsChangeInput,
    ResponseInput,
    TreeOutput,
    UseOutput,
    VersionOutput,
)
from api.views.base import ApiView, present
from people.models import Role
from people.viewer import Viewer
from questions.marking import mark_response
from questions.models import Bank, Category, Question
from questions.selectors.banks import (
    get_bank,
    get_category,
    get_grant,
    list_banks,
    list_drawers,
    list_grants,
    list_tags,
)
from questions.selectors.questions import (
    compare_versions,
    get_question,
    list_questions,
    list_reachable,
    list_uses,
    list_versions,
)
from questions.services.banks import (
    change_bank,
    change_category,
    create_bank,
    create_category,
    delete_category,
    end_grant,
    share_bank,
)
from questions.services.questions import (
    change_questions,
    copy_questions,
    create_question,
    delete_question,
    save_question,
)


def find_category(uuid: UUID | None, viewer: Viewer) -> Category | None:
    return get_category(uuid, visible_to=viewer) if uuid else None


class Banks(ApiView):
    @extend_schema(
        operation_id="list_question_banks",
        summary="The banks that the asker may use, by title (authors)",
        parameters=[PageQuery],
        responses=page_of(BankOutput),
    )
    def get(self, _request: Request) -> Response:
        return self.page(list_banks(visible_to=self.viewer), BankOutput)

    @extend_schema(
        operation_id="create_question_bank",
        summary="An empty bank of the asker's own (authors)",
        request=BankInput,
        responses={201: BankOutput},
    )
    def post(self, _request: Request) -> Response:
        self.viewer.require(Role.AUTHOR)
        return present(BankOutput, create_bank(**self.parse(BankInput), by=self.viewer), status=201)


class BankView(ApiView):
    """An operation on a bank that the asker may use."""

    def find(self, slug: str) -> Bank:
        return get_bank(slug, visible_to=self.viewer)


class BankDetail(BankView):
    @extend_schema(
        operation_id="get_question_bank", summary="A bank (authors)", responses=BankOutput
    )
    def get(self, _request: Request, slug: str) -> Response:
        return present(BankOutput, self.find(slug))

    @extend_schema(
        operation_id="change_question_bank",
        summary="Another title, or open for more or less; what is not said stays",
        request=BankPatch,
        responses=BankOutput,
    )
    def patch(self, _request: Request, slug: str) -> Response:
        bank = change_bank(bank=self.find(slug), **self.parse(BankPatch), by=self.viewer)
        return present(BankOutput, bank)


class BankGrants(BankView):
    @extend_schema(
        operation_id="list_question_bank_grants",
        summary="The authors that the bank is shared with",
        parameters=[PageQuery],
        responses=page_of(GrantOutput),
    )
    def get(self, _request: Request, slug: str) -> Response:
        return self.page(list_grants(self.find(slug)), GrantOutput)

    @extend_schema(
        operation_id="share_question_bank",
        summary="An author may use or edit the bank from today (its owner)",
        request=GrantInput,
        responses={201: GrantOutput},
    )
    def post(self, _request: Request, slug: str) -> Response:
        grant = share_bank(bank=self.find(slug), **self.parse(GrantInput), by=self.viewer)
        return present(GrantOutput, grant, status=201)


class BankGrantEnd(ApiView):
    @extend_schema(
        operation_id="end_question_bank_grant",
        summary="From today the bank is not shared so (its owner)",
        request=None,
        responses={204: None},
    )
    def post(self, _request: Request, uuid: UUID) -> Response:
        end_grant(grant=get_grant(uuid, visible_to=self.viewer), by=self.viewer)
        return Response(status=204)


class Categories(BankView):
    @extend_schema(
        operation_id="list_question_categories",
        summary="The tree of a bank, each category before those in it; and its tags",
        responses=TreeOutput,
    )
    def get(self, _request: Request, slug: str) -> Response:
        bank = self.find(slug)
        return present(TreeOutput, {"categories": list_drawers(bank), "tags": list_tags(bank)})

    @extend_schema(
        operation_id="create_question_category",
        summary="A category, at the top or in another",
        request=CategoryInput,
        responses={201: CategoryOutput},
    )
    def post(self, _request: Request, slug: str) -> Response:
        bank, given = self.find(slug), self.parse(CategoryInput)
        parent = find_category(given.get("under"), self.viewer)
        made = create_category(bank=bank, name=given["name"], parent=parent, by=self.viewer)
        return present(CategoryOutput, made, status=201)


class CategoryDetail(ApiView):
    @extend_schema(
        operation_id="change_question_category",
        summary="Another name, or another place in the tree",
        request=CategoryPatch,
        responses=CategoryOutput,
    )
    def patch(self, _request: Request, uuid: UUID) -> Response:
        category = get_category(uuid, visible_to=self.viewer)
        given: dict[str, Any] = self.parse(CategoryPatch)
        if "under" in given:
            given["parent"] = find_category(given.pop("under"), self.viewer)
        return present(CategoryOutput, change_category(category=category, **given, by=self.viewer))

    @extend_schema(
        operation_id="delete_question_category",
        summary="An empty category is gone; 409 when something is in it",
        responses={204: None},
    )
    def delete(self, _request: Request, uuid: UUID) -> Response:
        delete_category(category=get_category(uuid, visible_to=self.viewer), by=self.viewer)
        return Response(status=204)


class Questions(BankView):
    @extend_schema(
        operation_id="list_questions",
        summary="The questions of a bank, as they came in",
        parameters=[QuestionQuery, PageQuery],
        responses=page_of(BankQuestionOutput),
    )
    def get(self, _request: Request, slug: str) -> Response:
        bank, asked = self.find(slug), self.parse_query(QuestionQuery)
        asked["category"] = find_category(asked.get("category"), self.viewer)
        if tag := asked.pop("tag", ""):
            asked["tags"] = [tag]
        return self.page(list_questions(bank, **asked), BankQuestionOutput)

    @extend_schema(
        operation_id="create_question",
        summary="A question, in its first version",
        request=QuestionInput,
        responses={201: QuestionDetailOutput},
    )
    def post(self, _request: Request, slug: str) -> Response:
        bank, given = self.find(slug), self.parse(QuestionInput)
        category = find_category(given.get("category"), self.viewer)
        question = create_question(
            bank=bank, content=given["content"], category=category, by=self.viewer
        )
        return present(QuestionDetailOutput, question, status=201)


class QuestionsChange(BankView):
    @extend_schema(
        operation_id="change_questions",
        summary="Chosen questions are moved, retired, taken back or tagged",
        request=QuestionsChangeInput,
        responses=CountOutput,
    )
    def post(self, _request: Request, slug: str) -> Response:
        bank, given = self.find(slug), self.parse(QuestionsChangeInput)
        chosen = list(list_reachable(given.pop("questions"), visible_to=self.viewer))
        if "category" in given:
            given["category"] = find_category(given["category"], self.viewer)
        count = change_questions(bank=bank, questions=chosen, **given, by=self.viewer)
        return present(CountOutput, {"count": count})


class QuestionsCopy(BankView):
    @extend_schema(
        operation_id="copy_questions",
        summary="Chosen questions of any banks are copied into this one",
        request=CopyInput,
        responses=CountOutput,
    )
    def post(self, _request: Request, slug: str) -> Response:
        bank, given = self.find(slug), self.parse(CopyInput)
        chosen = list(list_reachable(given["questions"], visible_to=self.viewer))
        category = find_category(given.get("category"), self.viewer)
        count = copy_questions(questions=chosen, to=bank, category=category, by=self.viewer)
        return present(CountOutput, {"count": count})


class QuestionView(ApiView):
    """An operation on a question that the asker may use."""

    def find(self, uuid: UUID) -> Question:
        return get_question(uuid, visible_to=self.viewer)


class QuestionDetail(QuestionView):
    @extend_schema(
        operation_id="get_question",
        summary="A question with its answers (authors)",
        responses=QuestionDetailOutput,
    )
    def get(self, _request: Request, uuid: UUID) -> Response:
        return present(QuestionDetailOutput, self.find(uuid))

    @extend_schema(
        operation_id="save_question",
        summary="A new version, when nobody saved since it was loaded; its key stays",
        request=QuestionSaveInput,
        responses=QuestionDetailOutput,
    )
    def put(self, _request: Request, uuid: UUID) -> Response:
        question = self.find(uuid)
        saved = save_question(question=question, **self.parse(QuestionSaveInput), by=self.viewer)
        return present(QuestionDetailOutput, saved)

    @extend_schema(
        operation_id="delete_question",
        summary="It is gone with its versions; 409 with where, when an edition asks it",
        responses={204: None},
    )
    def delete(self, _request: Request, uuid: UUID) -> Response:
        delete_question(question=self.find(uuid), by=self.viewer)
        return Response(status=204)


class QuestionVersions(QuestionView):
    @extend_schema(
        operation_id="list_question_versions",
        summary="What the question said through time, the newest first",
        parameters=[PageQuery],
        responses=page_of(VersionOutput),
    )
    def get(self, _request: Request, uuid: UUID) -> Response:
        return self.page(list_versions(self.find(uuid)), VersionOutput)


class QuestionDifference(QuestionView):
    @extend_schema(
        operation_id="compare_question_versions",
        summary="What the second version says otherwise than the first, in words",
        parameters=[DifferenceQuery],
        responses=DifferenceOutput(many=True),
    )
    def get(self, _request: Request, uuid: UUID) -> Response:
        question, asked = self.find(uuid), self.parse_query(DifferenceQuery)
        current = question.current.number if question.current else 1
        found = compare_versions(question, asked["first"], asked.get("second", current))
        return Response(DifferenceOutput(found, many=True).data)


class QuestionUses(QuestionView):
    @extend_schema(
        operation_id="list_question_uses",
        summary="The published editions that ask the question, by version",
        responses=UseOutput(many=True),
    )
    def get(self, _request: Request, uuid: UUID) -> Response:
        return Response(UseOutput(list_uses(self.find(uuid)), many=True).data)


class QuestionTry(QuestionView):
    @extend_schema(
        operation_id="try_question",
        summary="How a response would be marked; nothing is kept",
        request=ResponseInput,
        responses=MarkOutput,
    )
    def post(self, _request: Request, uuid: UUID) -> Response:
        question, given = self.find(uuid), self.parse(ResponseInput)
        content = question.current.content if question.current else {}
        return present(MarkOutput, mark_response(content, given["response"]))

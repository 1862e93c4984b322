"""Every kind of activity by its page: it is shown, done, and counted as its rule says."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from activities.assignment.handing_in import hand_in_work, mark_work
from activities.assignment.selectors import get_submission, list_submissions
from activities.checklist.signing import sign_skills
from activities.discussion.talking import hide_post
from activities.errors import SkillsInvalid, WorkInvalid, WorkMarked, WorkWaiting
from activities.models import Post, Submission, SurveyAnswer
from activities.survey.answering import answer_survey, summarise_survey
from courses.document import get_activity
from courses.errors import DocumentInvalid
from courses.kinds import list_activity_kinds
from courses.selectors import get_document
from enrollment.criteria import activity_statuses
from enrollment.models import Attempt, Enrollment, Run
from enrollment.services.progress import rebuild_progress
from people.models import Role
from people.viewer import Viewer
from tests import factories
from tests.activities.document import FEEDBACK, PNG, make_document
from tests.enrollment.test_learning import race
from tests.questions.samples import SAMPLES

pytestmark = pytest.mark.django_db
KINDS = [
    "page", "video", "audio", "poster", "file", "deck", "link", "glossary", "quiz", "assignment",
    "survey", "discussion", "checklist", "session",
]  # fmt: skip


@pytest.fixture
def run() -> Run:
    factories.make_territory()
    return factories.make_run(course=factories.make_course(document=make_document()))


@pytest.fixture
def learner(run: Run) -> Viewer:
    return factories.make_learner()


@pytest.fixture
def enrollment(run: Run, learner: Viewer) -> Enrollment:
    return factories.make_enrollment(run=run, learner=learner)


@pytest.fixture
def client_of(enrollment: Enrollment, learner: Viewer, client: Client) -> Client:
    assert learner.account
    client.force_login(learner.account)
    return client


@pytest.fixture
def instructor(enrollment: Enrollment) -> Viewer:
    return factories.make_viewer(Role.INSTRUCTOR, full_name="Thầy Nguyễn Văn Tám")


def address(enrollment: Enrollment, key: str, action: str = "") -> str:
    tail = f"lam/{action}/" if action else ""
    return f"/hoc/{enrollment.run.code}/{key}/{tail}"


def status(enrollment: Enrollment, key: str) -> str:
    fresh = Enrollment.objects.get(pk=enrollment.pk)
    assert rebuild_progress(enrollment=fresh) == fresh.progress
    return activity_statuses(get_document(fresh.run.edition_id), fresh.progress)[key].value


def test_the_list_of_kinds_is_whole() -> None:
    assert [kind.code for kind in list_activity_kinds()] == [
        "page", "video", "audio", "poster", "file", "deck", "link", "glossary", "quiz",
        "assignment", "survey", "discussion", "checklist", "session",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_page_of_every_kind_is_shown(kind: str, enrollment: Enrollment, client_of: Client) -> None:
    shown = client_of.get(address(enrollment, kind))

    assert shown.status_code == 200
    assert f"Hoạt động {kind}" in shown.content.decode()


@pytest.mark.parametrize("kind", ["page", "poster", "file", "deck", "link", "glossary"])
def test_what_is_read_is_done_when_it_was_opened(
    kind: str, enrollment: Enrollment, client_of: Client
) -> None:
    before = status(enrollment, kind)

    client_of.get(address(enrollment, kind))

    assert (before, status(enrollment, kind)) == ("not_started", "done")


def test_pictures_in_a_text_have_an_address_of_ours(
    enrollment: Enrollment, client_of: Client
) -> None:
    shown = client_of.get(address(enrollment, "page")).content.decode()

    assert "asset:" not in shown
    assert '<img src="/' in shown


def answers_of(enrollment: Enrollment, right: Callable[[str, Any], Any]) -> dict[str, Any]:
    """The fields of the quiz's form with everything answered."""
    sent: dict[str, Any] = {}
    for kind, (_content, response) in SAMPLES.items():
        name = f"q.{kind}"
        given = right(kind, response)
        if kind == "ordering":
            sent |= {f"{name}.{key}": str(place) for place, key in enumerate(given, 1)}
        elif kind == "essay":
            sent[name] = given["text"]
        elif isinstance(given, dict):
            flat = {k: v[0] if isinstance(v, list) else v for k, v in given.items()}
            sent |= {f"{name}.{key}": value for key, value in flat.items()}
        else:
            sent[name] = str(given).lower() if isinstance(given, bool) else given
    attempt = Attempt.objects.filter(enrollment=enrollment).latest("number")
    return {**sent, "attempt": str(attempt.uuid)}


def test_quiz_of_every_kind_of_question_is_answered_by_a_form(
    enrollment: Enrollment, client_of: Client
) -> None:
    client_of.post(address(enrollment, "quiz", "start"))
    asked = client_of.get(address(enrollment, "quiz")).content.decode()
    sent = answers_of(enrollment, lambda _kind, response: response)

    client_of.post(address(enrollment, "quiz", "hand-in"), sent)

    attempt = Attempt.objects.get(enrollment=enrollment)
    marks = {key: result["fraction"] for key, result in (attempt.result or {}).items()}
    assert asked.count("<fieldset") == len(SAMPLES)
    assert {kind for kind, fraction in marks.items() if fraction not in {"1", "1.000"}} == {"essay"}
    shown = client_of.get(address(enrollment, "quiz")).content.decode()
    assert "Chờ người chấm" in shown
    assert status(enrollment, "quiz") == "done"


def test_form_left_as_it_was_answers_nothing(enrollment: Enrollment, client_of: Client) -> None:
    client_of.post(address(enrollment, "quiz", "start"))
    attempt = Attempt.objects.get(enrollment=enrollment)
    untouched = {f"q.ordering.{item['key']}": "" for item in SAMPLES["ordering"][0]["items"]}

    client_of.post(
        address(enrollment, "quiz", "hand-in"), {"attempt": str(attempt.uuid), **untouched}
    )

    attempt.refresh_from_db()
    assert attempt.responses == {}
    assert str(attempt.grade) == "0.00"


def test_open_attempt_keeps_no_answer_in_its_page(
    enrollment: Enrollment, client_of: Client
) -> None:
    client_of.post(address(enrollment, "quiz", "start"))

    asked = client_of.get(address(enrollment, "quiz")).content.decode()

    for secret in ("Đúng rồi", "Chưa đúng", "Chấm rộng tay", "Hòa Bình", "correct"):
        assert secret not in asked


def hand_in(client: Client, enrollment: Enrollment, **fields: Any) -> str:
    sent = client.post(address(enrollment, "assignment", "hand-in"), fields, follow=True)
    return sent.content.decode()


def test_work_is_handed_in_marked_by_its_rubric_and_counts(
    enrollment: Enrollment, client_of: Client, instructor: Viewer
) -> None:
    hand_in(client_of, enrollment, text="Kế hoạch", files=[SimpleUploadedFile("anh.png", PNG)])
    (waiting,) = list_submissions(visible_to=instructor)
    before = status(enrollment, "assignment")

    mark_work(submission=waiting, chosen={"clear": "yes"}, comment="Tốt", by=instructor)

    found = get_submission(waiting.uuid, visible_to=instructor)
    shown = client_of.get(address(enrollment, "assignment")).content.decode()
    assert (before, status(enrollment, "assignment")) == ("in_progress", "done")
    assert str(found.grade) == "10.00"
    assert "Tốt" in shown
    with pytest.raises(WorkMarked):
        mark_work(submission=waiting, chosen={"clear": "no"}, by=instructor)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "Hãy viết hoặc chọn tệp."),
        ({"text": "x", "files": [SimpleUploadedFile(f"{n}.png", PNG) for n in range(3)]}, "2 tệp"),
        ({"files": [SimpleUploadedFile("virus.exe", b"MZ" + b"0" * 99)]}, "virus.exe"),
    ],
)
def test_work_that_cannot_be_taken_is_refused_whole(
    fields: Any, told: str, enrollment: Enrollment, client_of: Client
) -> None:
    shown = hand_in(client_of, enrollment, **fields)

    assert told in shown
    assert fields.get("text", "") in shown
    assert not Submission.objects.exists()


@pytest.mark.parametrize("chosen", [{}, {"clear": "maybe"}, {"other": "yes"}])
def test_marking_without_a_level_for_each_criterion_is_refused(
    chosen: dict[str, str], enrollment: Enrollment, instructor: Viewer
) -> None:
    document = get_document(enrollment.run.edition_id)
    submission = hand_in_work(
        enrollment=enrollment, activity=get_activity(document, "assignment"), text="a", files=[],
        by=None,
    )  # fmt: skip

    with pytest.raises(WorkInvalid):
        mark_work(submission=submission, chosen=chosen, by=instructor)

    submission.refresh_from_db()
    assert submission.marked_at is None


def test_survey_without_names_is_answered_once_and_tells_of_nobody(
    enrollment: Enrollment, client_of: Client, instructor: Viewer
) -> None:
    sent = {"s.hay": "5", "s.y-kien": FEEDBACK, "s.noi": ["nha", "xa"]}
    for _time in range(2):
        shown = client_of.post(address(enrollment, "survey", "answer"), sent, follow=True)

    row = SurveyAnswer.objects.get()
    activity = get_activity(get_document(enrollment.run.edition_id), "survey")
    summary = summarise_survey(run=enrollment.run, activity=activity, visible_to=instructor)
    assert (row.enrollment_id, row.answers["hay"], row.answers["noi"]) == (None, "5", ["nha", "xa"])
    assert (summary.answer_count, summary.is_withheld, summary.items) == (1, True, ())
    assert "Bạn đã trả lời rồi." in shown.content.decode()
    assert status(enrollment, "survey") == "done"


def test_survey_is_summed_up_when_enough_answered(run: Run, instructor_of_run: Viewer) -> None:
    activity = get_activity(get_document(run.edition_id), "survey")
    for grade in (5, 5, 4, 3, 5):
        one = factories.make_enrollment(run=run)
        answer_survey(enrollment=one, activity=activity, answers={"hay": str(grade)}, by=None)

    summary = summarise_survey(run=run, activity=activity, visible_to=instructor_of_run)

    assert summary.items[0].counts == {"1": 0, "2": 0, "3": 1, "4": 1, "5": 3}


@pytest.fixture
def instructor_of_run(run: Run) -> Viewer:
    return factories.make_viewer(Role.INSTRUCTOR)


@pytest.mark.parametrize("sent", [{}, {"s.hay": "6"}, {"s.hay": "5", "s.noi": ["mars"]}])
def test_survey_that_is_not_answered_as_it_asks_is_refused(
    sent: dict[str, Any], enrollment: Enrollment, client_of: Client
) -> None:
    client_of.post(address(enrollment, "survey", "answer"), sent)

    assert not SurveyAnswer.objects.exists()
    assert status(enrollment, "survey") == "not_started"


def test_discussion_is_talked_in_and_kept_in_order(
    enrollment: Enrollment, client_of: Client, instructor: Viewer
) -> None:
    for _time in range(2):
        client_of.post(address(enrollment, "discussion", "post"), {"text": "Chào <b>bà con</b>"})
    post = Post.objects.get()
    client_of.post(
        address(enrollment, "discussion", "post"), {"text": "Trả lời", "parent": str(post.uuid)}
    )
    shown = client_of.get(address(enrollment, "discussion")).content.decode()

    hide_post(post=post, by=instructor)
    after = client_of.get(address(enrollment, "discussion")).content.decode()

    assert "Chào &lt;b&gt;bà con&lt;/b&gt;" in shown
    assert "Trả lời" in shown
    assert "bà con&lt;" not in after
    assert status(enrollment, "discussion") == "done"


def test_skills_are_signed_by_an_instructor_one_by_one(
    enrollment: Enrollment, instructor: Viewer
) -> None:
    sign_skills(enrollment=enrollment, activity_key="checklist", skills=["mo"], by=instructor)
    between = status(enrollment, "checklist")
    for _time in range(2):
        sign_skills(enrollment=enrollment, activity_key="checklist", skills=["nop"], by=instructor)

    assert (between, status(enrollment, "checklist")) == ("in_progress", "done")
    with pytest.raises(SkillsInvalid):
        sign_skills(enrollment=enrollment, activity_key="checklist", skills=["bay"], by=instructor)


@pytest.mark.parametrize("key", ["page", "nothing"])
def test_what_a_kind_does_not_know_is_not_found(
    key: str, enrollment: Enrollment, client_of: Client
) -> None:
    assert client_of.post(address(enrollment, key, "fly")).status_code == 404


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("page", {"body_markdown": " "}),
        ("link", {"address": "javascript:alert(1)"}),
        ("link", {"address": "ftp://a"}),
        ("deck", {"slides": []}),
        ("file", {"file": {"name": "x"}}),
        ("glossary", {"terms": [{"key": "a", "term": "A", "meaning": "a"}] * 2}),
        ("assignment", {"rubric": [{"key": "a"}]}),
        ("assignment", {"most_files": 0, "takes_text": False}),
        ("survey", {"items": [{"key": "a", "kind": "choice", "prompt": "?"}]}),
        ("checklist", {"skills": []}),
        ("video", {"duration_seconds": 0}),
        ("quiz", {"questions": []}),
    ],
)
def test_activity_that_makes_no_sense_is_not_published(kind: str, changes: dict[str, Any]) -> None:
    document = make_document()
    for one in document["sections"][0]["activities"]:
        if one["kind"] == kind:
            one.update(changes)

    with pytest.raises(DocumentInvalid) as refused:
        factories.make_course(slug="sai", document=document)

    assert any(kind in where or "assets" in where for where in refused.value.fields)


@pytest.mark.django_db(transaction=True)
def test_two_taps_hand_in_one_work() -> None:
    factories.make_territory()
    run = factories.make_run(course=factories.make_course(document=make_document()))
    enrollment = factories.make_enrollment(run=run)
    activity = get_activity(get_document(run.edition_id), "assignment")

    got = race(
        lambda: hand_in_work(
            enrollment=enrollment, activity=activity, text="Kế hoạch", files=[], by=None
        )
    )

    assert Submission.objects.count() == 1
    assert sum(isinstance(one, WorkWaiting) for one in got) == len(got) - 1

"""A survey is answered once, and read as a whole."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from activities.errors import SurveyAnswered, SurveyInvalid
from activities.facts import note_fact
from activities.models import SurveyAnswer
from common.clock import today
from enrollment.models import Enrollment, FactKind, Run
from enrollment.services.joining import check_open
from enrollment.services.progress import lock_enrollment
from people.models import Account, Role
from people.viewer import Viewer

ITEM_KINDS = ("choice", "choices", "scale", "text")
SCALE = ("1", "2", "3", "4", "5")
LONGEST_TEXT = 5_000
# Fewer anonymous answers than this would tell who said what.
FEWEST_SHOWN = 5
READERS = (Role.TRAINING_MANAGER, Role.INSTRUCTOR, Role.AUTHOR)


@transaction.atomic
def answer_survey(
    *,
    enrollment: Enrollment,
    activity: Mapping[str, Any],
    answers: Mapping[str, Any],
    by: Account | None,
) -> None:
    """The answers stand, once; that the learner answered is a fact of progress.

    The fact says nothing of the answers, and an anonymous answer nothing of the learner. Raises
    SurveyInvalid, SurveyAnswered, EnrollmentClosed, EnrollmentNotOpen.
    """
    locked = lock_enrollment(enrollment)
    check_open(locked.run)
    _check_answers(activity, answers)
    # The row lock keeps a second tab out until the fact stands.
    if "submitted" in locked.progress.get(activity["key"], {}):
        raise SurveyAnswered
    SurveyAnswer.objects.create(
        run=locked.run,
        enrollment=None if activity.get("anonymous") else locked,
        activity_key=activity["key"],
        answers=dict(answers),
        answered_on=today(),
    )
    note_fact(
        locked,
        activity["key"],
        FactKind.SUBMITTED,
        uuid=uuid5(locked.uuid, f"survey:{activity['key']}"),
        source="survey",
        by=by,
    )


def _check_answers(activity: Mapping[str, Any], answers: Mapping[str, Any]) -> None:
    problems = {}
    for item in activity["items"]:
        given = answers.get(item["key"])
        if given is None:
            if item.get("required"):
                problems[item["key"]] = [_("Please answer this question.")]
        elif not _fits(item, given):
            problems[item["key"]] = [_("This is no answer to this question.")]
    unknown = answers.keys() - {item["key"] for item in activity["items"]}
    problems |= {key: [_("There is no such question.")] for key in unknown}
    if problems:
        raise SurveyInvalid(fields=problems)


def _fits(item: Mapping[str, Any], given: Any) -> bool:
    keys = {option["key"] for option in item.get("options", ())}
    match item["kind"]:
        case "choice":
            return isinstance(given, str) and given in keys
        case "choices":
            return (
                isinstance(given, list)
                and all(isinstance(g, str) for g in given)
                and (len(set(given)) == len(given) and set(given) <= keys)
            )
        case "scale":
            return given in SCALE
        case _:
            return isinstance(given, str) and len(given) <= LONGEST_TEXT and "\x00" not in given


@dataclass(frozen=True)
class ItemSummary:
    """How often each option was chosen, or what was written; nothing while too few answered."""

    key: str
    counts: Mapping[str, int]
    texts: tuple[str, ...]


@dataclass(frozen=True)
class SurveySummary:
    answer_count: int
    is_withheld: bool
    items: tuple[ItemSummary, ...]


def summarise_survey(*, run: Run, activity: Mapping[str, Any], visible_to: Viewer) -> SurveySummary:
    """All answers of a run together; an anonymous survey is withheld below five answers.

    Raises RoleRequired, OutOfScope.
    """
    visible_to.require_unit(run.organiser, *READERS)
    rows = list(
        SurveyAnswer.objects.filter(run=run, activity_key=activity["key"])
        .order_by("uuid")
        .values_list("answers", flat=True)
    )
    withheld = bool(activity.get("anonymous")) and len(rows) < FEWEST_SHOWN
    items = () if withheld else tuple(_summarise(item, rows) for item in activity["items"])
    return SurveySummary(len(rows), withheld, items)


def _summarise(item: Mapping[str, Any], rows: list[dict[str, Any]]) -> ItemSummary:
    given = [row[item["key"]] for row in rows if item["key"] in row]
    if item["kind"] == "text":
        return ItemSummary(item["key"], {}, tuple(given))
    flat = [one for value in given for one in (value if isinstance(value, list) else [value])]
    order = SCALE if item["kind"] == "scale" else [option["key"] for option in item["options"]]
    counted = Counter(flat)
    return ItemSummary(item["key"], {key: counted[key] for key in order}, ())

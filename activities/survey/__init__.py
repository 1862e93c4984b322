"""A survey: what learners think. Nothing in it is right or wrong, and it may be without names.

`items` are `{key, kind, prompt, options?, required?}`; a kind is `choice`, `choices`, `scale` (1 to
5) or `text`.
"""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.base import LearnerSide, Sent, Visit
from activities.survey.answering import ITEM_KINDS, answer_survey
from common.shape import FLAG, SLUG, Problems, fields, filled, list_of, one_of, repeated_keys
from courses.kinds import Activity, ActivityKind

_ITEM = fields(
    {"key": SLUG, "kind": one_of(*ITEM_KINDS), "prompt": filled(2_000)},
    {
        "options": list_of(fields({"key": SLUG, "text": filled(400)}, {}), most=50),
        "required": FLAG,
    },
)


def _find_problems(activity: Activity) -> Problems:
    yield from repeated_keys(activity["items"], "items")
    for place, item in enumerate(activity["items"]):
        options = item.get("options", [])
        yield from repeated_keys(options, f"items.{place}.options")
        if item["kind"] in {"choice", "choices"} and len(options) < 2:  # noqa: PLR2004
            yield f"items.{place}.options", _("needs at least %(count)d entries") % {"count": 2}


def _describe(visit: Visit) -> dict[str, Any]:
    return {"is_answered": "submitted" in visit.known, "scale": range(1, 6)}


def _answer(visit: Visit, sent: Sent) -> None:
    answers = {
        item["key"]: given
        for item in visit.activity["items"]
        if (given := _read_answer(item, sent))
    }
    answer_survey(
        enrollment=visit.enrollment, activity=visit.activity, answers=answers, by=visit.by
    )


def _read_answer(item: Activity, sent: Sent) -> Any:
    name = f"s.{item['key']}"
    return sent.fields.getlist(name) if item["kind"] == "choices" else sent.fields.get(name)


KIND = ActivityKind(
    code="survey",
    name=gettext_lazy("Survey"),
    rules=("submitted",),
    shape=fields({"items": list_of(_ITEM, least=1, most=100)}, {"anonymous": FLAG}),
    problems=_find_problems,
)
SIDE = LearnerSide(describe=_describe, actions={"answer": _answer})

"""Short answer, number, and essay: what a learner writes.

A short answer's `answers` are `{text, fraction?, feedback?}`, the first that matches counts; `*`
stands for any letters. A number's `answers` are `{value, tolerance?, fraction?, feedback?}`.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.shape import (
    FLAG,
    SLUG,
    Problems,
    decimal,
    fields,
    filled,
    list_of,
    one_of,
    repeated_keys,
    text,
    whole,
)
from common.text import accent_key, normalize_text, search_key
from questions.kinds.base import (
    ONE,
    ZERO,
    Content,
    Kind,
    Mark,
    fraction_of,
    map_entries,
    pick,
)

LONGEST_ANSWER = 1_000
LONGEST_ESSAY = 100_000
MOST_FILES = 10
_WORTH = {"fraction": decimal("0", "1"), "feedback": text()}
_NUMBER = decimal("-999999999999999", "999999999999999")
SHORT_ANSWER_SHAPE = fields(
    {"answers": list_of(fields({"text": filled(LONGEST_ANSWER)}, _WORTH), least=1, most=200)},
    {"accents": one_of("required", "ignored"), "case": one_of("required", "ignored")},
)
NUMERICAL_SHAPE = fields(
    {
        "answers": list_of(
            fields({"value": _NUMBER}, {"tolerance": decimal("0", "999999999999999"), **_WORTH}),
            least=1,
            most=200,
        )
    },
    {
        "units": list_of(
            fields({"unit": filled(40)}, {"multiplier": decimal("0.000000000000001", "999999999")}),
            most=40,
        ),
        "unit_rule": one_of("optional", "required"),
        "unit_penalty": decimal("0", "1"),
    },
)


def is_text(response: Any, most: int = LONGEST_ANSWER) -> bool:
    return isinstance(response, str) and len(response) <= most and "\x00" not in response


def full_mark_is_missing(content: Content) -> Problems:
    if all(fraction_of(answer) != ONE for answer in content["answers"]):
        yield "answers", _("no answer is worth all")


# ── Short answer


def mark_short(content: Content, response: str) -> Mark:
    """Accents and capitals count as the question says: accents do, capitals do not, unsaid."""
    for answer in content["answers"]:
        pattern = _compile_answer(answer["text"], *_rules_of(content))
        if pattern.fullmatch(_fold(response, *_rules_of(content))):
            return _mark_answer(answer)
    return Mark(ZERO)


def _rules_of(content: Content) -> tuple[bool, bool]:
    return content.get("accents") == "ignored", content.get("case") == "required"


def _fold(written: str, without_accents: bool, with_case: bool) -> str:  # noqa: FBT001
    if with_case:
        return _bare_keeping_case(written) if without_accents else normalize_text(written)
    return search_key(written) if without_accents else accent_key(written)


def _bare_keeping_case(written: str) -> str:
    kept = normalize_text(written)
    bare = [search_key(letter) or letter for letter in kept]
    return "".join(
        new.upper() if old.isupper() else new for old, new in zip(kept, bare, strict=True)
    )


@lru_cache(maxsize=10_000)
def _compile_answer(
    answer: str,
    without_accents: bool,  # noqa: FBT001
    with_case: bool,  # noqa: FBT001
) -> re.Pattern[str]:
    r"""`*` is any letters, `\*` is a star."""
    parts = re.split(r"(?<!\\)\*+", answer)
    folded = [_fold(part.replace(r"\*", "*"), without_accents, with_case) for part in parts]
    if len(parts) == 1:
        return re.compile(re.escape(folded[0]))
    return re.compile(r"\s*" + r".*".join(re.escape(part) for part in folded) + r"\s*", re.DOTALL)


def _mark_answer(answer: Mapping[str, Any]) -> Mark:
    told = answer.get("feedback")
    return Mark(fraction_of(answer), (told,) if told else ())


# ── Number

_POWER = re.compile(r"[×x*]10\^?(?=[-+]?\d+$)", re.ASCII)
_GROUPED_HERE = re.compile(r"[-+]?\d{1,3}(\.\d{3})+(,\d+)?", re.ASCII)
_GROUPED_ABROAD = re.compile(r"[-+]?\d{1,3}(,\d{3}){2,}(\.\d+)?", re.ASCII)
_NUMBER_TEXT = re.compile(
    r"[-+]?(\d{1,30}\.?\d{0,30}|\.\d{1,30})(e[-+]?\d{1,2})?", re.ASCII | re.IGNORECASE
)


def read_number(written: str) -> Decimal | None:
    """A number as people here write it: 1.234.567,8 and 12,5; and 12.5 as machines do.

    A lone point before exactly three digits groups thousands (1.234 is 1234), as a Vietnamese
    reader understands it. None where it is no number.
    """
    bare = written.replace("\u2212", "-").replace(" ", "").replace("\xa0", "")
    bare = _POWER.sub("e", bare, count=1)
    if _GROUPED_HERE.fullmatch(bare):
        bare = bare.replace(".", "").replace(",", ".")
    elif _GROUPED_ABROAD.fullmatch(bare):
        bare = bare.replace(",", "")
    else:
        bare = bare.replace(",", ".")
    return Decimal(bare) if _NUMBER_TEXT.fullmatch(bare) else None


def mark_number(content: Content, response: str) -> Mark:
    """The first answer within its tolerance counts; a unit's multiplier leads to the first unit."""
    number, unit = _split_unit(content, response)
    if number is None:
        return Mark(ZERO)
    penalty = ZERO
    if content.get("units") and unit is None:
        if content.get("unit_rule") == "required":
            penalty = Decimal(content.get("unit_penalty", "1"))
        factor = ONE
    else:
        factor = Decimal((unit or {}).get("multiplier", "1"))
    value = number / factor
    for answer in content["answers"]:
        if abs(value - Decimal(answer["value"])) <= Decimal(answer.get("tolerance", "0")):
            mark = _mark_answer(answer)
            return Mark(max(ZERO, mark.fraction * (ONE - penalty)), mark.feedback)
    return Mark(ZERO)


def _split_unit(content: Content, written: str) -> tuple[Decimal | None, Mapping[str, Any] | None]:
    """What was written as a number and one of the question's units, before it or behind it."""
    units = sorted(content.get("units", ()), key=lambda one: -len(one["unit"]))
    text_ = normalize_text(written)
    for unit in units:
        name = normalize_text(unit["unit"])
        for bare in (text_.removesuffix(name), text_.removeprefix(name)):
            if bare != text_ and (number := read_number(bare)) is not None:
                return number, unit
    return read_number(text_), None


def number_problems(content: Content) -> Problems:
    yield from full_mark_is_missing(content)
    if content.get("unit_rule") == "required" and not content.get("units"):
        yield "units", _("is missing")


# ── Essay

_LEVEL = fields({"key": SLUG, "points": decimal("0", "1000"), "text": filled(2_000)}, {})
_CRITERION = fields(
    {"key": SLUG, "title": filled(200), "levels": list_of(_LEVEL, least=2, most=12)}, {}
)
RUBRIC = list_of(_CRITERION, most=30)
_ESSAY = fields(
    {},
    {
        "rubric": RUBRIC,
        "least_words": whole(0, 10_000),
        "most_words": whole(1, 20_000),
        "most_files": whole(0, MOST_FILES),
        "template": text(),
        "marker_notes": text(),
        "text_required": FLAG,
    },
)


def rubric_problems(rubric: list[dict[str, Any]], where: str = "rubric") -> Problems:
    """A rubric by which points can be given."""
    yield from repeated_keys(rubric, where)
    for place, criterion in enumerate(rubric):
        yield from repeated_keys(criterion["levels"], f"{where}.{place}.levels")
    if rubric and not sum(most_points(one) for one in rubric):
        yield where, _("gives no points")


def most_points(criterion: Mapping[str, Any]) -> Decimal:
    return max(Decimal(level["points"]) for level in criterion["levels"])


def rubric_fraction(rubric: list[dict[str, Any]], chosen: Mapping[str, str]) -> Decimal:
    """The share of all points, from the level chosen for each criterion. KeyError for none."""
    points = ZERO
    for criterion in rubric:
        by_key = {level["key"]: level for level in criterion["levels"]}
        points += Decimal(by_key[chosen[criterion["key"]]]["points"])
    return points / sum((most_points(one) for one in rubric), ZERO)


def _find_essay_problems(content: Content) -> Problems:
    yield from rubric_problems(content.get("rubric", []))
    if content.get("least_words", 0) > content.get("most_words", 20_000):
        yield "least_words", _("is more than the most")


def _fits_essay(content: Content, response: Any) -> bool:
    """`{text, files: [SHA-256]}`; the words are counted when it is handed in, not while writing."""
    if not isinstance(response, dict) or set(response) - {"text", "files"}:
        return False
    files = response.get("files", [])
    return (
        is_text(response.get("text", ""), LONGEST_ESSAY)
        and isinstance(files, list)
        and len(files) <= content.get("most_files", 0)
        and all(isinstance(one, str) and re.fullmatch(r"[0-9a-f]{64}", one) for one in files)
    )


def _map_answers(content: dict[str, Any], change: Any) -> None:
    map_entries(content["answers"], change, "feedback")


SHORT_ANSWER = Kind(
    code="short_answer",
    name=gettext_lazy("Short answer"),
    shape=SHORT_ANSWER_SHAPE,
    problems=full_mark_is_missing,
    fits=lambda _content, response: is_text(response),
    mark=mark_short,
    show=lambda _content, _seed: {},
    map_texts=_map_answers,
)
NUMERICAL = Kind(
    code="numerical",
    name=gettext_lazy("Number"),
    shape=NUMERICAL_SHAPE,
    problems=number_problems,
    fits=lambda _content, response: is_text(response),
    mark=mark_number,
    show=lambda content, _seed: (
        {"units": [one["unit"] for one in content["units"]]} if content.get("units") else {}
    ),
    map_texts=_map_answers,
)
ESSAY = Kind(
    code="essay",
    name=gettext_lazy("Essay, marked by a person"),
    shape=_ESSAY,
    problems=_find_essay_problems,
    fits=_fits_essay,
    mark=lambda _content, _response: Mark(ZERO, is_waiting=True),
    show=lambda content, _seed: pick(
        content, "least_words", "most_words", "most_files", "template", "rubric", "text_required"
    ),
    map_texts=lambda content, change: map_entries([content], change, "template", "marker_notes"),
)

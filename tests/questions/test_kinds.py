"""Every kind of question: whole marks, part marks, nothing leaked, nothing broken by bad input."""

import json
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.errors import QuestionInvalid, ResponseInvalid
from questions.kinds import KINDS
from questions.kinds.written import read_number, rubric_fraction
from questions.marking import (
    check_content,
    check_response,
    clean_content,
    find_problems,
    hide_answers,
    list_files,
    mark_response,
)
from tests.questions.samples import PICTURE, SAMPLES, sample

kinds = pytest.mark.parametrize("kind", sorted(KINDS))
any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.text(max_size=5) | st.sampled_from(["a", "g1", "text"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)


def fraction(content: dict[str, Any], response: Any) -> Decimal:
    return mark_response(content, response).fraction


def test_every_kind_has_a_sample() -> None:
    assert SAMPLES.keys() == KINDS.keys()


@kinds
def test_question_can_be_asked_and_its_right_response_earns_everything(kind: str) -> None:
    content, response = sample(kind), SAMPLES[kind][1]

    check_content(content)
    mark = mark_response(content, response)

    assert mark.is_waiting if kind == "essay" else mark.is_right


@kinds
def test_no_answer_leaks_before_the_end(kind: str) -> None:
    content = sample(kind, explanation="Vì luật nói thế", tags=["luật"])

    shown = json.dumps(hide_answers(content, seed="1"), ensure_ascii=False)

    for secret in (
        "correct",
        "answer",
        "feedback",
        "fraction",
        "tolerance",
        "luật",
        "marker",
        "Đúng",
    ):
        assert secret not in shown.replace("short_answer", ""), secret


def test_order_shown_is_the_same_for_one_attempt_and_not_for_all() -> None:
    content = sample("ordering", items=[{"key": f"k{n}", "text": str(n)} for n in range(8)])

    orders = {str(hide_answers(content, seed=str(seed))["items"]) for seed in range(20)}

    assert hide_answers(content, seed="7") == hide_answers(content, seed="7")
    assert len(orders) > 15


@given(st.text(max_size=8))
def test_order_shown_is_never_the_right_one(seed: str) -> None:
    content = sample("ordering")

    assert hide_answers(content, seed=seed)["items"] != content["items"]


@kinds
@given(response=any_json)
def test_any_json_is_a_response_that_fits_or_is_refused(kind: str, response: Any) -> None:
    content = sample(kind)

    try:
        check_response(content, response)
    except ResponseInvalid:
        return
    assert 0 <= fraction(content, response) <= 1


@kinds
@given(data=st.data())
def test_any_json_anywhere_in_a_question_is_named_and_breaks_nothing(kind: str, data: Any) -> None:
    content: Any = deepcopy(sample(kind))
    holder, places = content, list(content)
    while True:
        place = data.draw(st.sampled_from(places))
        inner = holder[place]
        if not isinstance(inner, dict | list) or not inner or data.draw(st.booleans()):
            break
        holder, places = inner, list(inner) if isinstance(inner, dict) else list(range(len(inner)))
    holder[place] = data.draw(any_json)

    problems = list(find_problems(content))

    if not problems:
        assert hide_answers(clean_content(content))["kind"] == content["kind"]


@given(any_json)
def test_any_json_as_a_question_is_named_and_breaks_nothing(content: Any) -> None:
    assert list(find_problems(content))


@pytest.mark.parametrize(
    ("kind", "changes", "response", "expected"),
    [
        ("single_choice", {}, ["b"], "0.25"),
        ("multiple_choice", {}, ["a", "b"], "0.667"),
        ("multiple_choice", {}, ["a", "d"], "0"),
        ("short_answer", {}, "Hoa Binh", "0"),
        ("short_answer", {"accents": "ignored"}, "hoa binh", "1"),
        ("short_answer", {"case": "required"}, "hòa bình", "0"),
        ("short_answer", {"case": "required", "accents": "ignored"}, "Hoà Binh", "1"),
        ("short_answer", {}, "Thái Bình", "0.5"),
        ("short_answer", {"answers": [{"text": r"5\*3"}]}, "5*3", "1"),
        ("short_answer", {"answers": [{"text": r"5\*3"}]}, "5xx3", "0"),
        ("numerical", {}, "12.5km", "1"),
        ("numerical", {}, "12.500 m", "1"),
        ("numerical", {}, "12,5", "0"),
        ("numerical", {"unit_penalty": "0.2"}, "12,5", "0.8"),
        ("numerical", {"unit_rule": "optional"}, "12,5", "1"),
        ("numerical", {}, "13 km", "0"),
        ("numerical", {}, "mười hai", "0"),
        ("matching", {}, {"s1": "north"}, "0.5"),
        ("matching", {}, {}, "0"),
        ("ordering", {"scoring": "all"}, ["c2", "x7", "k9"], "0"),
        ("ordering", {"scoring": "neighbours"}, ["k9", "x7", "c2"], "0.5"),
        ("ordering", {}, ["x7", "k9", "c2"], "0.3333333333333333333333333333"),
        ("cloze", {}, {"g2": "3"}, "0.5"),
        ("missing_words", {}, {"g1": "bank", "g2": "bank"}, "0.5"),
        ("image_labels", {}, {"z1": "photo", "z2": "chip"}, "0"),
        ("image_labels", {}, {"z1": "chip"}, "0.5"),
    ],
)
def test_parts_earn_parts(kind: str, changes: Any, response: Any, expected: str) -> None:
    content = sample(kind, **changes)
    check_content(content)

    assert fraction(content, response) == Decimal(expected)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1.234.567,8", "1234567.8"),
        ("1.234", "1234"),
        ("12.5", "12.5"),
        ("12,5", "12.5"),
        ("0,125", "0.125"),
        ("1,234,567.8", "1234567.8"),
        ("\u22123", "-3"),
        ("+ 4", "4"),
        ("6x10^23", "6e23"),
        ("3e8", "3e8"),
        (".5", "0.5"),
        ("", None),
        ("-", None),
        ("1/2", None),
        ("12a", None),
        ("NaN", None),
        ("1e9999", None),
        ("١٢", None),
    ],
)
def test_numbers_are_read_as_they_are_written_here(written: str, number: str | None) -> None:
    assert read_number(written) == (None if number is None else Decimal(number))


@pytest.mark.parametrize(
    ("kind", "changes", "where"),
    [
        ("multiple_choice", {"choices": [
            {"key": "a", "text": "1", "correct": True, "fraction": "0.5"},
            {"key": "b", "text": "2", "correct": False, "fraction": "0"}]}, "choices"),
        ("short_answer", {"answers": [{"text": "a", "fraction": "0.5"}]}, "answers"),
        ("short_answer", {"answers": []}, "answers"),
        ("numerical", {"answers": [{"value": "ba"}]}, "answers.0.value"),
        ("numerical", {"units": []}, "units"),
        ("matching", {"stems": [{"key": "s", "text": "?", "answer": "x"}] * 2}, "stems.0.answer"),
        ("ordering", {"items": [{"key": "a", "text": "1"}] * 2}, "items.1.key"),
        ("cloze", {"prompt": "Gọi {{g1}} và {{g9}}"}, "prompt"),
        ("cloze", {"prompt": "{{g1}} {{g1}} {{g2}} {{g3}}"}, "prompt"),
        ("missing_words", {"gaps": [{"key": "g1", "answer": "bank"}]}, "prompt"),
        ("image_labels", {"image": {"asset": "../../etc/passwd"}}, "image.asset"),
        ("image_labels", {"labels": [{"key": "chip", "text": "C"}]}, "zones.1.answer"),
        ("essay", {"least_words": 20, "most_words": 10}, "least_words"),
        ("essay", {"rubric": [{"key": "c", "title": "C", "levels": [
            {"key": "a", "points": "0", "text": "-"}, {"key": "b", "points": "0", "text": "-"}]}]},
         "rubric"),
        ("true_false", {"prompt": "<p>&nbsp;</p>", "format": "html"}, "prompt"),
        ("true_false", {"prompt": "null\x00"}, "prompt"),
    ],
)  # fmt: skip
def test_question_that_makes_no_sense_is_refused_by_place(
    kind: str, changes: Any, where: str
) -> None:
    content = sample(kind, **changes)

    assert where in {place for place, _what in find_problems(content)}
    with pytest.raises(QuestionInvalid) as refused:
        check_content(content)
    assert refused.value.fields.keys() == {"q"}


def test_rubric_gives_the_share_of_all_points() -> None:
    rubric = [
        {"key": "a", "levels": [{"key": "0", "points": "0"}, {"key": "1", "points": "3"}]},
        {"key": "b", "levels": [{"key": "0", "points": "0.5"}, {"key": "1", "points": "1"}]},
    ]

    assert rubric_fraction(rubric, {"a": "1", "b": "0"}) == Decimal("0.875")


def test_html_is_made_safe_and_names_its_files() -> None:
    html = f'<p onclick="x()">Ảnh <img src="asset:{PICTURE}" alt="a"><script>x()</script></p>'
    content = sample("single_choice", prompt=html, format="html")
    content["choices"][0]["text"] = '<img src="https://elsewhere.example/x.png">Không'

    clean = clean_content(content)

    assert clean["prompt"] == f'<p>Ảnh <img src="asset:{PICTURE}" alt="a"></p>'
    assert clean["choices"][0]["text"] == "Không"
    assert clean_content(clean) == clean
    assert list_files(clean) == [PICTURE]
    assert list_files(sample("image_labels")) == [PICTURE]

"""GIFT and Aiken: what others write is understood, what is wrong is named by line."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.formats import FORMATS, Writable
from questions.formats.base import FormatRefused
from questions.marking import check_content, mark_response
from tests.questions.samples import SAMPLES, sample


def no_file(_digest: str) -> tuple[str, bytes]:
    raise AssertionError("a text format asks for no file")


def read(text: str, code: str = "gift") -> Any:
    return FORMATS[code].read(text.encode())


def read_one(text: str) -> dict[str, Any]:
    found = read(text)
    assert found.problems == ()
    (question,) = found.questions
    check_content(question.content)
    return dict(question.content)


def fraction(content: dict[str, Any], response: Any) -> Decimal:
    return mark_response(content, response).fraction


def key_of(content: dict[str, Any], text: str, entries: str = "choices") -> str:
    (found,) = (one["key"] for one in content[entries] if one["text"] == text)
    return str(found)


def test_one_right_choice_with_what_each_choice_is_told() -> None:
    content = read_one("""
// [id:thu-do] [tag:địa lý] [tag:dễ]
::Thủ đô::Thủ đô của Việt Nam là {
  =Hà Nội#Đúng rồi
  ~Huế#Trước năm 1945
  ~%50%Thành phố Hồ Chí Minh
  ####Hà Nội là thủ đô từ năm 1945\\: Điều 13 Hiến pháp.
}""")

    assert content["key"] == "thu-do"
    assert content["title"] == "Thủ đô"
    assert content["tags"] == ["địa lý", "dễ"]
    assert content["explanation"] == "Hà Nội là thủ đô từ năm 1945: Điều 13 Hiến pháp."
    assert mark_response(content, [key_of(content, "Hà Nội")]).feedback == ("Đúng rồi",)
    assert fraction(content, [key_of(content, "Huế")]) == 0
    assert fraction(content, [key_of(content, "Thành phố Hồ Chí Minh")]) == Decimal("0.5")


def test_several_right_choices_with_worths() -> None:
    content = read_one("Hai số chẵn? {~%50%hai ~%50%bốn ~%-100%ba}")

    both = [key_of(content, "hai"), key_of(content, "bốn")]
    assert content["kind"] == "multiple_choice"
    assert fraction(content, both) == 1
    assert fraction(content, [*both, key_of(content, "ba")]) == 0


@pytest.mark.parametrize(
    ("text", "response", "expected"),
    [
        ("1 + 1 = 2 {T}", True, 1),
        ("Trời vuông{FALSE#Trời tròn}", False, 1),
        ("Hai cộng hai? {=4 =%50%bốn#gần đúng}", "Bốn", Decimal("0.5")),
        ("Năm sinh? {#1890:1}", "1891", 1),
        ("Năm sinh? {#1890:1}", "1892", 0),
        ("Pi? {#3.141..3.142}", "3,1415", 1),
        ("Năm? {#=1890:0#Đúng =%50%1890:10#Gần}", "1895", Decimal("0.5")),
        ("Số âm {#-2.5}", "-2,5", 1),
    ],
)
def test_truths_texts_and_numbers(text: str, response: Any, expected: Any) -> None:
    assert fraction(read_one(text), response) == expected


def test_pairs_are_matched_and_one_option_may_be_nobodys() -> None:
    content = read_one("Thủ đô {=Pháp -> Paris =Nhật -> Tokyo = -> Roma}")

    keys = {text: key_of(content, text, "options") for text in ("Paris", "Tokyo", "Roma")}
    stems = {text: key_of(content, text, "stems") for text in ("Pháp", "Nhật")}
    right = {stems["Pháp"]: keys["Paris"], stems["Nhật"]: keys["Tokyo"]}
    assert fraction(content, right) == 1
    assert fraction(content, {**right, stems["Nhật"]: keys["Roma"]}) == Decimal("0.5")


def test_missing_word_essay_escapes_and_formats() -> None:
    word = read_one("Nước {=sôi ~đông} ở 100 độ.")
    essay = read_one("Hãy viết về xã của bạn. {}")
    escaped = read_one(r"Đẳng thức a\=b \{tập\} là gì? {=x\~y \= 1 ~2\#3}")
    html = read_one("[html]<b>Đậm</b><script>alert(1)</script>? {T}")
    markdown = read_one("[markdown]**Đậm**? {=có ~không}")

    assert word["prompt"] == "Nước _____ ở 100 độ."
    assert essay["kind"] == "essay"
    assert escaped["prompt"] == "Đẳng thức a=b {tập} là gì?"
    assert [one["text"] for one in escaped["choices"]] == ["x~y = 1", "2#3"]
    assert html["format"] == "html"
    assert markdown["prompt"] == "<p><strong>Đậm</strong>?</p>"
    assert markdown["choices"][0]["text"] == "<p>có</p>"


def test_categories_hold_for_the_questions_below_them() -> None:
    found = read("""$CATEGORY: $course$/Luật/An toàn//an ninh

Một {T}

Hai {F}

$CATEGORY: Khác
Ba {T}
""")

    assert [one.category for one in found.questions] == [
        ("Luật", "An toàn/an ninh"),
        ("Luật", "An toàn/an ninh"),
        ("Khác",),
    ]


def test_what_cannot_be_brought_is_named_by_line_and_the_rest_comes() -> None:
    found = read("""Đúng {T}

Chỉ là lời văn, không hỏi gì.

Quên đóng {=a ~b

Sai hết {~a ~b}

Hỏng số {#ba}

Cũng đúng {F

}""")

    lines = {problem.line: problem.reason for problem in found.problems}
    assert [one.line for one in found.questions] == [1, 11]
    assert lines.keys() == {3, 5, 7, 9}
    assert all(lines.values())


def test_aiken_is_read_and_its_faults_are_named() -> None:
    found = read(
        """Mạng nào là của Việt Nam?
A. Zalo
B) Line
ANSWER: A

Không có đáp án
A. một
B. hai
ANSWER: C

Không có kết thúc
A. một
""",
        "aiken",
    )

    (question,) = found.questions
    assert fraction(question.content, [key_of(question.content, "Zalo")]) == 1
    assert [problem.line for problem in found.problems] == [6, 11]


@pytest.mark.parametrize("code", ["gift", "aiken"])
@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"C\xe2u h\xeai {T}", b"nul\x00 {T}"])
def test_file_in_another_encoding_is_refused_whole(code: str, data: bytes) -> None:
    with pytest.raises(FormatRefused):
        FORMATS[code].read(data)


@pytest.mark.parametrize("code", ["gift", "aiken"])
@given(text=st.text(alphabet="ab{}=~#%:\\/->\n ANSWER.5TF[]", max_size=60))
def test_any_text_is_read_or_named_and_breaks_nothing(code: str, text: str) -> None:
    for question in read(text, code).questions:
        check_content(question.content)


def write(code: str, *contents: dict[str, Any]) -> tuple[str, dict[str, str]]:
    written = FORMATS[code].write([Writable(one, ("Luật",)) for one in contents], no_file)
    return written.data.decode(), dict(written.left_out)


texts = st.text(alphabet="aăđ ={}~#:\\/%*->\n<b", min_size=1, max_size=12).map(str.strip).filter(
    lambda text: text and "->" not in text
)  # fmt: skip


@given(
    prompt=texts,
    choices=st.lists(texts, min_size=2, max_size=4, unique=True),
    told=texts,
    right=st.integers(0, 1),
)
def test_written_and_read_again_is_the_same_question(
    prompt: str, choices: list[str], told: str, right: int
) -> None:
    content: dict[str, Any] = {
        "key": "q1",
        "kind": "single_choice",
        "prompt": prompt,
        "title": "Câu: 1",
        "tags": ["luật"],
        "choices": [
            {"key": f"c{n}", "text": text, "correct": n == right, "feedback": told}
            for n, text in enumerate(choices)
        ],
    }

    again = read(write("gift", content)[0])

    assert again.problems == ()
    (found,) = again.questions
    assert found.category == ("Luật",)
    keyless = [{k: v for k, v in one.items() if k != "key"} for one in found.content["choices"]]
    assert {**found.content, "choices": keyless} == {
        **content,
        "choices": [{k: v for k, v in one.items() if k != "key"} for one in content["choices"]],
    }


@pytest.mark.parametrize("kind", ["single_choice", "multiple_choice", "true_false", "essay",
                                  "short_answer", "matching"])  # fmt: skip
def test_every_kind_that_gift_knows_keeps_its_marks(kind: str) -> None:
    content = sample(kind, explanation="Vì thế")
    content.pop("rubric", None)
    content.pop("marker_notes", None)

    text, left_out = write("gift", content)
    (found,) = read(text).questions

    assert left_out == {}
    assert (found.content["key"], found.content["kind"]) == ("q", kind)
    if kind in {"true_false", "short_answer"}:
        response = SAMPLES[kind][1]
        assert mark_response(found.content, response) == mark_response(content, response)


def test_what_a_format_has_no_words_for_is_left_out_by_name() -> None:
    kinds = ("ordering", "cloze", "missing_words", "image_labels", "numerical", "essay")
    contents = [sample(kind, key=kind) for kind in kinds]

    text, left_out = write("gift", *contents, sample("true_false"))

    assert left_out.keys() == {*kinds}
    assert len(read(text).questions) == 1


def test_aiken_written_is_aiken_read() -> None:
    content = sample("single_choice", prompt="Dòng một\nDòng hai")

    text, left_out = write("aiken", content, sample("true_false", key="t"))
    (found,) = read(text, "aiken").questions

    assert left_out.keys() == {"t"}
    assert [one["correct"] for one in found.content["choices"]] == [True, False]

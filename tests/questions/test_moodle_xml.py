"""Moodle XML: what Moodle writes is understood, and what we write comes back the same."""

import base64
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from common.markup import to_text
from common.xml import XmlRefused
from questions.formats import FORMATS, Writable
from questions.formats.base import FormatRefused
from questions.marking import check_content, mark_response
from tests.questions.samples import PICTURE, SAMPLES, sample

XML = FORMATS["moodle_xml"]


TRUTHS = """<answer fraction="0"><text>true</text></answer>
<answer fraction="100"><text>false</text></answer>"""
NUMBERS = """<answer fraction="100"><text>12.5</text><tolerance>0.1</tolerance></answer>
<answer fraction="0"><text>*</text></answer>
<units><unit><multiplier>1</multiplier><unit_name>km</unit_name></unit></units>
<unitgradingtype>1</unitgradingtype><unitpenalty>0.1</unitpenalty>"""


def draw_picture() -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (400, 200), "white").save(buffer, "PNG")
    return buffer.getvalue()


def find_file(_digest: str) -> tuple[str, bytes]:
    return "the.png", draw_picture()


def read_one(inner: str, kind: str) -> dict[str, Any]:
    found = XML.read(
        f"""<?xml version="1.0" encoding="UTF-8"?>
        <quiz><question type="{kind}"><name><text>Câu</text></name>{inner}</question>
        </quiz>""".encode()
    )
    assert found.problems == ()
    (question,) = found.questions
    check_content(question.content)
    return dict(question.content)


def prompt(text: str) -> str:
    return f'<questiontext format="html"><text><![CDATA[{text}]]></text></questiontext>'


def key_of(content: dict[str, Any], text: str, entries: str = "choices") -> str:
    (found,) = (one["key"] for one in content[entries] if one["text"] == text)
    return str(found)


def test_choices_of_moodle_keep_worths_feedback_files_and_tags() -> None:
    data = base64.b64encode(draw_picture()).decode()
    xml = f"""<quiz>
      <question type="category">
        <category><text>$course$/top/Luật/An toàn//mạng</text></category></question>
      <question type="multichoice">
        <name><text>Chọn</text></name>
        <questiontext format="html"><text>
          <![CDATA[<p>Xem <img src="@@PLUGINFILE@@/h%C3%ACnh.png" alt="h"></p>]]></text>
          <file name="hình.png" path="/" encoding="base64">{data}</file></questiontext>
        <generalfeedback format="html"><text>Vì thế</text></generalfeedback>
        <idnumber>cau-7</idnumber><single>false</single><shuffleanswers>true</shuffleanswers>
        <answer fraction="50" format="html"><text>một</text>
          <feedback format="html"><text>Tốt</text></feedback></answer>
        <answer fraction="50" format="html"><text>hai</text></answer>
        <answer fraction="-50" format="html"><text>ba</text></answer>
        <tags><tag><text>luật</text></tag></tags>
      </question></quiz>"""

    found = XML.read(xml.encode())

    (question,) = found.questions
    content = question.content
    (digest,) = found.files
    assert question.category == ("Luật", "An toàn/mạng")
    assert found.files[digest] == ("hình.png", draw_picture())
    assert f'src="asset:{digest}"' in content["prompt"]
    assert (content["key"], content["tags"], content["shuffle"]) == ("cau-7", ["luật"], True)
    half = [key_of(content, "một"), key_of(content, "ba")]
    assert mark_response(content, half).fraction == 0
    assert mark_response(content, half[:1]).feedback == ("Tốt",)


@pytest.mark.parametrize(
    ("kind", "inner", "response", "expected"),
    [
        ("truefalse", TRUTHS, False, 1),
        ("shortanswer", '<usecase>1</usecase><answer fraction="100"><text>H*i</text></answer>',
         "Hà Nội", 1),
        ("numerical", NUMBERS, "12,55", Decimal("0.9")),
        ("cloze", "", {"g1": "114", "g2": "3,1"}, 1),
    ],
)  # fmt: skip
def test_other_types_of_moodle_are_marked_alike(
    kind: str, inner: str, response: Any, expected: Any
) -> None:
    text = "Gọi {1:SA:=114~%50%113#gần} cách {2:NM:=3:0.2}" if kind == "cloze" else "?"

    content = read_one(prompt(text) + inner, kind)

    assert mark_response(content, response).fraction == expected


def test_words_chosen_by_group_and_items_in_order() -> None:
    words = read_one(
        prompt("[[1]] cấp, [[3]] giữ")
        + "".join(
            f"<selectoption><text>{text}</text><group>{group}</group></selectoption>"
            for text, group in (("ngân hàng", 1), ("xã", 1), ("tôi", 2), ("họ", 2))
        ),
        "gapselect",
    )
    order = read_one(
        prompt("?") + '<answer fraction="2"><text>hai</text></answer>'
        '<answer fraction="1"><text>một</text></answer>', "ordering",
    )  # fmt: skip

    right = {"g1": key_of(words, "ngân hàng", "options"), "g2": key_of(words, "tôi", "options")}
    assert mark_response(words, right).fraction == 1
    assert [one["text"] for one in order["items"]] == ["một", "hai"]


def test_labels_of_moodle_lie_where_they_lay() -> None:
    data = base64.b64encode(draw_picture()).decode()
    content = read_one(
        prompt("?") + f'<file name="nen.png" encoding="base64">{data}</file>'
        "<drag><no>1</no><text>chip</text><draggroup>1</draggroup></drag>"
        "<drop><no>1</no><choice>1</choice><xleft>100</xleft><ytop>50</ytop></drop>",
        "ddimageortext",
    )
    marker = read_one(
        prompt("?") + f'<file name="nen.png" encoding="base64">{data}</file>'
        "<drag><no>1</no><text>chip</text><noofdrags>1</noofdrags></drag><drop><no>1</no>"
        "<shape>rectangle</shape><coords>300,150;200,100</coords><choice>1</choice></drop>",
        "ddmarker",
    )

    zone = content["zones"][0]
    assert (zone["left"], zone["top"], zone["width"], zone["height"]) == (
        "0.25",
        "0.25",
        "0.3",
        "0.2",
    )
    assert marker["zones"][0] | {"answer": ""} == {
        "key": "z1", "left": "0.75", "top": "0.75", "width": "0.25", "height": "0.25", "answer": "",
    }  # fmt: skip


def test_what_moodle_has_and_we_have_not_is_listed_with_why() -> None:
    found = XML.read(
        b"""<quiz>
<question type="description"><name><text>Intro</text></name></question>
<question type="calculated"><name><text>Sum</text></name></question>
<question type="stack"><name><text>Proof</text></name></question>
<question type="numerical"><name><text>Bad</text></name><questiontext><text>n</text></questiontext>
  <answer fraction="100"><text>many</text></answer></question>
<question type="truefalse"><name><text>Good</text></name><questiontext><text>g</text></questiontext>
  <answer fraction="100"><text>true</text></answer></question>
</quiz>"""
    )

    assert [problem.title for problem in found.problems] == ["Intro", "Sum", "Proof", "Bad"]
    assert [problem.line for problem in found.problems] == [2, 3, 4, 5]
    assert all(problem.reason for problem in found.problems)
    assert len(found.questions) == 1


@pytest.mark.parametrize(
    "data",
    [
        b"<quiz><question></quiz>",
        b"",
        b"\xff\xfe",
        b'<!DOCTYPE quiz [<!ENTITY a "b">]><quiz>&a;</quiz>',
        b'<!DOCTYPE quiz SYSTEM "file:///etc/passwd"><quiz/>',
        b'<!DOCTYPE q [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz><question>&x;</question></quiz>',
    ],
)
def test_hostile_or_broken_xml_is_refused_whole(data: bytes) -> None:
    with pytest.raises(XmlRefused):
        XML.read(data)


def test_xml_of_something_else_is_refused_by_name() -> None:
    with pytest.raises(FormatRefused) as refused:
        XML.read(b"<rss/>")

    assert "rss" in refused.value.detail


def test_script_in_a_question_is_made_harmless() -> None:
    content = read_one(
        prompt('<p onmouseover="x()">a<script>x()</script><iframe src="//e"></iframe></p>')
        + '<answer fraction="100"><text>true</text></answer>', "truefalse",
    )  # fmt: skip

    assert content["prompt"] == "<p>a</p>"


def in_html(kind: str) -> dict[str, Any]:
    content = sample(kind, format="html", explanation="Vì thế", title="Câu hỏi", tags=["luật"])
    content["prompt"] = f"<p>{content['prompt']}</p>"
    return content


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_every_kind_goes_out_and_comes_back(kind: str) -> None:
    content = in_html(kind)

    written = XML.write([Writable(content, ("Luật", "An toàn/mạng"))], find_file)
    found = XML.read(written.data)

    assert (written.left_out, found.problems) == ((), ())
    (question,) = found.questions
    again = question.content
    assert question.category == ("Luật", "An toàn/mạng")
    for name in ("key", "kind", "prompt", "explanation", "title", "tags"):
        assert again[name] == content[name], name
    entries = {"choices", "answers", "items", "options", "gaps", "zones", "labels"}
    for name in entries & content.keys():
        assert len(again[name]) == len(content[name]), name
    second = XML.write([Writable(again)], find_file)
    assert XML.read(second.data).questions[0].content == again


def test_worth_that_moodle_does_not_take_is_left_out_with_why() -> None:
    content = in_html("single_choice")
    content["choices"][1]["fraction"] = "0.37"

    written = XML.write([Writable(content)], find_file)

    assert [key for key, _why in written.left_out] == ["q"]
    assert "37" in written.left_out[0][1]


def test_files_of_a_question_travel_with_it() -> None:
    content = in_html("true_false")
    content["prompt"] = f'<p><img src="asset:{PICTURE}" alt="a"></p>'

    found = XML.read(XML.write([Writable(content)], find_file).data)

    (file,) = found.files.values()
    assert file == find_file("")


@given(
    texts=st.lists(st.text(alphabet="aăđ}~#=%\\/\"'<&: ", min_size=1, max_size=8).filter(str.strip),
                   min_size=2, max_size=4, unique_by=str.strip),
    told=st.text(alphabet="ab}~#=\\ ", max_size=6),
)  # fmt: skip
def test_any_text_in_a_gap_comes_back(texts: list[str], told: str) -> None:
    choices = [
        {
            "key": f"c{n}",
            "text": text.strip(),
            "correct": n == 0,
            **({"feedback": told} if told.strip() else {}),
        }
        for n, text in enumerate(texts)
    ]
    gap = {"key": "g1", "kind": "single_choice", "choices": choices}
    content = {"key": "q", "kind": "cloze", "prompt": "a {{g1}} b", "gaps": [gap]}

    written = XML.write([Writable(content)], find_file)
    (question,) = XML.read(written.data).questions

    again = question.content["gaps"][0]["choices"]
    assert [to_text(one["text"]) for one in again] == [one["text"] for one in choices]
    assert [one["correct"] for one in again] == [one["correct"] for one in choices]

"""QTI 2.1 and 3.0: items of others are understood, ours come back the same."""

import zipfile
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest

from common.packages import PackageRefused
from common.xml import XmlRefused
from questions.formats import FORMATS, Writable
from questions.formats.base import FormatRefused
from questions.marking import mark_response
from tests.questions.samples import SAMPLES, sample
from tests.questions.test_moodle_xml import find_file

versions = pytest.mark.parametrize("code", ["qti21", "qti30"])
CHOICE_21 = """<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1"
  identifier="choice" title="Unattended Luggage" adaptive="false" timeDependent="false">
  <responseDeclaration identifier="RESPONSE" cardinality="single" baseType="identifier">
    <correctResponse><value>ChoiceA</value></correctResponse></responseDeclaration>
  <itemBody><p>Look at the text.</p>
    <choiceInteraction responseIdentifier="RESPONSE" shuffle="true" maxChoices="1">
      <prompt>What does it say?</prompt>
      <simpleChoice identifier="ChoiceA">Stay with your luggage.
        <feedbackInline outcomeIdentifier="FEEDBACK" identifier="ChoiceA">Yes</feedbackInline>
      </simpleChoice>
      <simpleChoice identifier="ChoiceB">Let someone look after it.</simpleChoice>
    </choiceInteraction></itemBody></assessmentItem>"""
CHEMISTRY_30 = """<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
  identifier="water" title="Water">
  <qti-response-declaration identifier="R" cardinality="multiple" base-type="identifier">
    <qti-correct-response><qti-value>H</qti-value><qti-value>O</qti-value></qti-correct-response>
    <qti-mapping lower-bound="0" upper-bound="2" default-value="-2">
      <qti-map-entry map-key="H" mapped-value="1"/><qti-map-entry map-key="O" mapped-value="1"/>
      <qti-map-entry map-key="Cl" mapped-value="-1"/></qti-mapping></qti-response-declaration>
  <qti-item-body><qti-choice-interaction response-identifier="R" max-choices="0">
    <qti-prompt>Which?</qti-prompt>
    <qti-simple-choice identifier="H">Hydrogen</qti-simple-choice>
    <qti-simple-choice identifier="O">Oxygen</qti-simple-choice>
    <qti-simple-choice identifier="Cl">Chlorine</qti-simple-choice>
  </qti-choice-interaction></qti-item-body></qti-assessment-item>"""
RICHARD = """<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1"
  identifier="r" title="R">
  <responseDeclaration identifier="RESPONSE" cardinality="single" baseType="string">
    <correctResponse><value>York</value></correctResponse>
    <mapping defaultValue="0"><mapEntry mapKey="York" mappedValue="1"/>
      <mapEntry mapKey="york" mappedValue="0.5"/></mapping></responseDeclaration>
  <itemBody><p>this son of <textEntryInteraction responseIdentifier="RESPONSE"/>;</p></itemBody>
</assessmentItem>"""


def read_one(text: str) -> dict[str, Any]:
    found = FORMATS["qti21"].read(text.encode())
    assert found.problems == ()
    return dict(found.questions[0].content)


def test_items_of_both_versions_are_understood() -> None:
    choice, water, richard = (read_one(one) for one in (CHOICE_21, CHEMISTRY_30, RICHARD))

    assert "".join(choice["prompt"].split()) == "<p>Lookatthetext.</p>Whatdoesitsay?"
    assert mark_response(choice, ["ChoiceA"]).feedback == ("Yes",)
    assert choice["choices"][0]["text"] == "Stay with your luggage."
    assert mark_response(water, ["H"]).fraction == Decimal("0.5")
    assert mark_response(water, ["H", "O", "Cl"]).fraction == Decimal("0.5")
    assert "this son of _____;" in richard["prompt"]
    assert mark_response(richard, "York").fraction == 1


def in_html(kind: str) -> dict[str, Any]:
    content = sample(kind, format="html", explanation="Vì thế", title="Câu hỏi")
    content["prompt"] = f"<p>{content['prompt']} <b>&lt;đậm&gt;</b></p>"
    for name in ("units", "unit_rule", "rubric"):
        content.pop(name, None)
    match kind:
        case "short_answer":
            content["answers"] = content["answers"][:1]
        case "numerical":
            content["answers"] = [{"value": "12.5"}, {"value": "12", "fraction": "0.5"}]
        case "ordering":
            content["scoring"] = "all"
        case "cloze":
            content["gaps"][1].pop("points")
        case "missing_words":
            content |= {"options": content["options"][:2], "input": "drag"}
    return content


@versions
@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_every_kind_goes_out_and_comes_back(code: str, kind: str) -> None:
    content = in_html(kind)

    written = FORMATS[code].write([Writable(content)], find_file)
    found = FORMATS[code].read(written.data)

    assert (written.left_out, found.problems) == ((), ())
    again = found.questions[0].content
    for name in ("key", "kind", "explanation", "title"):
        assert again[name] == content[name], name
    assert "<b>&lt;đậm&gt;</b>" in again["prompt"]
    for name in {
        "choices",
        "answers",
        "items",
        "options",
        "gaps",
        "zones",
        "labels",
    } & content.keys():
        assert len(again[name]) == len(content[name]), name
    if kind in {"single_choice", "multiple_choice", "true_false", "ordering"}:
        assert mark_response(again, SAMPLES[kind][1]).is_right
    assert FORMATS[code].write([Writable(content)], find_file).data == written.data
    second = FORMATS[code].write([Writable(again)], find_file)
    assert FORMATS[code].read(second.data).questions[0].content["key"] == "q"


@versions
def test_what_qti_cannot_say_is_left_out_with_why(code: str) -> None:
    kinds = ("numerical", "short_answer", "ordering", "cloze", "missing_words")

    written = FORMATS[code].write([Writable(sample(kind, key=kind)) for kind in kinds], find_file)

    assert [key for key, _why in written.left_out] == [*kinds]
    assert all(why for _key, why in written.left_out)


def package(**files: bytes) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "."), data)
    return buffer.getvalue()


def test_one_bad_item_of_a_package_is_named_and_the_rest_comes() -> None:
    manifest = """<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources>
      <resource type="imsqti_item_xmlv2p1" identifier="a" href="good.xml"/>
      <resource type="imsqti_item_xmlv2p1" identifier="b" href="bad.xml"/>
      <resource type="imsqti_item_xmlv2p1" identifier="c" href="gone.xml"/>
      <resource type="imsqti_item_xmlv2p1" identifier="d" href="odd.xml"/>
      <resource type="webcontent" identifier="e" href="x.css"/></resources></manifest>"""
    odd = CHOICE_21.replace("choiceInteraction", "drawingInteraction")

    found = FORMATS["qti21"].read(
        package(
            imsmanifest__xml=manifest.encode(), good__xml=CHOICE_21.encode(),
            bad__xml=b"<assessmentItem>", odd__xml=odd.encode(),
        )
    )  # fmt: skip

    assert len(found.questions) == 1
    assert [problem.title for problem in found.problems] == ["bad.xml", "gone.xml", "odd.xml"]


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"<a/>", FormatRefused),
        (b"not xml", XmlRefused),
        (package(a__txt=b"x"), FormatRefused),
        (b"PK\x03\x04broken", PackageRefused),
    ],
)
def test_what_is_no_qti_is_refused_whole(data: bytes, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        FORMATS["qti30"].read(data)

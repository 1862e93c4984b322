"""Files of questions come in by jobs, are shown before they are written, and go out again."""

import base64
import json
from contextlib import suppress
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from common.jobs import cancel_job, run_job
from common.models import Job, JobState
from media.models import Asset
from media.services import read_bytes
from people.models import Role
from people.viewer import Viewer
from questions.errors import (
    BankNotEditable,
    FormatUnknown,
    ImportHasProblems,
    ImportNotReady,
    ImportTwice,
    QuestionFileTooLarge,
)
from questions.formats import FORMATS, find_format
from questions.models import (
    Bank,
    BankAccess,
    ImportState,
    LineState,
    Question,
    QuestionExport,
    QuestionImport,
    QuestionVersion,
)
from questions.selectors.banks import list_drawers
from questions.selectors.files import list_lines, summarise_import
from questions.selectors.questions import list_questions
from questions.services import imports
from questions.services.banks import create_category
from questions.services.exports import start_export
from questions.services.imports import cancel_import, receive_questions, start_writing
from questions.services.questions import save_question, set_state
from tests import factories

pytestmark = pytest.mark.django_db
GIFT = """$CATEGORY: Mạng/Lừa đảo

// [id:otp] [tag:OTP]
::Mã OTP::Cán bộ có quyền hỏi mã OTP của bạn.{F}

::Báo cháy::Gọi số nào?{=114 ~113 ~115}

$CATEGORY: Mạng

Thủ đô là {=Hà Nội =Ha Noi}
"""
BROKEN = GIFT + "\n::Hỏng::Câu này không có đáp án đúng {~a ~b}\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64
MOODLE = """<quiz><question type="truefalse"><name><text>Hình</text></name>
<questiontext format="html"><text>&lt;p&gt;Thẻ &lt;img src="@@PLUGINFILE@@/the.png"&gt;
&lt;script&gt;x&lt;/script&gt;&lt;/p&gt;</text>
<file name="the.png" encoding="base64">%s</file></questiontext>
<answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer>
</question></quiz>"""


@pytest.fixture
def author() -> Viewer:
    return factories.make_viewer(Role.AUTHOR)


@pytest.fixture
def bank(author: Viewer) -> Bank:
    return factories.make_bank(by=author)


def receive(bank: Bank, data: str | bytes, *, by: Viewer, **how: Any) -> QuestionImport:
    file = BytesIO(data.encode() if isinstance(data, str) else data)
    return receive_questions(bank=bank, file=file, name="cau-hoi.txt", by=by, **how)


def finish(thing: Any) -> Any:
    assert thing.job_id
    run_job(thing.job_id)
    return type(thing).objects.select_related("bank", "job").get(pk=thing.pk)


def read(bank: Bank, data: str | bytes, *, by: Viewer, **how: Any) -> QuestionImport:
    batch: QuestionImport = finish(receive(bank, data, by=by, **how))
    return batch


def write(batch: QuestionImport, *, by: Viewer, rest: bool = False) -> QuestionImport:
    written: QuestionImport = finish(start_writing(batch=batch, by=by, rest=rest))
    return written


def outcomes(batch: QuestionImport) -> dict[str, int]:
    return summarise_import(batch).by_outcome


def test_a_file_is_shown_before_anything_of_it_is_written(bank: Bank, author: Viewer) -> None:
    batch = read(bank, GIFT, by=author)

    summary = summarise_import(batch)

    assert (batch.state, batch.format) == (ImportState.READY, "gift")
    assert (summary.good_count, summary.problem_count, summary.of("new")) == (3, 0, 3)
    assert summary.by_kind == {"true_false": 1, "single_choice": 1, "short_answer": 1}
    assert summary.by_category == {("Mạng",): 1, ("Mạng", "Lừa đảo"): 2}
    assert not Question.objects.exists()


def test_what_is_written_has_its_category_tags_and_words(bank: Bank, author: Viewer) -> None:
    batch = write(read(bank, GIFT, by=author), by=author)

    assert (batch.state, outcomes(batch)) == (ImportState.DONE, {"new": 3})
    assert [(one.path, one.question_count) for one in list_drawers(bank)] == [
        (("Mạng",), 3),
        (("Mạng", "Lừa đảo"), 2),
    ]
    otp = list_questions(bank, search="ma otp").get()
    assert (otp.key, otp.tags) == ("otp", ["OTP"])
    assert otp.current
    assert (otp.current.number, otp.current.question_id) == (1, otp.pk)


def test_a_file_goes_below_the_category_that_was_said(bank: Bank, author: Viewer) -> None:
    start = create_category(bank=bank, name="Nhập", by=author)

    write(read(bank, GIFT, by=author, category=start), by=author)

    assert [one.path for one in list_drawers(bank)] == [
        ("Nhập",), ("Nhập", "Mạng"), ("Nhập", "Mạng", "Lừa đảo"),
    ]  # fmt: skip


def test_the_same_file_twice_changes_nothing(bank: Bank, author: Viewer) -> None:
    write(read(bank, GIFT, by=author), by=author)

    second = read(bank, GIFT, by=author)
    shown = outcomes(second)
    written = write(second, by=author)

    assert (shown, outcomes(written)) == ({"unchanged": 3}, {"unchanged": 3})
    assert (Question.objects.count(), QuestionVersion.objects.count()) == (3, 3)


@pytest.mark.parametrize(
    ("same_key", "outcome", "number"), [("version", "version", 2), ("skip", "skipped", 1)]
)
def test_another_content_of_a_key_does_what_was_asked_for(
    bank: Bank, author: Viewer, same_key: str, outcome: str, number: int
) -> None:
    write(read(bank, GIFT, by=author), by=author)
    changed = GIFT.replace("hỏi mã OTP của bạn", "xin mã OTP")

    batch = read(bank, changed, by=author, same_key=same_key)
    shown = outcomes(batch)
    written = write(batch, by=author)

    assert shown == outcomes(written) == {outcome: 1, "unchanged": 2}
    question = Question.objects.select_related("current").get(key="otp")
    assert question.current
    assert question.current.number == number
    assert list_questions(bank, search="xin").count() == number - 1


def test_a_file_that_says_what_an_old_version_said_goes_back_to_it(
    bank: Bank, author: Viewer
) -> None:
    write(read(bank, GIFT, by=author), by=author)
    question = Question.objects.select_related("current", "bank").get(key="otp")
    assert question.current
    content = {**question.current.content, "answer": True}
    save_question(question=question, content=content, number=1, by=author)

    write(read(bank, GIFT, by=author), by=author)

    question.refresh_from_db()
    assert question.current.number == 1
    assert question.versions.count() == 2


def test_problems_stop_the_import_until_the_rest_is_asked_for(bank: Bank, author: Viewer) -> None:
    batch = read(bank, BROKEN, by=author)
    wrong = list_lines(batch, state=LineState.PROBLEM).get()

    with pytest.raises(ImportHasProblems):
        start_writing(batch=batch, by=author)
    assert not Question.objects.exists()
    written = write(batch, by=author, rest=True)

    assert (wrong.line, bool(wrong.problem)) == (12, True)
    assert outcomes(written) == {"new": 3, "problem": 1}


def test_files_inside_are_stored_and_named_and_scripts_are_gone(bank: Bank, author: Viewer) -> None:
    data = MOODLE % base64.b64encode(PNG).decode()

    write(read(bank, data, by=author), by=author)

    asset = Asset.objects.get()
    question = Question.objects.select_related("current").get()
    assert question.current
    assert f"asset:{asset.sha256}" in question.current.content["prompt"]
    assert "script" not in question.current.content["prompt"]


def test_a_file_inside_of_a_kind_that_is_refused_is_a_problem(bank: Bank, author: Viewer) -> None:
    data = MOODLE % base64.b64encode(b"MZ" + b"\x00" * 80).decode()

    batch = read(bank, data, by=author)

    wrong = list_lines(batch, state=LineState.PROBLEM).get()
    assert "the.png" in wrong.problem


@pytest.mark.parametrize(
    "data",
    [b"\xff\xfe\xfd", b"<html><body/></html>", b"PK\x03\x04broken", b"<!DOCTYPE a [<!ENTITY"],
)
def test_a_file_that_is_none_is_refused_as_a_whole(bank: Bank, author: Viewer, data: bytes) -> None:
    batch = read(bank, data, by=author)

    assert batch.state == ImportState.REFUSED
    assert batch.problem


def test_one_file_is_imported_once_at_a_time(bank: Bank, author: Viewer) -> None:
    first = receive(bank, GIFT, by=author)

    with pytest.raises(ImportTwice) as refused:
        receive(bank, GIFT, by=author)

    assert refused.value.params["import_uuid"] == str(first.uuid)


def test_a_cancelled_import_writes_nothing_more(
    bank: Bank, author: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "STEP", 1)
    batch = start_writing(batch=read(bank, GIFT, by=author), by=author)
    job = Job.objects.get(pk=batch.job_id or 0)
    assert imports.write_step(job) is False
    job.save()

    cancel_job(job)
    batch = finish(batch)

    assert (batch.state, Question.objects.count()) == (ImportState.CANCELLED, 1)


def test_an_import_goes_on_where_a_worker_died(
    bank: Bank, author: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "STEP", 2)
    batch = start_writing(batch=read(bank, GIFT, by=author), by=author)
    job = Job.objects.get(pk=batch.job_id or 0)
    imports.write_step(job)
    job.save()

    batch = finish(batch)

    assert batch.job
    assert (batch.job.state, batch.job.done_count, batch.job.total_count) == (JobState.DONE, 3, 3)
    assert Question.objects.count() == 3


def test_an_import_that_was_looked_at_can_be_left(bank: Bank, author: Viewer) -> None:
    batch = cancel_import(batch=read(bank, GIFT, by=author), by=author)

    assert batch.state == ImportState.CANCELLED
    with pytest.raises(ImportNotReady):
        start_writing(batch=batch, by=author)


def test_who_may_only_use_a_bank_imports_nothing(author: Viewer) -> None:
    bank = factories.make_bank("chung", authors_may=BankAccess.USE)

    with pytest.raises(BankNotEditable):
        receive(bank, GIFT, by=author)


def test_formats_and_sizes_out_of_range_are_refused(
    bank: Bank, author: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(FormatUnknown):
        receive(bank, GIFT, by=author, file_format="word")
    monkeypatch.setattr(imports, "MOST_BYTES", 10)
    with pytest.raises(QuestionFileTooLarge):
        receive(bank, GIFT, by=author)


def test_two_questions_of_one_key_in_a_file_both_come(bank: Bank, author: Viewer) -> None:
    text = "// [id:x]\nMột?{T}\n\n// [id:x]\nHai?{T}\n\n// [id:x]\nMột?{T}\n"

    batch = write(read(bank, text, by=author), by=author)

    assert outcomes(batch) == {"new": 2, "unchanged": 1}
    assert Question.objects.count() == 2


@pytest.mark.parametrize("code", FORMATS)
def test_a_bank_goes_out_and_comes_into_another(bank: Bank, author: Viewer, code: str) -> None:
    write(read(bank, GIFT, by=author), by=author)

    export: QuestionExport = finish(start_export(bank=bank, file_format=code, by=author))
    data = read_bytes(key=export.file_key)

    brought = {"aiken": 1}.get(code, 3)
    assert (export.written_count, len(export.left_out)) == (brought, 3 - brought)
    assert all(reason for _key, _title, reason in export.left_out)
    other = factories.make_bank("khac", by=author)
    batch = read(other, data, by=author)
    assert summarise_import(batch).of("new") == brought
    assert find_format(data).code in {code, "qti21"}


def test_an_export_holds_what_is_in_use_of_a_category_or_what_was_chosen(
    bank: Bank, author: Viewer
) -> None:
    write(read(bank, GIFT, by=author), by=author)
    fraud = next(one.category for one in list_drawers(bank) if one.path[-1] == "Lừa đảo")
    otp = Question.objects.get(key="otp")
    set_state(bank=bank, questions=[otp], state="retired", by=author)

    whole, part, chosen = (
        finish(start_export(bank=bank, file_format="gift", by=author, **what)).written_count
        for what in ({}, {"category": fraud}, {"chosen": [otp.uuid]})
    )

    assert (whole, part, chosen) == (2, 1, 1)


@pytest.mark.parametrize("count", [2, 40])
def test_a_summary_costs_the_same_at_any_size(
    bank: Bank, author: Viewer, count: int, django_assert_num_queries: Any
) -> None:
    batch = read(bank, "\n\n".join(f"Câu {number}?{{T}}" for number in range(count)), by=author)

    with django_assert_num_queries(3):
        assert summarise_import(batch).good_count == count


def command(*arguments: str) -> dict[str, Any]:
    """What a command says with --json, also where it ends with an error."""
    said = StringIO()
    with suppress(CommandError):
        call_command(*arguments, "--json", stdout=said)
    report: dict[str, Any] = json.loads(said.getvalue())
    return report


def test_the_commands_try_import_and_export(bank: Bank, tmp_path: Path) -> None:
    good, broken, out = (tmp_path / name for name in ("tot.gift", "hong.gift", "ra.xml"))
    good.write_text(GIFT)
    broken.write_text(BROKEN)

    tried = command("import_questions", str(good), "--bank", bank.slug, "--dry-run")
    stopped = command("import_questions", str(broken), "--bank", bank.slug)
    empty = Question.objects.count()
    written = command("import_questions", str(broken), "--bank", bank.slug, "--rest")
    brought = command("export_questions", str(out), "--bank", bank.slug, "--format", "moodle_xml")

    assert (tried["by_outcome"], stopped["problems"][0]["line"], empty) == ({"new": 3}, 12, 0)
    assert written["by_outcome"] == {"new": 3, "problem": 1}
    assert (brought["written_count"], out.read_text().count("<question type")) == (3, 5)


def test_a_command_says_that_there_is_no_such_bank(tmp_path: Path) -> None:
    file = tmp_path / "a.gift"
    file.write_text(GIFT)

    with pytest.raises(CommandError):
        call_command("import_questions", str(file), "--bank", "khong-co")

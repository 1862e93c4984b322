"""Question banks: a file of 10,000 questions comes in, and 10,000 answers are marked."""

from collections.abc import Callable
from functools import partial
from io import BytesIO
from time import perf_counter
from typing import Any

from bench.report import Better, Measure, Reporter
from bench.stack import Stack
from common.jobs import run_job
from people.viewer import EVERYTHING
from questions.formats import read_file
from questions.marking import mark_response
from questions.models import Bank, QuestionImport
from questions.selectors.banks import list_banks
from questions.services.banks import create_bank
from questions.services.imports import receive_questions, start_writing

QUESTIONS, ROUNDS = 10_000, 5
QUICK_QUESTIONS, QUICK_ROUNDS = 1_000, 2
_KINDS = (
    "::Câu {n}::Gọi số nào khi có cháy ở khu {n}? {{=114#Đúng ~113#Công an ~115#Cấp cứu}}",
    "::Câu {n}::Cán bộ số {n} có quyền hỏi mã OTP của bạn. {{F#Không ai có quyền}}",
    "::Câu {n}::Thủ đô của Việt Nam ở câu {n} là gì? {{=Hà Nội =Ha Noi}}",
    "::Câu {n}::Việt Nam có bao nhiêu tỉnh, thành phố từ 01/07/2025 (câu {n})? {{#34:0}}",
)


def run(_stack: Stack, reporter: Reporter, *, quick: bool = False) -> None:
    """Reading, import as a whole, and marking; goals are those of 10,000 questions."""
    count, rounds = (QUICK_QUESTIONS, QUICK_ROUNDS) if quick else (QUESTIONS, ROUNDS)
    data = make_gift(count)
    share = count / QUESTIONS
    read = [_time(lambda: read_file(data, "gift")) for _round in range(rounds)]
    imported = [_time(partial(_import, _make_bank(), data)) for _round in range(rounds)]
    marked = [_time(_prepare_marking(data)) for _round in range(rounds)]
    for name, times, goal in (
        ("GIFT read", read, None),
        ("GIFT imported, read to written", imported, 10.0 * share),
        ("answers marked", marked, 1.0 * share),
    ):
        told = f"{name}, {count:,}"
        reporter.tell(Measure(told, "s", times, Better.LOWER, goal))


def make_gift(count: int) -> bytes:
    """A file of as many questions, of four kinds, in ten categories."""
    blocks = []
    for n in range(count):
        if n % max(count // 10, 1) == 0:
            blocks.append(f"$CATEGORY: Chuyên đề {n * 10 // count + 1}")
        blocks.append(_KINDS[n % len(_KINDS)].format(n=n))
    return "\n\n".join(blocks).encode()


def _make_bank() -> Bank:
    number = list_banks(visible_to=EVERYTHING).count()
    return create_bank(slug=f"do-{number}-{int(perf_counter())}", title="Đo", by=EVERYTHING)


def _import(bank: Bank, data: bytes) -> None:
    batch = receive_questions(bank=bank, file=BytesIO(data), name="do.gift", by=EVERYTHING)
    _finish(batch)
    _finish(start_writing(batch=batch, by=EVERYTHING))


def _finish(batch: QuestionImport) -> None:
    if batch.job_id:
        run_job(batch.job_id)


def _prepare_marking(data: bytes) -> Callable[[], None]:
    """Marks one answer to each question of the file."""
    answers: dict[str, Any] = {"true_false": True, "short_answer": "hà nội", "numerical": "34"}
    asked = []
    for one in read_file(data, "gift")[1].questions:
        content = one.content
        response = answers.get(content["kind"]) or [content["choices"][0]["key"]]
        asked.append((content, True if content["kind"] == "true_false" else response))

    def mark() -> None:
        for content, response in asked:
            mark_response(content, response)

    return mark


def _time(act: Callable[[], Any]) -> float:
    start = perf_counter()
    act()
    return perf_counter() - start

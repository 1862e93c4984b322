"""A course of 65 activities, as large as the one that Moodle was measured with."""

from typing import Any

from courses.document import SCHEMA

SLUG = "do-toc-do"
SECTIONS, PAGES, QUESTIONS = 5, 12, 10
PARAGRAPH = (
    "Mở **Cổng Dịch vụ công**, đăng nhập bằng tài khoản định danh, chọn thủ tục cần làm, đính kèm "
    "giấy tờ đã chụp rõ bốn góc rồi bấm *Nộp hồ sơ*. Giữ lại mã hồ sơ để tra cứu kết quả. "
)


def build_document(name: str) -> dict[str, Any]:
    """Five sections of twelve pages and a quiz of ten questions; all of it is asked for.

    `name` makes the content, and so the edition, another one than every earlier one.
    """
    sections = [_build_section(place) for place in range(SECTIONS)]
    rules = [_build_rule(activity) for activity in _all(sections)]
    return {
        "schema": SCHEMA,
        "slug": SLUG,
        "title": f"Đo tốc độ {name}",
        "summary": "Sáu mươi lăm hoạt động để đo tốc độ.",
        "kind": "refresher_training",
        "language": "vi",
        "hours": "6.0",
        "sections": sections,
        "completion": {"ways": [{"mode": "online", "rules": rules}]},
    }


def list_keys(kind: str) -> list[str]:
    """The keys of the activities of a kind, in the order in which they are shown."""
    sections = [_build_section(place) for place in range(SECTIONS)]
    return [activity["key"] for activity in _all(sections) if activity["kind"] == kind]


def build_answers() -> dict[str, list[str]]:
    """The right answers; every quiz asks the same ten questions."""
    return {f"cau-{place}": ["b"] for place in range(QUESTIONS)}


def _all(sections: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [activity for section in sections for activity in section["activities"]]


def _build_section(place: int) -> dict[str, Any]:
    pages = [_build_page(f"bai-{place}-{number}") for number in range(PAGES)]
    quiz = {
        "key": f"kiem-tra-{place}",
        "kind": "quiz",
        "title": f"Kiểm tra phần {place + 1}",
        "minutes": 10,
        "questions": [_build_question(number) for number in range(QUESTIONS)],
    }
    return {"key": f"phan-{place}", "title": f"Phần {place + 1}", "activities": [*pages, quiz]}


def _build_page(key: str) -> dict[str, Any]:
    body = "\n\n".join([f"# Bài {key}", *([PARAGRAPH] * 3)])
    return {"key": key, "kind": "page", "title": f"Bài {key}", "minutes": 5, "body_markdown": body}


def _build_question(number: int) -> dict[str, Any]:
    choices = [
        {"key": key, "text": f"Phương án {key} của câu {number}", "correct": key == "b"}
        for key in "abcd"
    ]
    return {
        "key": f"cau-{number}",
        "kind": "single_choice",
        "prompt": f"Câu {number}: khi nộp hồ sơ trực tuyến, việc nào làm trước?",
        "choices": choices,
    }


def _build_rule(activity: dict[str, Any]) -> dict[str, Any]:
    if activity["kind"] == "quiz":
        return {"activity": activity["key"], "rule": "passed", "grade": "8"}
    return {"activity": activity["key"], "rule": "viewed"}

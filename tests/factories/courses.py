"""Files, documents and editions."""

import io
from collections.abc import Iterable
from typing import Any

from courses.document import Document
from courses.models import Course, Edition
from courses.services import create_course, publish_edition
from media.models import Asset
from media.services import create_asset
from people.models import Account, Role
from people.viewer import Viewer
from tests.factories.people import make_viewer


def audio_bytes(name: str = "loa") -> bytes:
    return b"\x00\x00\x00\x20ftypM4A \x00\x00\x02\x00" + name.encode().ljust(64, b"\x00")


def make_asset(name: str = "loa.m4a", data: bytes | None = None) -> Asset:
    return create_asset(file=io.BytesIO(data or audio_bytes(name)), name=name)


def make_document(*, title: str = "Kỹ năng số cộng đồng", **head: Any) -> dict[str, Any]:
    """An author's document: a page, an audio of 100 s, a quiz of three, a session of 4 h."""
    audio = make_asset()
    return {
        "schema": "hocso.course/1",
        "slug": "ky-nang-so",
        "title": title,
        "summary": "Dịch vụ công, mua sắm, thanh toán và an toàn trên mạng.",
        "kind": "refresher_training",
        "language": "vi",
        "hours": "6.0",
        "audience": ["Cán bộ, công chức, viên chức"],
        "sections": [
            {
                "key": "dich-vu-cong",
                "title": "Dịch vụ công trực tuyến",
                "activities": [
                    {
                        "key": "huong-dan",
                        "kind": "page",
                        "title": "Nộp hồ sơ trực tuyến",
                        "minutes": 6,
                        "body_markdown": "# Nộp hồ sơ\n\nMở **Cổng Dịch vụ công**.",
                    },
                    {
                        "key": "am-thanh",
                        "kind": "audio",
                        "title": "Bài phát thanh",
                        "minutes": 2,
                        "audio": {
                            "asset": audio.sha256,
                            "name": audio.name,
                            "type": audio.media_type,
                            "size": audio.size_bytes,
                        },
                        "duration_seconds": 100.0,
                        "transcript_markdown": "Kính thưa bà con.",
                    },
                    {
                        "key": "kiem-tra",
                        "kind": "quiz",
                        "title": "Kiểm tra",
                        "minutes": 4,
                        "pass_grade": "5.0",
                        "questions": list(_questions()),
                    },
                ],
            },
            {
                "key": "thuc-hanh",
                "title": "Thực hành",
                "activities": [
                    {
                        "key": "buoi-truc-tiep",
                        "kind": "session",
                        "title": "Buổi trực tiếp",
                        "hours": "4.0",
                        "minutes": 240,
                    }
                ],
            },
        ],
        "completion": {
            "ways": [
                {
                    "mode": "online",
                    "rules": [
                        {"activity": "huong-dan", "rule": "viewed"},
                        {"activity": "am-thanh", "rule": "played", "fraction": "0.8"},
                        {"activity": "kiem-tra", "rule": "passed", "grade": "5.0"},
                    ],
                },
                {
                    "mode": "in_person",
                    "rules": [{"activity": "buoi-truc-tiep", "rule": "attended", "hours": "4.0"}],
                },
            ]
        },
        **head,
    }


RIGHT_ANSWERS: dict[str, Any] = {"q1": ["b"], "q2": ["a", "c"], "q3": False}
WRONG_ANSWERS: dict[str, Any] = {"q1": ["a"], "q2": ["b"], "q3": True}


def _questions() -> Iterable[dict[str, Any]]:
    yield {
        "key": "q1",
        "kind": "single_choice",
        "prompt": "Nộp hồ sơ trực tuyến ở đâu?",
        "choices": [
            {"key": "a", "text": "Mạng xã hội", "correct": False, "feedback": "Không an toàn."},
            {"key": "b", "text": "Cổng Dịch vụ công", "correct": True, "feedback": "Đúng."},
        ],
        "explanation": "Cổng Dịch vụ công quốc gia nhận hồ sơ.",
    }
    yield {
        "key": "q2",
        "kind": "multiple_choice",
        "prompt": "Cần chuẩn bị gì?",
        "choices": [
            {"key": "a", "text": "Tài khoản định danh", "correct": True},
            {"key": "b", "text": "Mã OTP của người khác", "correct": False},
            {"key": "c", "text": "Ảnh chụp giấy tờ", "correct": True},
        ],
        "explanation": "Không bao giờ dùng mã OTP của người khác.",
    }
    yield {
        "key": "q3",
        "kind": "true_false",
        "prompt": "Cán bộ có quyền hỏi mã OTP của bạn.",
        "answer": False,
        "explanation": "Không ai có quyền hỏi mã OTP.",
    }


def make_edition(
    *, course: Course, document: Document | None = None, reviewer: Account | None = None
) -> Edition:
    """A published edition of the course."""
    return publish_edition(
        course=course, document=document or make_document(), author=None, reviewer=reviewer
    )


def make_course(
    *, slug: str = "ky-nang-so", document: Document | None = None, by: Viewer | None = None
) -> Course:
    """A course in the catalogue with one published edition."""
    author = by or make_viewer(Role.AUTHOR, full_name="Trần Văn Bình")
    course = create_course(
        slug=slug,
        title="Kỹ năng số cộng đồng",
        kind="refresher_training",
        hours="6.0",
        by=author,
    )
    make_edition(course=course, document=document or make_document(title=f"Kỹ năng số ({slug})"))
    course.refresh_from_db()
    return course

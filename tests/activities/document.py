"""A course with one activity of each kind, for tests that walk through it."""

from io import BytesIO
from typing import Any

from PIL import Image

from media.models import Asset
from tests import factories
from tests.questions.samples import SAMPLES, sample


def draw_picture() -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (400, 240), "#d8e2dc").save(buffer, "PNG")
    return buffer.getvalue()


PNG = draw_picture()
FEEDBACK = "Tôi thấy bài này có ích."


def file_of(asset: Asset) -> dict[str, Any]:
    return {
        "asset": asset.sha256,
        "name": asset.name,
        "type": asset.media_type,
        "size": asset.size_bytes,
    }


def make_questions(picture: dict[str, Any]) -> list[dict[str, Any]]:
    """One of each kind, by its kind as key."""
    questions = [{**sample(kind), "key": kind} for kind in SAMPLES]
    for one in questions:
        if one["kind"] == "image_labels":
            one["image"] = {"asset": picture["asset"]}
    return questions


def make_materials() -> list[dict[str, Any]]:
    """What is read, heard and seen."""
    picture = file_of(factories.make_asset("hinh.png", PNG))
    film = file_of(factories.make_asset("phim.mp4", b"\x00\x00\x00\x20ftypisom" + b"0" * 60))
    paper = file_of(factories.make_asset("mau.pdf", b"%PDF-1.7" + b"0" * 60))
    terms = (("otp", "OTP", "Mã dùng một lần"), ("an", "An toàn", "Không mất mát"))
    return [
        {"kind": "page", "body_markdown": f"Đọc **kỹ** ![h](asset:{picture['asset']})"},
        {"kind": "video", "video": film, "duration_seconds": 60.0},
        {"kind": "audio", "audio": file_of(factories.make_asset()), "duration_seconds": 100.0},
        {"kind": "poster", "pdf": paper, "image": picture, "alt": "Áp phích"},
        {"kind": "file", "file": paper, "body_markdown": "Mẫu đơn"},
        {"kind": "deck", "slides": [{"image": picture, "alt": "Trang một", "notes": "Nói chậm"}]},
        {"kind": "link", "address": "https://dichvucong.gov.vn/"},
        {
            "kind": "glossary",
            "terms": [{"key": key, "term": term, "meaning": told} for key, term, told in terms],
        },
        {"kind": "quiz", "questions": make_questions(picture), "pass_grade": "5.0"},
    ]


def make_tasks() -> list[dict[str, Any]]:
    """What is handed in, answered, said, signed and attended."""
    places = [{"key": "nha", "text": "Ở nhà"}, {"key": "xa", "text": "Ở xã"}]
    return [
        {
            "kind": "assignment",
            "body_markdown": "Viết kế hoạch.",
            "most_files": 2,
            "rubric": SAMPLES["essay"][0]["rubric"],
            "pass_grade": "5.0",
        },
        {
            "kind": "survey",
            "anonymous": True,
            "items": [
                {"key": "hay", "kind": "scale", "prompt": "Có ích không?", "required": True},
                {"key": "y-kien", "kind": "text", "prompt": "Ý kiến khác"},
                {"key": "noi", "kind": "choices", "prompt": "Học ở đâu?", "options": places},
            ],
        },
        {"kind": "discussion", "body_markdown": "Bàn về an toàn."},
        {
            "kind": "checklist",
            "skills": [{"key": "mo", "title": "Mở VNeID"}, {"key": "nop", "title": "Nộp hồ sơ"}],
        },
        {"kind": "session", "hours": "4.0"},
    ]


def make_document() -> dict[str, Any]:
    """Each kind once, under its own name as key; whoever saw the page has completed."""
    activities = [
        {"key": one["kind"], "title": f"Hoạt động {one['kind']}", **one}
        for one in (*make_materials(), *make_tasks())
    ]
    return {
        **factories.make_document(),
        "sections": [{"key": "tat-ca", "title": "Tất cả", "activities": activities}],
        "completion": {
            "ways": [{"mode": "online", "rules": [{"activity": "page", "rule": "viewed"}]}]
        },
    }

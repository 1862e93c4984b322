"""One question of each kind, with a response that earns everything."""

from copy import deepcopy
from typing import Any

PICTURE = "ab" * 32


def things(*texts: str) -> list[dict[str, Any]]:
    return [{"key": text, "text": f"Là {text}"} for text in texts]


SAMPLES: dict[str, tuple[dict[str, Any], Any]] = {
    "single_choice": (
        {
            "choices": [
                {"key": "a", "text": "VNeID", "correct": True, "feedback": "Đúng rồi"},
                {"key": "b", "text": "Zalo", "correct": False, "fraction": "0.25"},
            ],
            "shuffle": True,
        },
        ["a"],
    ),
    "multiple_choice": (
        {
            "choices": [
                {"key": "a", "text": "1", "correct": True, "fraction": "0.33333"},
                {"key": "b", "text": "2", "correct": True, "fraction": "0.33333"},
                {"key": "c", "text": "3", "correct": True, "fraction": "0.33333"},
                {"key": "d", "text": "4", "correct": False, "fraction": "-1"},
            ]
        },
        ["b", "a", "c"],
    ),
    "true_false": ({"answer": False, "feedback_true": "Chưa đúng"}, False),
    "short_answer": (
        {
            "answers": [
                {"text": "Hòa Bình", "feedback": "Đúng"},
                {"text": "*Bình", "fraction": "0.5"},
            ]
        },
        "hoà  bình",
    ),
    "numerical": (
        {
            "answers": [{"value": "12.5", "tolerance": "0.1", "feedback": "Đúng"}],
            "units": [{"unit": "km"}, {"unit": "m", "multiplier": "1000"}],
            "unit_rule": "required",
        },
        "12,45 km",
    ),
    "matching": (
        {
            "stems": [
                {"key": "s1", "text": "Hà Nội", "answer": "north"},
                {"key": "s2", "text": "Cần Thơ", "answer": "south"},
            ],
            "options": things("north", "south", "centre"),
        },
        {"s1": "north", "s2": "south"},
    ),
    "ordering": ({"items": things("x7", "c2", "k9")}, ["x7", "c2", "k9"]),
    "cloze": (
        {
            "prompt": "Gọi {{g1}} khi cháy, cách {{g2}} mét, ở {{g3}}.",
            "gaps": [
                {"key": "g1", "kind": "short_answer", "answers": [{"text": "114"}]},
                {"key": "g2", "kind": "numerical", "points": "2", "answers": [{"value": "3"}]},
                {
                    "key": "g3",
                    "kind": "single_choice",
                    "choices": [
                        {"key": "a", "text": "xã", "correct": True},
                        {"key": "b", "text": "phường", "correct": False},
                    ],
                },
            ],
        },
        {"g1": "114", "g2": "3", "g3": ["a"]},
    ),
    "missing_words": (
        {
            "prompt": "{{g1}} cấp mã, {{g2}} giữ mã.",
            "gaps": [{"key": "g1", "answer": "bank"}, {"key": "g2", "answer": "me"}],
            "options": [*things("bank", "me"), {"key": "far", "text": "xa", "group": 2}],
        },
        {"g1": "bank", "g2": "me"},
    ),
    "image_labels": (
        {
            "image": {"asset": PICTURE},
            "alt": "Thẻ căn cước",
            "labels": things("chip", "photo"),
            "zones": [
                {"key": "z1", "left": "0.1", "top": "0.1", "width": "0.2", "height": "0.2",
                 "answer": "chip"},
                {"key": "z2", "left": "0.5", "top": "0.1", "width": "0.2", "height": "0.2",
                 "answer": "photo"},
            ],
        },
        {"z1": "chip", "z2": "photo"},
    ),
    "essay": (
        {
            "rubric": [
                {
                    "key": "clear",
                    "title": "Rõ ràng",
                    "levels": [
                        {"key": "no", "points": "0", "text": "Chưa"},
                        {"key": "yes", "points": "2", "text": "Rồi"},
                    ],
                }
            ],
            "marker_notes": "<p>Chấm rộng tay</p>",
        },
        {"text": "Bài viết"},
    ),
}  # fmt: skip


def sample(kind: str, **changes: Any) -> dict[str, Any]:
    return deepcopy({"key": "q", "kind": kind, "prompt": "?", **SAMPLES[kind][0], **changes})

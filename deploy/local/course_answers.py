"""The right answers of a demo course, read where its author wrote them."""

import json

from deploy.local.paths import ROOT


def read_answers(course: str) -> dict[str, object]:
    """By question key: the keys of the right choices, or true or false."""
    path = ROOT / "demo" / "content" / course / "course.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    questions = [
        question
        for section in document["sections"]
        for activity in section["activities"]
        for question in activity.get("questions", ())
    ]
    return {question["key"]: _right(question) for question in questions}


def _right(question: dict[str, object]) -> object:
    if question["kind"] == "true_false":
        return question["answer"]
    choices = question["choices"]
    if not isinstance(choices, list):
        raise TypeError(f"{question['key']} has no list of choices")
    return [choice["key"] for choice in choices if choice.get("correct")]

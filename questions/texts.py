"""What a question is called and found by. Pure functions."""

from typing import Any

from common.markup import to_text
from common.text import accent_key, search_key
from questions.kinds.base import Content

LONGEST_TITLE, LONGEST_KEY = 200, 1_000


def title_of(content: Content) -> str:
    """The title that was given, or the beginning of the prompt, as plain text on one line."""
    words = (content.get("title") or plain(content, content["prompt"])).split()
    whole = " ".join(words)
    return whole if len(whole) <= LONGEST_TITLE else f"{whole[: LONGEST_TITLE - 1]}…"


def plain(content: Content, text: str) -> str:
    """A text of the question without marks."""
    return to_text(text) if content.get("format") == "html" else text


def search_keys(content: Content) -> dict[str, str]:
    """By which a question is found: title, prompt and key, without accents and with."""
    words = f"{content.get('title', '')} {plain(content, content['prompt'])} {content['key']}"
    words = words[:LONGEST_KEY]
    return {
        "search_key": search_key(words)[:LONGEST_KEY],
        "accent_key": accent_key(words)[:LONGEST_KEY],
    }


def split_tags(content: Content) -> tuple[dict[str, Any], list[str]]:
    """The content without its tags, and the tags, each once."""
    said = {name: value for name, value in content.items() if name != "tags"}
    return said, tidy_tags(content.get("tags", ()))


def tidy_tags(tags: Any) -> list[str]:
    """Each tag once, with plain spaces, in the order given; capitals make no other tag."""
    by_key = {accent_key(tag): " ".join(tag.split())[:60] for tag in reversed(list(tags))}
    return [tag for key, tag in reversed(by_key.items()) if key]

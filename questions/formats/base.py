"""What a file of questions becomes: contents, and what could not be brought, by line."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import orjson
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.errors import InvalidInput
from common.text import search_key


class FormatRefused(InvalidInput):
    """The file as a whole cannot be read."""

    code = "question_file_refused"
    message = _("This is no file of questions that can be read.")


class QuestionNotRead(Exception):
    """One question cannot be brought, and why; the rest can."""


class QuestionNotWritten(Exception):
    """The format has no words for this question, and what is missing."""


@dataclass(frozen=True)
class ReadQuestion:
    """A question of a file: its content with key, where it stood, and where it belongs."""

    content: dict[str, Any]
    line: int
    category: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReadProblem:
    """What could not be brought: the line from 1, what stood there, and why it was left."""

    line: int
    title: str
    reason: str


@dataclass(frozen=True)
class ReadResult:
    """All that a file gave. `files` are by SHA-256 name and bytes; contents name them so."""

    questions: tuple[ReadQuestion, ...]
    problems: tuple[ReadProblem, ...]
    files: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)


@dataclass(frozen=True)
class Writable:
    """A question to be written, and the category path it stands under."""

    content: Mapping[str, Any]
    category: tuple[str, ...] = ()


@dataclass(frozen=True)
class WriteResult:
    """The file, and the keys of the questions that it does not hold, each with why."""

    data: bytes
    left_out: tuple[tuple[str, str], ...] = ()


# The bytes of a file of ours, by its SHA-256.
FindFile = Callable[[str], tuple[str, bytes]]


@dataclass(frozen=True)
class Format:
    """A file format of questions, in both directions."""

    code: str
    name: str | Promise
    suffix: str
    media_type: str
    read: Callable[[bytes], ReadResult]
    write: Callable[[Sequence[Writable], FindFile], WriteResult]


def key_of(text: str) -> str:
    """A key that says nothing of its thing, the same for the same text."""
    return "k" + sha256(text.encode()).hexdigest()[:8]


def keyed(texts: Sequence[str]) -> list[str]:
    """A key for each of the texts; a text that stands twice gets two keys."""
    seen: dict[str, int] = {}
    keys = []
    for text in texts:
        seen[text] = seen.get(text, 0) + 1
        count = seen[text]
        keys.append(key_of(text if count == 1 else f"{text}#{count}"))
    return keys


def give_key(content: dict[str, Any], wanted: str = "") -> dict[str, Any]:
    """The content with a key: the wanted one, or one made of what the question says.

    So the same file twice means the same questions.
    """
    slug = "-".join(search_key(wanted).split())[:80] if wanted else ""
    if not slug or not all(sign.isascii() and (sign.isalnum() or sign in "-_") for sign in slug):
        canonical = orjson.dumps(content, option=orjson.OPT_SORT_KEYS)
        slug = "q-" + sha256(canonical).hexdigest()[:16]
    return {"key": slug, **content}


def decode(data: bytes) -> str:
    """The text of a file in UTF-8 or UTF-16. Raises FormatRefused."""
    is_wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    try:
        text = data.decode("utf-16" if is_wide else "utf-8-sig")
    except UnicodeDecodeError:
        raise FormatRefused(
            _("The file is not in UTF-8. Save it as UTF-8 and send it again.")
        ) from None
    if "\x00" in text:
        raise FormatRefused
    return text.replace("\r\n", "\n").replace("\r", "\n")

"""Every text has its Vietnamese translation, with the same placeholders."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]")
IN_TEMPLATE = re.compile(r"{%\s*translate\s+\"([^\"]*)\"")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
}
CATALOGS = sorted(Path(__file__).parents[1].glob("*/locale/vi/LC_MESSAGES/django.po"))


def read_messages(path: Path) -> list[Message]:
    with path.open("rb") as file:
        return [message for message in read_po(file, locale="vi") if message.id]


def texts(value: object) -> list[str]:
    return [str(text) for text in value] if isinstance(value, tuple) else [str(value)]


def test_every_room_that_speaks_has_a_catalogue() -> None:
    rooms = {path.parents[3].name for path in CATALOGS}
    assert rooms >= {"web", "people", "courses", "enrollment", "certificates", "targets", "api"}


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.parents[3].name)
def test_every_text_is_translated(path: Path) -> None:
    missing = [
        message.id
        for message in read_messages(path)
        if message.fuzzy or not all(texts(message.string)) or not message.string
    ]
    assert missing == []


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.parents[3].name)
def test_translations_keep_their_placeholders(path: Path) -> None:
    for message in read_messages(path):
        wanted = set(PLACEHOLDER.findall(texts(message.id)[-1]))
        for text in texts(message.string):
            assert set(PLACEHOLDER.findall(text)) == wanted, message.id


def list_texts_of(room: Path) -> set[str]:
    """The texts that the code and the pages of a room hand to gettext."""
    found = set()
    for path in room.rglob("*.py"):
        for _line, message, _comments, _context in extract_from_file("python", path, KEYWORDS):
            found.add(message if isinstance(message, str) else message[0])
    for path in room.rglob("*.html"):
        found |= set(IN_TEMPLATE.findall(path.read_text(encoding="utf-8")))
    return found


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.parents[3].name)
def test_catalogue_of_a_room_has_every_text_of_the_room(path: Path) -> None:
    named = {texts(message.id)[0] for message in read_messages(path)}

    assert list_texts_of(path.parents[3]) - named == set()

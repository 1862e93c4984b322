"""Files of questions, of what others made and for them. A format is a module and a name here."""

import re
from io import BytesIO

from common.errors import DomainError
from common.packages import is_package
from common.xml import local_name, read_xml
from questions.formats.aiken import AIKEN
from questions.formats.base import (
    Format,
    FormatRefused,
    ReadProblem,
    ReadQuestion,
    ReadResult,
    Writable,
    WriteResult,
    decode,
)
from questions.formats.gift_writing import GIFT
from questions.formats.moodle_writing import MOODLE_XML
from questions.formats.qti import QTI_21, QTI_30

FORMATS: dict[str, Format] = {one.code: one for one in (GIFT, AIKEN, MOODLE_XML, QTI_21, QTI_30)}
_AIKEN_END = re.compile(r"^\s*ANSWER:\s*[A-Z]\s*$", re.MULTILINE | re.IGNORECASE)


def find_format(data: bytes) -> Format:
    """The format that the content of a file speaks. Raises FormatRefused, XmlRefused.

    The two versions of QTI are read by one reader, and a text that is not plainly Aiken is GIFT.
    """
    if is_package(BytesIO(data)):
        return QTI_21
    text = decode(data)
    if text.lstrip().startswith("<"):
        return MOODLE_XML if local_name(read_xml(data)) == "quiz" else QTI_21
    return AIKEN if _AIKEN_END.search(text) and "{" not in text else GIFT


def read_file(data: bytes, code: str = "") -> tuple[Format, ReadResult]:
    """What a file says, and its format, found by content when not said. Raises FormatRefused.

    Whatever is wrong with a file as a whole is a DomainError; a mistake of ours is one too, so
    that a strange file costs its sender a sentence and no more.
    """
    found = FORMATS[code] if code else find_format(data)
    try:
        return found, found.read(data)
    except DomainError:
        raise
    except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError) as problem:
        raise FormatRefused from problem


__all__ = [
    "FORMATS",
    "Format",
    "ReadProblem",
    "ReadQuestion",
    "ReadResult",
    "Writable",
    "WriteResult",
    "find_format",
    "read_file",
]

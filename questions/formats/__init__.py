"""Files of questions, of what others made and for them. A format is a module and a name here."""

from questions.formats.aiken import AIKEN
from questions.formats.base import Format, ReadProblem, ReadQuestion, ReadResult, Writable
from questions.formats.gift_writing import GIFT
from questions.formats.moodle_writing import MOODLE_XML

FORMATS: dict[str, Format] = {one.code: one for one in (GIFT, AIKEN, MOODLE_XML)}

__all__ = ["FORMATS", "Format", "ReadProblem", "ReadQuestion", "ReadResult", "Writable"]

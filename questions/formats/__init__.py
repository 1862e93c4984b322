"""Files of questions, of what others made and for them. A format is a module and a name here."""

from questions.formats.aiken import AIKEN
from questions.formats.base import Format, ReadProblem, ReadQuestion, ReadResult, Writable
from questions.formats.gift_writing import GIFT
from questions.formats.moodle_writing import MOODLE_XML
from questions.formats.qti import QTI_21, QTI_30

FORMATS: dict[str, Format] = {one.code: one for one in (GIFT, AIKEN, MOODLE_XML, QTI_21, QTI_30)}

__all__ = ["FORMATS", "Format", "ReadProblem", "ReadQuestion", "ReadResult", "Writable"]

"""Cells read as what they mean. Pure functions of text; what is not understood is a CellProblem."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from common.sheets.errors import CellProblem
from common.text import search_key

_SERIAL_FROM = date(1899, 12, 30)  # day 0 of Excel, which holds 1900 to be a leap year
_SERIALS = range(3654, 73050)  # 1910 to 2099
_YEARS = range(1900, 2100)
_GENDERS = {
    "nam": "male",
    "trai": "male",
    "ong": "male",
    "male": "male",
    "m": "male",
    "nu": "female",
    "gai": "female",
    "ba": "female",
    "female": "female",
    "f": "female",
}
_TOTALS = ("tong cong", "tong so", "cong", "tong", "total")
BadDate = _("“%(text)s” is not a date. Write day/month/year, such as 25/12/1990.")
NoSuchDay = _("There is no day %(text)s in the calendar.")
BadGender = _("“%(text)s” is not a gender. Write Nam or Nữ.")


@dataclass(frozen=True)
class DayRead:
    """A day, or the first day of a year when only the year was written (`precision` “year”)."""

    value: date
    precision: str = "day"


def read_date(text: str, *, pivot: int = 30) -> DayRead | None:
    """The day that a cell names; None for an empty one. Raises CellProblem.

    Understood: 25/12/1990 and 25-12-90 (years up to `pivot` are of this century), 1990-12-25, a
    year alone, 25121990, “ngày 25 tháng 12 năm 1990”, and the number by which Excel counts days.
    """
    cleaned = re.sub(r"\s+\d{1,2}:\d{2}(:\d{2})?(\.\d+)?$", "", text.strip().lstrip("'"))
    if not cleaned:
        return None
    numbers = re.findall(r"\d+", cleaned)
    if len(numbers) == 1 or re.fullmatch(r"\d+\.0*", cleaned):
        return _read_number(numbers[0], text)
    if re.fullmatch(r"\d{5}\.\d+", cleaned):
        return _read_number(numbers[0], text)
    if len(numbers) != 3:  # noqa: PLR2004 - day, month, year
        raise CellProblem(BadDate, text=text)
    if len(numbers[0]) == 4:  # noqa: PLR2004 - ISO
        return _day(numbers[0], numbers[1], numbers[2], text)
    year = int(numbers[2])
    if len(numbers[2]) <= 2:  # noqa: PLR2004
        year += 2000 if year <= pivot else 1900
    return _day(year, numbers[1], numbers[0], text)


def _read_number(digits: str, text: str) -> DayRead:
    number = int(digits)
    if number in _YEARS:
        return DayRead(date(number, 1, 1), "year")
    if number in _SERIALS:
        return DayRead(_SERIAL_FROM + timedelta(days=number))
    if len(digits) in {7, 8}:
        padded = digits.zfill(8)
        if int(padded[4:]) in _YEARS:
            return _day(padded[4:], padded[2:4], padded[:2], text)
        if int(padded[:4]) in _YEARS:
            return _day(padded[:4], padded[4:6], padded[6:], text)
    raise CellProblem(BadDate, text=text)


def _day(year: str | int, month: str | int, day: str | int, text: str) -> DayRead:
    try:
        value = date(int(year), int(month), int(day))
    except ValueError:
        raise CellProblem(NoSuchDay, text=text) from None
    if value.year not in _YEARS:
        raise CellProblem(BadDate, text=text)
    return DayRead(value)


def read_gender(text: str) -> str:
    """“male”, “female”, or empty for an empty cell. Raises CellProblem."""
    key = search_key(text).strip(" .")
    if not key:
        return ""
    if key not in _GENDERS:
        raise CellProblem(BadGender, text=text)
    return _GENDERS[key]


def split_cell(text: str) -> list[str]:
    """The values of a cell that holds several, such as two phone numbers."""
    return [part.strip() for part in re.split(r"[/;,\n]|\s-\s|\s+(?=0\d{9})", text) if part.strip()]


def is_total_line(cells: Sequence[str]) -> bool:
    """Whether a line is the sum below a list, not a line of it."""
    first = next((cell for cell in cells if cell), "")
    key = search_key(first).strip(" :.")
    return any(key == total or key.startswith((f"{total}:", f"{total} (")) for total in _TOTALS)

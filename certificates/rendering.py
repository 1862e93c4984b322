"""From a statement and a design to a PDF: pure, and the same bytes each time.

A design is a template that never changes once a certificate was issued on it; another look is
another design (`completion/2`). docs/certificates.md tells what the bytes rest on.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.template.loader import render_to_string

from certificates.codes import group_code
from common.pdf import check_letters, fit_size, png_data, render_pdf
from common.qr import qr_png

MODES = {
    "online": "trực tuyến",
    "in_person": "trực tiếp",
    "blended": "trực tuyến kết hợp trực tiếp",
}
NAME_WIDTH_PT = 560
NAME_SIZES = (38, 34, 30, 26, 23, 20)
TITLE_WIDTH_PT = 560
TITLE_SIZES = (20, 18, 16, 14.5)


def render_certificate(statement: Mapping[str, Any], *, design: str = "completion/1") -> bytes:
    """The certificate's PDF: A4 landscape, PDF/A-2a, tagged. Raises MissingGlyphs."""
    for text in _texts(statement):
        check_letters(text)
    html = render_to_string(f"certificates/{design}.html", _context(statement))
    css = render_to_string(f"certificates/{design}.css")
    return render_pdf(html, css=css, identifier=str(statement["code"]).encode())


def _texts(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        return [text for one in value.values() for text in _texts(one)]
    return [value] if isinstance(value, str) else []


def _context(statement: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "s": statement,
        "name_size": fit_size(statement["holder_name"], width_pt=NAME_WIDTH_PT, sizes=NAME_SIZES),
        "title_size": fit_size(
            statement["course_title"], width_pt=TITLE_WIDTH_PT, sizes=TITLE_SIZES
        ),
        "qr": png_data(qr_png(statement["verify_url"], scale=4, border=1)),
        "rosette": range(0, 180, 15),
        "code": group_code(statement["code"]),
        "hours": write_number(statement["course_hours"]),
        "mode": MODES[statement["mode"]],
        "completed_on": date.fromisoformat(statement["completed_on"]).strftime("%d/%m/%Y"),
        "place_and_date": write_place_and_date(
            statement["place"], date.fromisoformat(statement["issued_on"])
        ),
        "register_number": f"{statement['register_number']:05d}/{statement['register_year']}",
        "address": statement["verify_url"].partition("://")[2].rpartition("/")[0],
    }


def write_number(text: str) -> str:
    """A decimal as Vietnamese write it: 6.0 → 6, 1.5 → 1,5."""
    whole, _dot, rest = text.partition(".")
    rest = rest.rstrip("0")
    return f"{whole},{rest}" if rest else whole


def write_place_and_date(place: str, on: date) -> str:
    """Decree 30/2020: a zero stands before days under 10 and before months 1 and 2."""
    month = f"{on.month:02d}" if on.month in {1, 2} else str(on.month)
    return f"{place}, ngày {on.day:02d} tháng {month} năm {on.year}"

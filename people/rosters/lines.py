"""Which lines below the headings are no rows of the list, and why."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from common.sheets import heading_key, is_total_line

# Below the total stand signatures: a few cells, and never a whole row.
MOST_CELLS_OF_A_REMARK = 3


class Sifter:
    """Tells rows from totals, headings that each page repeats, and remarks.

    `is_below` says whether the total was passed; a reading that is resumed begins with it.
    """

    def __init__(self, layout: Mapping[str, Any], *, is_below: bool = False) -> None:
        self.columns = set(layout["fields"].values())
        self.names = [
            layout["fields"][name]
            for name in ("family_name", "given_name")
            if name in layout["fields"]
        ]
        self.headings = {tuple(_keys(line)) for line in layout["headings"]}
        firsts = (next((cell for cell in line if cell), "") for line in layout["headings"])
        self.starts = {first.lower() for first in firsts}
        self.is_below = is_below

    def find_reason(self, cells: Sequence[str]) -> str:
        """Why the line is no row; empty when it is one."""
        first = next((cell for cell in cells if cell), "")
        if first.lower() in self.starts and tuple(_keys(cells)) in self.headings:
            return _("The headings, repeated.")
        if first.isdecimal() and not self.is_below:
            return ""
        if not first.isdecimal() and self._is_total(cells):
            self.is_below = True
            return _("A total, not a row of the list.")
        filled = sum(1 for cell in cells if cell)
        known = sum(1 for place in self.columns if place < len(cells) and cells[place])
        if not known or filled <= (MOST_CELLS_OF_A_REMARK if self.is_below else 1):
            return _("A remark, not a row of the list.")
        return ""

    def _is_total(self, cells: Sequence[str]) -> bool:
        """Tống is a family name too: a line with a family name and a given name is a row."""
        is_name = len(self.names) > 1 and all(
            place < len(cells) and cells[place] for place in self.names
        )
        return is_total_line(cells) and not is_name


def _keys(cells: Sequence[str]) -> list[str]:
    return [heading_key(cell) for cell in cells if cell]

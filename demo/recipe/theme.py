"""Colours and drawings: a hue for each section, ink and paper for all."""

from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path

DRAWINGS = Path(__file__).parent / "drawings"
INK, PAPER = "#221c17", "#fbf8f3"


@dataclass(frozen=True)
class Hue:
    """A deep colour that carries white text (contrast above 7:1), and a pale one for grounds."""

    deep: str
    pale: str


HUES = {
    "dich-vu-cong": Hue("#0d5f5a", "#dff0ec"),
    "mua-sam": Hue("#7a4b00", "#fbeccc"),
    "thanh-toan": Hue("#1f4e8c", "#e0eaf7"),
    "an-toan": Hue("#8f1d18", "#fae3de"),
    "nen-tang": Hue("#1e6b34", "#e0f1e2"),
}


def drawing_data(section: str) -> str:
    """The section's drawing as a data address."""
    svg = (DRAWINGS / f"{section}.svg").read_bytes()
    return f"data:image/svg+xml;base64,{b64encode(svg).decode()}"

"""A poster to look at and to print: a PDF, a picture of it, and what it says."""

from django.utils.translation import gettext_lazy

from activities.base import LearnerSide
from common.shape import FILE, fields, text
from courses.kinds import ActivityKind

KIND = ActivityKind(
    code="poster",
    name=gettext_lazy("Poster"),
    rules=("viewed",),
    device_facts=frozenset({"viewed"}),
    files=("pdf", "image"),
    shape=fields({"pdf": FILE}, {"image": FILE, "alt": text()}),
)
SIDE = LearnerSide(is_seen_on_opening=True)

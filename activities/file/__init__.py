"""A file to open or keep: a document, a form, a table."""

from django.utils.translation import gettext_lazy

from activities.base import LearnerSide
from common.shape import FILE, fields
from courses.kinds import ActivityKind

KIND = ActivityKind(
    code="file",
    name=gettext_lazy("File"),
    rules=("viewed",),
    device_facts=frozenset({"viewed"}),
    files=("file",),
    shape=fields({"file": FILE}, {}),
)
SIDE = LearnerSide(is_seen_on_opening=True)

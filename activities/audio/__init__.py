"""Audio, also for the loudspeaker of a village, with what is said in words."""

from django.utils.translation import gettext_lazy

from activities.base import LearnerSide
from activities.playing import FACTS, describe_playing, find_length_problems
from common.shape import FILE, fields
from courses.kinds import ActivityKind

KIND = ActivityKind(
    code="audio",
    name=gettext_lazy("Audio"),
    rules=("viewed", "played"),
    device_facts=FACTS,
    files=("audio",),
    texts=("body", "transcript"),
    shape=fields({"audio": FILE}, {}),
    problems=find_length_problems,
)
SIDE = LearnerSide(describe=describe_playing)

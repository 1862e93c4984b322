"""A video with captions; how much of it was watched counts, not how long it ran."""

from django.utils.translation import gettext_lazy

from activities.base import LearnerSide
from activities.playing import FACTS, describe_playing, find_length_problems
from common.shape import FILE, fields
from courses.kinds import ActivityKind

KIND = ActivityKind(
    code="video",
    name=gettext_lazy("Video"),
    rules=("viewed", "played"),
    device_facts=FACTS,
    files=("video", "poster", "captions"),
    texts=("body", "transcript"),
    shape=fields({"video": FILE}, {"poster": FILE, "captions": FILE}),
    problems=find_length_problems,
)
SIDE = LearnerSide(describe=describe_playing)

"""The kinds of questions. A new kind is one module here and one name in the list."""

from questions.kinds.base import Kind, Mark
from questions.kinds.choice import MULTIPLE_CHOICE, SINGLE_CHOICE, TRUE_FALSE
from questions.kinds.gaps import CLOZE, MISSING_WORDS
from questions.kinds.placed import IMAGE_LABELS, MATCHING, ORDERING
from questions.kinds.written import ESSAY, NUMERICAL, SHORT_ANSWER

KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        SINGLE_CHOICE,
        MULTIPLE_CHOICE,
        TRUE_FALSE,
        SHORT_ANSWER,
        NUMERICAL,
        MATCHING,
        ORDERING,
        CLOZE,
        MISSING_WORDS,
        IMAGE_LABELS,
        ESSAY,
    )
}

__all__ = ["KINDS", "Kind", "Mark"]

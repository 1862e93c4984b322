"""What tests are made of: deterministic plain functions that go through the services' doors.

Names of people and places are real in form; nothing is random, so that a failure repeats itself.
"""

from tests.factories.courses import (
    RIGHT_ANSWERS,
    WRONG_ANSWERS,
    audio_bytes,
    make_asset,
    make_course,
    make_document,
    make_edition,
)
from tests.factories.learning import (
    FACT_NAMESPACE,
    complete_online,
    document_of,
    make_class,
    make_enrollment,
    make_entry_link,
    make_issuer,
    make_rule,
    make_run,
    make_target,
    new_fact,
    view_and_play,
)
from tests.factories.people import (
    FOUNDED_ON,
    PASSWORD,
    make_account,
    make_learner,
    make_membership,
    make_person,
    make_team,
    make_viewer,
)
from tests.factories.places import LONG_AGO, Places, make_territory
from tests.factories.questions import (
    finish_import,
    make_bank,
    make_question,
    make_question_import,
)
from tests.factories.rosters import finish_roster, make_roster, make_roster_file, write_roster

__all__ = [
    "FACT_NAMESPACE",
    "FOUNDED_ON",
    "LONG_AGO",
    "PASSWORD",
    "RIGHT_ANSWERS",
    "WRONG_ANSWERS",
    "Places",
    "audio_bytes",
    "complete_online",
    "document_of",
    "finish_import",
    "finish_roster",
    "make_account",
    "make_asset",
    "make_bank",
    "make_class",
    "make_course",
    "make_document",
    "make_edition",
    "make_enrollment",
    "make_entry_link",
    "make_issuer",
    "make_learner",
    "make_membership",
    "make_person",
    "make_question",
    "make_question_import",
    "make_roster",
    "make_roster_file",
    "make_rule",
    "make_run",
    "make_target",
    "make_team",
    "make_territory",
    "make_viewer",
    "new_fact",
    "view_and_play",
    "write_roster",
]

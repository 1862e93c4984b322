"""Who asks for what: the day, what was known, the tree, and the branch that the asker sees."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from common.clock import today
from enrollment.selectors import WATCHERS
from people.models import Role
from people.viewer import Viewer
from targets.network.placing import Placing, get_placing
from territory.errors import UnitNotFound
from territory.structure import Node


@dataclass(frozen=True)
class Question:
    """What is counted: the teams of a day in a scope, as known on a day, in a tree.

    `structure_on` is the day on which a decided home is looked for where the tree is in doubt.
    """

    as_of: date
    known_on: date
    structure_on: date
    placing: Placing
    scope: frozenset[int] | None


def ask(
    as_of: date,
    *,
    structure_on: date | None = None,
    known_on: date | None = None,
    visible_to: Viewer,
    roles: Sequence[Role] = WATCHERS,
) -> Question:
    """The question with what was not said filled in. Raises RoleRequired."""
    visible_to.require(*roles)
    structure_on, known_on = structure_on or as_of, known_on or today()
    scope = visible_to.scope(*roles)
    return Question(as_of, known_on, structure_on, get_placing(structure_on), scope)


def list_open(asked: Question) -> Collection[int]:
    """The units of the tree in which the asker sees something: the branch, and what it is in."""
    placing, scope = asked.placing, asked.scope
    nodes = placing.structure.nodes
    if scope is None:
        return nodes.keys()
    return {above for one in scope if one in nodes for above in placing.paths[one]}


def find_place(asked: Question, uuid: UUID | str) -> Node:
    """Raises UnitNotFound."""
    wanted, seen = str(uuid), list_open(asked)
    for node in asked.placing.structure.nodes.values():
        if node.uuid == wanted and node.id in seen:
            return node
    raise UnitNotFound(_("This administrative unit is not here."))

"""Rosters as they arrive: the file, each of its lines, and what became of each."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.models import LIVE_FILES, FileState, ReceivedFile
from people.models.persons import Employment, Person
from people.models.teams import Membership, Team


class RosterKind(models.TextChoices):
    PEOPLE = "people", _("People")
    EMPLOYMENTS = "employments", _("People and where they work")
    TEAMS = "teams", _("Teams")
    MEMBERSHIPS = "memberships", _("Teams and their members")


RosterState = FileState


class Roster(ReceivedFile):
    """One file, to be read into rows of one kind. `layout` says how it was understood."""

    kind = models.CharField(max_length=12, choices=RosterKind.choices)
    on = models.DateField(help_text="the day on which names of places are read")
    layout = models.JSONField(default=dict)
    line_count = models.PositiveIntegerField(default=0)
    written_count = models.PositiveIntegerField(default=0)
    unchanged_count = models.PositiveIntegerField(default=0)
    refused_count = models.PositiveIntegerField(default=0)
    skipped_count = models.PositiveIntegerField(
        default=0, help_text="totals, repeated headings and remarks, which are no rows"
    )

    class Meta:
        constraints = [
            # Stops one file from being imported twice at a time by two tabs or two people.
            models.UniqueConstraint(
                fields=["kind", "file_hash"],
                condition=Q(state__in=LIVE_FILES),
                name="people_roster_one_at_a_time",
                violation_error_message=_("This file is being imported already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.file_name}"


def _origin_of(model: type[models.Model]) -> Any:
    """A row that a line wrote or met."""
    return models.ForeignKey(model, models.SET_NULL, null=True, related_name="+", db_index=False)


class LineState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    WRITTEN = "written", _("Written")
    UNCHANGED = "unchanged", _("Stood already")
    REFUSED = "refused", _("Refused")
    SKIPPED = "skipped", _("Not a row of the list")


class RosterLine(models.Model):
    """A line of a roster as it was sent, and the rows that it wrote or met: their origin."""

    roster = models.ForeignKey(Roster, models.CASCADE, related_name="lines")
    line = models.PositiveIntegerField(help_text="as the sender sees it, from 1")
    cells = models.JSONField()
    state = models.CharField(max_length=10, choices=LineState.choices, default=LineState.WAITING)
    problem = models.TextField(blank=True)
    person = _origin_of(Person)
    employment = _origin_of(Employment)
    team = _origin_of(Team)
    membership = _origin_of(Membership)

    class Meta:
        indexes = [
            # Whence a row came; lines that wait are in none of these, so that staging is quick.
            models.Index(
                fields=[name],
                condition=Q(**{f"{name}__isnull": False}),
                name=f"people_rosterline_{name}",
            )
            for name in ("person", "employment", "team", "membership")
        ] + [
            models.Index(
                fields=["roster", "line"],
                condition=Q(state__in=["refused", "skipped"]),
                name="people_rosterline_left_out",
            )
        ]
        constraints = [
            # Stops a resumed reading from taking a line twice.
            models.UniqueConstraint(fields=["roster", "line"], name="people_rosterline_once")
        ]

    def __str__(self) -> str:
        return f"{self.roster_id}:{self.line}"

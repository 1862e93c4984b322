"""Rosters as they arrive: the file, each of its lines, and what became of each."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models.persons import Employment, Person
from people.models.teams import Membership, Team


class RosterKind(models.TextChoices):
    PEOPLE = "people", _("People")
    EMPLOYMENTS = "employments", _("People and where they work")
    TEAMS = "teams", _("Teams")
    MEMBERSHIPS = "memberships", _("Teams and their members")


class RosterState(models.TextChoices):
    """A roster is read, shown, then written; it ends in one of the last three."""

    READING = "reading", _("Being read")
    READY = "ready", _("Ready to be checked")
    WRITING = "writing", _("Being written")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")
    REFUSED = "refused", _("Refused")


LIVE = (RosterState.READING, RosterState.READY, RosterState.WRITING)


class Roster(models.Model):
    """One file, to be read into rows of one kind. `layout` says how it was understood."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=12, choices=RosterKind.choices)
    file_name = models.CharField(max_length=200)
    file_hash = models.CharField(max_length=64, help_text="SHA-256 of the file")
    file_key = models.CharField(max_length=200, help_text="where the file is stored")
    size_bytes = models.PositiveBigIntegerField()
    state = models.CharField(
        max_length=10, choices=RosterState.choices, default=RosterState.READING
    )
    on = models.DateField(help_text="the day on which names of places are read")
    layout = models.JSONField(default=dict)
    problem = models.TextField(blank=True)
    job = models.OneToOneField("common.Job", models.PROTECT, null=True, related_name="+")
    line_count = models.PositiveIntegerField(default=0)
    written_count = models.PositiveIntegerField(default=0)
    unchanged_count = models.PositiveIntegerField(default=0)
    refused_count = models.PositiveIntegerField(default=0)
    skipped_count = models.PositiveIntegerField(
        default=0, help_text="totals, repeated headings and remarks, which are no rows"
    )
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            # Stops one file from being imported twice at a time by two tabs or two people.
            models.UniqueConstraint(
                fields=["kind", "file_hash"],
                condition=Q(state__in=LIVE),
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

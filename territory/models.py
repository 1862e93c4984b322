"""Administrative units through time: what stood, under which name and parent, from when to when."""

import uuid
from datetime import date

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.db import EQUAL, OVERLAPS

# The tables say nothing of foundings: a unit of before is known from here on.
KNOWN_FROM = date(2000, 1, 1)


class Level(models.TextChoices):
    PROVINCE = "province", _("Province")
    DISTRICT = "district", _("District")
    COMMUNE = "commune", _("Commune")


class Unit(models.Model):
    """One administrative unit from its founding to its end. A code names it only with a date."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    level = models.CharField(max_length=10, choices=Level.choices)
    code = models.CharField(max_length=10)
    valid = DateRangeField(help_text="from inclusive, to exclusive")
    legal_basis = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            # Stops two units from answering to one code on one day.
            ExclusionConstraint(
                name="territory_unit_code_once_a_day",
                expressions=[("level", EQUAL), ("code", EQUAL), ("valid", OVERLAPS)],
                violation_error_message=_("Another unit has this code at that time."),
            ),
            # Stops a unit that never stood, which no day would ever show.
            models.CheckConstraint(
                condition=Q(valid__isempty=False),
                name="territory_unit_has_days",
                violation_error_message=_("A unit stands for at least one day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.code} {self.valid}"


class UnitName(models.Model):
    """How a unit is called, and of which type it is, while `valid`."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="names")
    name = models.CharField(max_length=120, help_text="with its type: Xã Tân Trào")
    type = models.CharField(max_length=40)
    search_key = models.CharField(max_length=120)
    valid = DateRangeField()

    class Meta:
        indexes = [
            GinIndex(OpClass(F("search_key"), "gin_trgm_ops"), name="territory_unitname_search")
        ]
        constraints = [
            # Stops a unit from having two names on one day.
            ExclusionConstraint(
                name="territory_unitname_one_a_day",
                expressions=[("unit", EQUAL), ("valid", OVERLAPS)],
                violation_error_message=_("This unit has another name at that time."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class UnitParent(models.Model):
    """The unit of a higher level in which a unit lies, while `valid`."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="parents")
    parent = models.ForeignKey(Unit, models.PROTECT, related_name="children")
    valid = DateRangeField()

    class Meta:
        constraints = [
            # Stops a unit from lying in two places, and so from being counted twice.
            ExclusionConstraint(
                name="territory_unitparent_one_a_day",
                expressions=[("unit", EQUAL), ("valid", OVERLAPS)],
                violation_error_message=_("This unit lies in another one at that time."),
            ),
            # Stops a tree without a root, in which a walk upwards never ends.
            models.CheckConstraint(
                condition=~Q(unit=F("parent")),
                name="territory_unitparent_not_itself",
                violation_error_message=_("A unit does not lie in itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} in {self.parent_id}"


class Change(models.Model):
    """What made or ended units: one transaction, with its legal basis and source.

    `document` is what was entered; `effects` names by id the units that it founded, closed,
    renamed and moved, which is what taking it back needs, and those that it only met.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    effective_on = models.DateField()
    kind = models.CharField(max_length=30)
    legal_basis = models.CharField(max_length=200, blank=True)
    source_hash = models.CharField(max_length=64, help_text="SHA-256 of what was entered")
    document = models.JSONField(default=dict)
    effects = models.JSONField(default=dict)
    counts = models.JSONField(default=dict, help_text="opened, closed, renamed, moved, ways")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    undo_reason = models.CharField(max_length=300, blank=True)
    undo_stamp = models.BigIntegerField(
        null=True, blank=True, help_text="drawn from the sequence of the ids: never the same twice"
    )

    class Meta:
        constraints = [
            # Stops one file from being entered twice by two people; one taken back may return.
            models.UniqueConstraint(
                fields=["source_hash"],
                condition=Q(undone_at__isnull=True),
                name="territory_change_once",
                violation_error_message=_("This change stands already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.effective_on}"


class SuccessionKind(models.TextChoices):
    """How an old unit passed into a new one."""

    WHOLE = "whole", _("Merged whole")
    UNCHANGED = "unchanged", _("Unchanged")
    RENAME = "rename", _("Renamed")
    RETYPE = "retype", _("Changed type")
    PART = "part", _("Passed in part")
    PART_ALL_PEOPLE = "part_all_people", _("Passed in part, with all the people")


# One of these takes all the people along; a part does not.
WHOLE_WAYS = frozenset(SuccessionKind) - {SuccessionKind.PART}


class Succession(models.Model):
    """A way from an old unit to a new one. Nothing guesses a way that is not here."""

    change = models.ForeignKey(Change, models.CASCADE, related_name="successions")
    old = models.ForeignKey(Unit, models.CASCADE, related_name="successions")
    new = models.ForeignKey(Unit, models.CASCADE, related_name="predecessions")
    kind = models.CharField(max_length=20, choices=SuccessionKind.choices)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            # Stops one way from being walked twice when head counts are carried over.
            models.UniqueConstraint(
                fields=["old", "new"],
                name="territory_succession_once",
                violation_error_message=_("This way stands already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.old_id} → {self.new_id} {self.kind}"

"""Community digital teams: where each has its home, and who is in it, from when to when.

Homes and memberships carry two times: `valid`, when it was so, and the span from `recorded_at` to
`superseded_at`, when we held it to be so. A correction supersedes a row and adds another; nothing
else is ever changed in one. So a report as known on a day needs no other history.
"""

import uuid

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from common.db import EQUAL, OVERLAPS
from common.text import VIETNAMESE_CAPITALS
from people.models.persons import Person

# With the letters of the highland languages; a database's own lower() may know only A to Z.
CAPITALS = f"{VIETNAMESE_CAPITALS}ÇČĔĬÑŎŬɃ"
KNOWN = Q(superseded_at__isnull=True)


class TeamLevel(models.TextChoices):
    COMMUNE = "commune", _("Commune-level team")
    VILLAGE = "village", _("Village-level team")


class Team(models.Model):
    """A community digital team from its founding to its end. Its place is in `homes`."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    level = models.CharField(max_length=10, choices=TeamLevel.choices)
    founding_unit = models.ForeignKey("territory.Unit", models.PROTECT, related_name="+")
    residential_unit = models.CharField(
        max_length=120, blank=True, help_text="the village; empty for a commune-level team"
    )
    search_key = models.CharField(max_length=120, blank=True)
    # Small letters with their accents: Thôn Hòa and Thôn Hoa are two villages of one commune.
    village_key = models.GeneratedField(
        expression=Func(
            F("residential_unit"),
            Value(CAPITALS),
            Value(CAPITALS.lower()),
            function="translate",
        ),
        output_field=models.CharField(max_length=120),
        db_persist=True,
    )
    decision_number = models.CharField(max_length=60, blank=True)
    founded_on = models.DateField()
    dissolved_on = models.DateField(null=True, blank=True, help_text="the first day without it")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        indexes = [
            GinIndex(OpClass(F("search_key"), "gin_trgm_ops"), name="people_team_search"),
            models.Index(fields=["id"], include=["level"], name="people_team_levels"),
        ]
        constraints = [
            # Stops one village's team from being founded twice by two lists, or one list twice.
            models.UniqueConstraint(
                fields=["founding_unit", "level", "village_key"],
                condition=Q(dissolved_on__isnull=True),
                name="people_team_once",
                violation_error_message=_("This team stands already."),
            ),
            models.CheckConstraint(
                condition=Q(dissolved_on__isnull=True) | Q(dissolved_on__gt=F("founded_on")),
                name="people_team_ends_after_founding",
                violation_error_message=_("A team is dissolved after it was founded."),
            ),
            models.CheckConstraint(
                condition=Q(level=TeamLevel.VILLAGE) ^ Q(search_key=""),
                name="people_team_village_is_named",
                violation_error_message=_("A village-level team names its village."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.residential_unit} {self.founding_unit_id}"


class TeamHome(models.Model):
    """Where a team is while `valid`: a commune-level unit, or none where nobody has decided.

    Without a unit it is “chưa phân bổ”, and `formerly` is the unit that ended under it.
    """

    # Looked up by the index people_teamhome_places.
    team = models.ForeignKey(Team, models.CASCADE, related_name="homes", db_index=False)
    unit = models.ForeignKey(
        "territory.Unit", models.PROTECT, null=True, blank=True, related_name="+"
    )
    formerly = models.ForeignKey(
        "territory.Unit", models.PROTECT, null=True, blank=True, related_name="+"
    )
    valid = DateRangeField()
    change = models.ForeignKey(
        "territory.Change", models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            # All that a report reads of a home: it passes over the index alone.
            models.Index(
                fields=["team"],
                include=["unit", "formerly", "valid", "recorded_at", "superseded_at"],
                name="people_teamhome_places",
            ),
            models.Index(
                fields=["unit"], condition=KNOWN, name="people_teamhome_unit", include=["team"]
            ),
            models.Index(
                fields=["formerly"],
                condition=KNOWN & Q(formerly__isnull=False),
                name="people_teamhome_formerly",
            ),
        ]
        constraints = [
            # Stops a team from having two homes on a day, and so from being counted twice.
            ExclusionConstraint(
                name="people_teamhome_one_a_day",
                expressions=[("team", EQUAL), ("valid", OVERLAPS)],
                condition=KNOWN,
                violation_error_message=_("This team has another home at that time."),
            ),
            models.CheckConstraint(
                condition=Q(valid__isempty=False), name="people_teamhome_has_days"
            ),
            # Stops a team without a home of which nobody could say where it came from.
            models.CheckConstraint(
                condition=Q(unit__isnull=False, formerly__isnull=True)
                | Q(unit__isnull=True, formerly__isnull=False),
                name="people_teamhome_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team_id} at {self.unit_id or 'nowhere'} {self.valid}"


class TeamRole(models.TextChoices):
    LEADER = "team_leader", _("Team leader")
    DEPUTY = "deputy_team_leader", _("Deputy team leader")
    MEMBER = "team_member", _("Team member")


class Membership(models.Model):
    """A person in a team, in a role, while `valid`. A person may be in two teams."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Looked up by the indexes people_membership_teams and people_membership_persons.
    team = models.ForeignKey(Team, models.CASCADE, related_name="memberships", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships", db_index=False)
    role = models.CharField(max_length=20, choices=TeamRole.choices, default=TeamRole.MEMBER)
    valid = DateRangeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            # All that a report reads of a membership, in both orders: it passes over them alone.
            models.Index(
                fields=["team"],
                include=["valid", "recorded_at", "superseded_at"],
                name="people_membership_teams",
            ),
            models.Index(
                fields=["person"],
                include=["team", "valid", "recorded_at", "superseded_at"],
                name="people_membership_persons",
            ),
        ]
        constraints = [
            # Stops a person from being in one team twice on a day.
            ExclusionConstraint(
                name="people_membership_once_a_day",
                expressions=[("team", EQUAL), ("person", EQUAL), ("valid", OVERLAPS)],
                condition=KNOWN,
                violation_error_message=_("This person is in that team at that time already."),
            ),
            # Stops two lists from giving a team two leaders on a day.
            ExclusionConstraint(
                name="people_membership_one_leader",
                expressions=[("team", EQUAL), ("valid", OVERLAPS)],
                condition=KNOWN & Q(role=TeamRole.LEADER),
                violation_error_message=_("This team has another leader at that time."),
            ),
            models.CheckConstraint(
                condition=Q(valid__isempty=False), name="people_membership_has_days"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} of {self.team_id} {self.valid}"

"""Metrics as versioned definitions, and the targets set on them."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class UnitOfCount(models.TextChoices):
    """Occurrences and persons are never mixed."""

    OCCURRENCES = "occurrences", _("occurrences")
    PERSONS = "persons", _("persons")


class Metric(models.Model):
    """What is counted. A change of definition is a new version; rows are never updated (trigger).

    `definition`: {"fact": "completion", "categories": [...], "courses": [slug...] or [],
    "modes": [...] or []}.
    """

    code = models.SlugField(max_length=60)
    version = models.PositiveIntegerField(default=1)
    title = models.CharField(max_length=200)
    description = models.TextField()
    definition = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="targets_metric_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"


class Bound(models.TextChoices):
    EXACT = "exact", _("exactly")
    AT_LEAST = "at_least", _("at least")


class Target(models.Model):
    """A value to be reached: which metric, counted how, where, when, by whose decision."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    metric = models.ForeignKey(Metric, models.PROTECT, related_name="targets")
    unit_of_count = models.CharField(max_length=12, choices=UnitOfCount.choices)
    branch = models.ForeignKey(
        "territory.Unit", models.PROTECT, null=True, blank=True, related_name="+"
    )
    period = DateRangeField()
    value = models.PositiveIntegerField()
    bound = models.CharField(max_length=10, choices=Bound.choices, default=Bound.AT_LEAST)
    decision_number = models.CharField(max_length=60, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(value__gt=0),
                name="targets_target_value_positive",
                violation_error_message=_("A target is above zero."),
            ),
            models.CheckConstraint(
                condition=Q(period__isempty=False), name="targets_target_has_days"
            ),
        ]

    def __str__(self) -> str:
        return self.code

"""Banks and their categories; who may use a bank, and who may change what is in it."""

import uuid

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.db import EQUAL, OVERLAPS


class BankAccess(models.TextChoices):
    """What a bank is open for, to someone or to all authors."""

    NONE = "none", _("Nothing")
    USE = "use", _("Use its questions")
    EDIT = "edit", _("Use and change its questions")


class Bank(models.Model):
    """Questions that are kept together. The bank of a course names the course by its slug.

    The slug is part of the name of every version in the bank and never changes.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    course_slug = models.SlugField(max_length=80, unique=True, null=True, blank=True)
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    authors_may = models.CharField(
        max_length=5, choices=BankAccess.choices, default=BankAccess.NONE
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title


class BankGrant(models.Model):
    """An author may use or edit the bank while `valid`."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    bank = models.ForeignKey(Bank, models.CASCADE, related_name="grants")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    access = models.CharField(max_length=5, choices=BankAccess.choices)
    valid = DateRangeField()
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            # Stops a bank from being shared with one author twice, so that ending it ends it.
            ExclusionConstraint(
                name="questions_bankgrant_once_a_day",
                expressions=[("bank", EQUAL), ("account", EQUAL), ("valid", OVERLAPS)],
                violation_error_message=_("The bank is shared with this author already."),
            ),
            models.CheckConstraint(
                condition=Q(valid__isempty=False), name="questions_bankgrant_has_days"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bank_id} {self.access} to {self.account_id} {self.valid}"


class Category(models.Model):
    """A drawer of a bank, in another drawer or at the top. That both are of one bank is a key."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    bank = models.ForeignKey(Bank, models.CASCADE, related_name="categories")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200, help_text="small letters, with accents")

    class Meta:
        constraints = [
            # Stops two imports from making one category twice, also at the top.
            models.UniqueConstraint(
                fields=["bank", "parent", "name_key"],
                nulls_distinct=False,
                name="questions_category_once",
                violation_error_message=_("A category of this name stands there already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

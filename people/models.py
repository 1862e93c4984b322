"""Persons, the accounts they sign in with, where they work, and what they may do."""

import uuid
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from common.db import EQUAL, OVERLAPS


class Category(models.TextChoices):
    """What a person is to the state; the first three together are state personnel."""

    CADRE = "cadre", _("Cadre")
    CIVIL_SERVANT = "civil_servant", _("Civil servant")
    PUBLIC_EMPLOYEE = "public_employee", _("Public employee")
    PART_TIME_COMMUNE_WORKER = "part_time_commune_worker", _("Part-time commune worker")
    CITIZEN = "citizen", _("Citizen")


STATE_PERSONNEL = (Category.CADRE, Category.CIVIL_SERVANT, Category.PUBLIC_EMPLOYEE)


class BirthPrecision(models.TextChoices):
    DAY = "day", _("Day")
    YEAR = "year", _("Year")


class Person(models.Model):
    """A human being, with or without an account. The parts of `full_name` are derived."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    full_name = models.CharField(max_length=120)
    family_name = models.CharField(max_length=60, blank=True)
    middle_name = models.CharField(max_length=60, blank=True)
    given_name = models.CharField(max_length=60, blank=True)
    search_key = models.CharField(max_length=120)
    sort_key = models.CharField(max_length=400, db_collation="C")
    birth_on = models.DateField(null=True, blank=True)
    birth_precision = models.CharField(
        max_length=4, choices=BirthPrecision.choices, default=BirthPrecision.DAY
    )
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            GinIndex(OpClass(F("search_key"), "gin_trgm_ops"), name="people_person_search"),
            models.Index(fields=["sort_key", "id"], name="people_person_order"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(full_name=""),
                name="people_person_has_name",
                violation_error_message=_("A person has a name."),
            )
        ]

    def __str__(self) -> str:
        return self.full_name


class Phone(models.Model):
    """A number that reaches a person. Households share one, and one person may have two."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="phones")
    number = models.CharField(max_length=16, db_index=True, help_text="E.164, such as +84912345678")
    verified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            # Stops the same number from being noted twice for one person by a repeated import.
            models.UniqueConstraint(
                fields=["person", "number"], name="people_phone_once_per_person"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class AccountManager(BaseUserManager["Account"]):
    """Creation goes through `people.services`; this serves Django's own sign-in."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(sign_in=username)


class Account(AbstractBaseUser):
    """A way to sign in. `sign_in` is an E.164 phone number or an e-mail address in lower case."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sign_in = models.CharField(max_length=254, unique=True)
    language = models.CharField(max_length=5, default="vi")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    persons = models.ManyToManyField(Person, through="AccountPerson", related_name="accounts")

    objects = AccountManager()

    USERNAME_FIELD = "sign_in"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.sign_in


class AccountPerson(models.Model):
    """A person that an account may act as; one of them is the default."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="links")
    person = models.ForeignKey(Person, models.PROTECT, related_name="links")
    is_default = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "person"], name="people_accountperson_once"),
            # Stops two requests from each choosing another default person for one account.
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(is_default=True),
                name="people_accountperson_one_default",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} → {self.person_id}"


class Employment(models.Model):
    """Where a person works, as what, from when (inclusive) to when (exclusive)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="employments")
    unit = models.ForeignKey("territory.Unit", models.PROTECT, related_name="+")
    employer = models.CharField(max_length=200, blank=True)
    category = models.CharField(max_length=30, choices=Category.choices)
    position = models.CharField(max_length=120, blank=True)
    valid = DateRangeField()

    class Meta:
        constraints = [
            # Stops one person from holding the same place twice at a time, as repeated imports try.
            ExclusionConstraint(
                name="people_employment_no_overlap",
                expressions=[("person", EQUAL), ("unit", EQUAL), ("valid", OVERLAPS)],
                violation_error_message=_("This person already works there at that time."),
            ),
            models.CheckConstraint(
                condition=Q(valid__isempty=False), name="people_employment_has_days"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.category} {self.valid}"


class Role(models.TextChoices):
    """What an account may do beyond learning, which everyone may."""

    INSTRUCTOR = "instructor", _("Instructor")
    TRAINING_MANAGER = "training_manager", _("Training manager")
    AUTHOR = "author", _("Author")
    CERTIFICATE_OFFICER = "certificate_officer", _("Certificate officer")
    ADMINISTRATOR = "administrator", _("Administrator")


class Grant(models.Model):
    """A role of an account for a branch of the territory; no branch means the whole country."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="grants")
    role = models.CharField(max_length=30, choices=Role.choices)
    branch = models.ForeignKey(
        "territory.Unit", models.PROTECT, null=True, blank=True, related_name="+"
    )
    # A null compares as unknown, so the constraint reads the branch as this number instead.
    branch_key = models.GeneratedField(
        expression=Coalesce(F("branch_id"), 0),
        output_field=models.BigIntegerField(),
        db_persist=True,
    )
    valid = DateRangeField()
    granted_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            # Stops the same role from being granted twice, so that ending it ends it.
            ExclusionConstraint(
                name="people_grant_no_overlap",
                expressions=[
                    ("account", EQUAL),
                    ("role", EQUAL),
                    ("branch_key", EQUAL),
                    ("valid", OVERLAPS),
                ],
                violation_error_message=_("This account already holds that role there."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.role} {self.branch_id or 'VN'} {self.valid}"

"""Persons, how they are reached, where they work, and which of them are one."""

import uuid

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q
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


class Gender(models.TextChoices):
    FEMALE = "female", _("Female")
    MALE = "male", _("Male")


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
    gender = models.CharField(max_length=6, choices=Gender.choices, blank=True)
    # Looked up by a keyed hash, read back by few: `people.citizen_id` makes and opens both.
    citizen_id_hash = models.CharField(max_length=64, blank=True)
    citizen_id_sealed = models.BinaryField(default=bytes, blank=True)
    # The person of whom this row is a second entry; always one that is merged into nobody.
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_persons"
    )
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            # The names are searched by the indexes people_person_word_1 to _5, of a migration.
            models.Index(fields=["search_key", "birth_on"], name="people_person_name_birth"),
            models.Index(fields=["sort_key", "id"], name="people_person_order"),
        ]
        constraints = [
            # Stops two live persons from having one citizen number, whoever enters them at once.
            models.UniqueConstraint(
                fields=["citizen_id_hash"],
                condition=~Q(citizen_id_hash="") & Q(merged_into__isnull=True),
                name="people_person_citizen_id_once",
                violation_error_message=_("Another person has this citizen number."),
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="people_person_not_into_itself",
            ),
            models.CheckConstraint(
                condition=~Q(full_name=""),
                name="people_person_has_name",
                violation_error_message=_("A person has a name."),
            ),
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


class Employment(models.Model):
    """Where a person works, as what, from when (inclusive) to when (exclusive)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Both are led to by people_employment_of_person and _of_unit, of a migration.
    person = models.ForeignKey(Person, models.CASCADE, related_name="employments", db_index=False)
    unit = models.ForeignKey("territory.Unit", models.PROTECT, related_name="+", db_index=False)
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


class PersonMerge(models.Model):
    """Two rows that are one human being. Nothing moves: a pointer is set, or taken back.

    `merged` points to `kept`, and so does everybody who pointed to `merged` (`repointed`, ids).
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kept = models.ForeignKey(Person, models.PROTECT, related_name="+")
    merged = models.ForeignKey(Person, models.PROTECT, related_name="merges")
    repointed = models.JSONField(default=list)
    reasons = models.JSONField(default=list, help_text="codes of the rules that held")
    merged_at = models.DateTimeField()
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            # Stops two officers from merging one person into two others.
            models.UniqueConstraint(
                fields=["merged"],
                condition=Q(undone_at__isnull=True),
                name="people_personmerge_once",
                violation_error_message=_("This person is merged already."),
            ),
            models.CheckConstraint(
                condition=~Q(kept=F("merged")), name="people_personmerge_two_persons"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.merged_id} → {self.kept_id}"


class DuplicateVerdict(models.TextChoices):
    OPEN = "open", _("To be reviewed")
    SAME = "same", _("One person")
    DIFFERENT = "different", _("Two persons")


class Duplicate(models.Model):
    """Two persons who may be one, why, and what somebody decided. A pair stands once."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    first = models.ForeignKey(Person, models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, models.CASCADE, related_name="+")
    reasons = models.JSONField(help_text="codes of the rules that hold, the strongest first")
    weight = models.PositiveSmallIntegerField(help_text="0 to 100, the sum of its rules")
    verdict = models.CharField(
        max_length=10, choices=DuplicateVerdict.choices, default=DuplicateVerdict.OPEN
    )
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        indexes = [
            models.Index(fields=["verdict", "-weight", "id"], name="people_duplicate_review")
        ]
        constraints = [
            # Stops a pair from standing twice, once in each order.
            models.UniqueConstraint(fields=["first", "second"], name="people_duplicate_once"),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="people_duplicate_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} = {self.second_id}?"

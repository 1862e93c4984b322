"""The accounts that persons sign in with, and what each may do."""

import uuid
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from common.db import EQUAL, OVERLAPS
from people.models.persons import Person


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

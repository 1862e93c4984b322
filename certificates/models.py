"""Issuers, the gap-free register, and certificates frozen as statements."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

ACCOUNT = settings.AUTH_USER_MODEL


class Issuer(models.Model):
    """A body that issues certificates, as its name stands on paper."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    parent_name = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=200)
    place = models.CharField(max_length=80, help_text="before the date: Hà Nội")
    serial_suffix = models.CharField(max_length=40, help_text="after number and year: GCN-HS")

    def __str__(self) -> str:
        return self.name


class Signatory(models.Model):
    """Who signs for an issuer, in which capacity, from when to when."""

    issuer = models.ForeignKey(Issuer, models.PROTECT, related_name="signatories")
    capacity = models.CharField(max_length=80, blank=True, help_text="TM., KT., TL., TUQ. …")
    post = models.CharField(max_length=120)
    name = models.CharField(max_length=120)
    valid = DateRangeField()

    def __str__(self) -> str:
        return f"{self.capacity} {self.post} {self.name}".strip()


class CertificateKind(models.TextChoices):
    COMPLETION = "completion", _("Certificate of completion")


class CertificateRule(models.Model):
    """A run whose completions are certified by themselves: by whom, on which design."""

    run = models.OneToOneField("enrollment.Run", models.PROTECT, related_name="certificate_rule")
    issuer = models.ForeignKey(Issuer, models.PROTECT, related_name="+")
    kind = models.CharField(
        max_length=20, choices=CertificateKind.choices, default=CertificateKind.COMPLETION
    )
    design = models.CharField(max_length=60, default="completion/1")

    def __str__(self) -> str:
        return f"{self.run_id} by {self.issuer_id}"


class Register(models.Model):
    """The book of one issuer, kind and year. Its row lock gives out numbers one by one."""

    issuer = models.ForeignKey(Issuer, models.PROTECT, related_name="registers")
    kind = models.CharField(max_length=20, choices=CertificateKind.choices)
    year = models.PositiveSmallIntegerField()
    next_number = models.PositiveIntegerField(default=1)
    last_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            # Stops two books, and so two number ones, for one issuer and year.
            models.UniqueConstraint(
                fields=["issuer", "kind", "year"], name="certificates_register_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.issuer_id} {self.kind} {self.year}"


class CertificateState(models.TextChoices):
    """Follows from the entries of the register; kept here for the constraint below."""

    VALID = "valid", _("Valid")
    REVOKED = "revoked", _("Revoked")


class Certificate(models.Model):
    """What was certified. `statement` is frozen (trigger): the PDF is derived from it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=16, unique=True)
    completion = models.ForeignKey(
        "enrollment.Completion", models.PROTECT, related_name="certificates"
    )
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="certificates")
    issuer = models.ForeignKey(Issuer, models.PROTECT, related_name="+")
    design = models.CharField(max_length=60)
    statement = models.JSONField()
    statement_hash = models.CharField(max_length=64)
    state = models.CharField(
        max_length=10, choices=CertificateState.choices, default=CertificateState.VALID
    )
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [
            # Stops two workers, or a repeated task, from certifying one completion twice.
            models.UniqueConstraint(
                fields=["completion"],
                condition=~Q(state="revoked"),
                name="certificates_certificate_one_live",
                violation_error_message=_("This completion is already certified."),
            )
        ]

    def __str__(self) -> str:
        return self.code


class EntryKind(models.TextChoices):
    ISSUE = "issue", _("Issue")
    REVOKE = "revoke", _("Revoke")


class RegisterEntry(models.Model):
    """A line of the book. Append-only (trigger), chained to the line before by its hash."""

    register = models.ForeignKey(Register, models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=EntryKind.choices)
    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="entries")
    refers_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    statement_hash = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64, blank=True)
    entry_hash = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(ACCOUNT, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["register_id", "number"]
        constraints = [
            # Stops two entries under one number, whatever the lock has missed.
            models.UniqueConstraint(
                fields=["register", "number"], name="certificates_registerentry_number_once"
            ),
            models.CheckConstraint(
                condition=Q(kind="issue", refers_to__isnull=True)
                | Q(refers_to__isnull=False) & ~Q(kind="issue"),
                name="certificates_registerentry_refers_back",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.register_id}/{self.number}"


class DueCertificate(models.Model):
    """A completion that will be certified: the promise is this row, the queue is only the bell."""

    completion = models.OneToOneField(
        "enrollment.Completion", models.PROTECT, related_name="due_certificate"
    )
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    try_count = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField()
    last_problem = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(done_at__isnull=True),
                name="certificates_due_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"due for {self.completion_id}"


class CertificateFile(models.Model):
    """A rendered PDF in storage, named by its content. Derived: it can be made again."""

    certificate = models.OneToOneField(Certificate, models.CASCADE, related_name="file")
    key = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveIntegerField()
    rendered_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key

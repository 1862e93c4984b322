"""The audit log, append-only; jobs, long work done step by step; files that jobs read."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """One act that changed something. Rows are never changed or removed (trigger)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    act = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["subject", "at"], name="common_audit_subject")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.act} {self.subject}"


class JobState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class Job(models.Model):
    """Long work, done step by step: each step is a transaction that also moves `cursor` on.

    A worker that dies loses the step it was in and nothing else; who comes next goes on there.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    cursor = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.WAITING)
    done_count = models.PositiveIntegerField(default=0)
    total_count = models.PositiveIntegerField(null=True, blank=True)
    problem = models.TextField(blank=True)
    failure_count = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    started_at = models.DateTimeField(null=True, blank=True)
    moved_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    cancel_asked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["id"],
                condition=models.Q(state__in=[JobState.WAITING, JobState.RUNNING]),
                name="common_job_unfinished",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state} {self.done_count}/{self.total_count}"


class FileState(models.TextChoices):
    """A file is read, shown, then written; it ends in one of the last three."""

    READING = "reading", _("Being read")
    READY = "ready", _("Ready to be checked")
    WRITING = "writing", _("Being written")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")
    REFUSED = "refused", _("Refused")


LIVE_FILES = (FileState.READING, FileState.READY, FileState.WRITING)


class ReceivedFile(models.Model):
    """A file on its way in: kept as it was sent, then read and written by jobs."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file_name = models.CharField(max_length=200)
    file_hash = models.CharField(max_length=64, help_text="SHA-256 of the file")
    file_key = models.CharField(max_length=200, help_text="where the file is stored")
    size_bytes = models.PositiveBigIntegerField()
    state = models.CharField(max_length=10, choices=FileState.choices, default=FileState.READING)
    problem = models.TextField(blank=True)
    job = models.OneToOneField(Job, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        abstract = True

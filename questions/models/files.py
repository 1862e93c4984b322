"""Files of questions on their way in, line by line, and on their way out."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.models import LIVE_FILES, FileState, ReceivedFile
from questions.models.banks import Bank, Category

ImportState = FileState


class SameKey(models.TextChoices):
    """What becomes of a question whose key stands already with another content."""

    VERSION = "version", _("It becomes a new version of that question")
    SKIP = "skip", _("It is left out")


class QuestionImport(ReceivedFile):
    """One file, to be read into a bank."""

    bank = models.ForeignKey(Bank, models.PROTECT, related_name="imports")
    category = models.ForeignKey(
        Category, models.SET_NULL, null=True, related_name="+", help_text="what the file goes into"
    )
    format = models.CharField(max_length=20, blank=True, help_text="one of questions.formats")
    same_key = models.CharField(max_length=10, choices=SameKey.choices, default=SameKey.VERSION)

    class Meta:
        constraints = [
            # Stops one file from being imported twice at a time by two tabs or two people.
            models.UniqueConstraint(
                fields=["bank", "file_hash"],
                condition=Q(state__in=LIVE_FILES),
                name="questions_questionimport_one_at_a_time",
                violation_error_message=_("This file is being imported already."),
            )
        ]

    def __str__(self) -> str:
        return self.file_name


class LineState(models.TextChoices):
    """What became of a question of a file."""

    WAITING = "waiting", _("Waiting")
    NEW = "new", _("New question")
    VERSION = "version", _("New version")
    UNCHANGED = "unchanged", _("Stands already")
    SKIPPED = "skipped", _("Left out: its key stands with another content")
    PROBLEM = "problem", _("Cannot be brought")


class ImportLine(models.Model):
    """A question of a file as it was read, or why it was not, and what became of it."""

    batch = models.ForeignKey(QuestionImport, models.CASCADE, related_name="lines", db_index=False)
    place = models.PositiveIntegerField(help_text="its place in the file, from 1")
    line = models.PositiveIntegerField(help_text="as the sender sees it, from 1")
    key = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=30, blank=True)
    title = models.CharField(max_length=200)
    category = ArrayField(models.TextField(), default=list)
    content = models.JSONField(null=True)
    content_hash = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=LineState.choices, default=LineState.WAITING)
    problem = models.TextField(blank=True)

    class Meta:
        constraints = [
            # Stops a repeated reading from taking a question twice.
            models.UniqueConstraint(fields=["batch", "place"], name="questions_importline_once")
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.line}"

    @property
    def said(self) -> dict[str, Any]:
        """The content that was read, with its tags; nothing where it could not be read."""
        return self.content or {}


class QuestionExport(models.Model):
    """A file of questions that was asked for, and what it does not hold."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    bank = models.ForeignKey(Bank, models.PROTECT, related_name="exports")
    category = models.ForeignKey(Category, models.SET_NULL, null=True, related_name="+")
    chosen = ArrayField(models.UUIDField(), default=list, help_text="questions; empty for all")
    format = models.CharField(max_length=20, help_text="one of questions.formats")
    file_key = models.CharField(max_length=200, blank=True, help_text="empty until it is written")
    written_count = models.PositiveIntegerField(default=0)
    left_out = models.JSONField(default=list, help_text="[key, title, reason] of each left out")
    job = models.OneToOneField("common.Job", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.bank_id} as {self.format}"

"""Questions through their versions. A version is named by its content; editions name versions."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from questions.models.banks import Bank, Category


class QuestionState(models.TextChoices):
    LIVE = "live", _("In use")
    RETIRED = "retired", _("Retired")


class Question(models.Model):
    """One question of a bank through its versions; `current` is what it says now.

    Category, tags and state say where it belongs and are no part of what it says.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    bank = models.ForeignKey(Bank, models.PROTECT, related_name="questions", db_index=False)
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="questions"
    )
    key = models.SlugField(max_length=80, db_index=False)
    state = models.CharField(
        max_length=10, choices=QuestionState.choices, default=QuestionState.LIVE
    )
    tags = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    # Deferred, so that a question and its first version are written in either order.
    current = models.ForeignKey(
        "QuestionVersion", models.PROTECT, null=True, related_name="+", db_index=False
    )
    search_key = models.CharField(max_length=1000, help_text="its words without accents")
    accent_key = models.CharField(max_length=1000, help_text="its words with accents")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        indexes = [
            models.Index(fields=["bank", "id"], name="questions_question_bank"),
            GinIndex(OpClass(F("search_key"), "gin_trgm_ops"), name="questions_question_search"),
            GinIndex(fields=["tags"], name="questions_question_tags"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["bank", "key"], name="questions_question_once_per_bank")
        ]

    def __str__(self) -> str:
        return f"{self.bank_id}/{self.key}"


class QuestionVersion(models.Model):
    """What a question says, frozen. Never updated (trigger); removed only while nothing uses it."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=30, help_text="one of questions.kinds")
    content = models.JSONField()
    content_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["question", "number"], name="questions_questionversion_number_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.question_id} v{self.number}"


class VersionUse(models.Model):
    """A published edition asks this version, which therefore stays. Never updated (trigger)."""

    version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="uses")
    course_slug = models.SlugField(max_length=80)
    title = models.CharField(max_length=200, help_text="of the edition")
    number = models.PositiveIntegerField(help_text="of the edition")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "course_slug", "number"], name="questions_versionuse_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.version_id} in {self.course_slug} #{self.number}"

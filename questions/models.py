"""Question banks. A version is immutable and named by its content; editions name versions."""

import uuid

from django.conf import settings
from django.db import models


class Question(models.Model):
    """One question through its versions. `bank` is the slug of the course or bank it belongs to."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    bank = models.SlugField(max_length=80)
    key = models.SlugField(max_length=80)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bank", "key"], name="questions_question_once_per_bank")
        ]

    def __str__(self) -> str:
        return f"{self.bank}/{self.key}"


class QuestionVersion(models.Model):
    """What a question says, frozen. Never updated (trigger)."""

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

"""The catalogue: courses, their drafts, and the immutable editions that learners see."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class CourseKind(models.TextChoices):
    REFRESHER_TRAINING = "refresher_training", _("Refresher training")
    WORKSHOP_TRAINING = "workshop_training", _("Workshop")
    FORMAL_TRAINING = "formal_training", _("Formal training")


class Course(models.Model):
    """A course in the catalogue. Its title and summary are those of the newest edition."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    kind = models.CharField(max_length=30, choices=CourseKind.choices)
    hours = models.DecimalField(max_digits=5, decimal_places=1)
    search_key = models.CharField(max_length=400)
    current_edition = models.ForeignKey(
        "Edition", models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    def __str__(self) -> str:
        return self.title


class Draft(models.Model):
    """What an author is writing. `lock_version` rises with every save (optimistic lock)."""

    course = models.OneToOneField(Course, models.CASCADE, related_name="draft")
    document = models.JSONField()
    lock_version = models.PositiveIntegerField(default=1)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.course_id} draft {self.lock_version}"


class Edition(models.Model):
    """What learners see and completions refer to. Immutable (trigger), named by its content."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey(Course, models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    content_hash = models.CharField(max_length=64, unique=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course", "number"], name="courses_edition_number_once"
            ),
            # Stops an author from publishing what nobody else has read.
            models.CheckConstraint(
                condition=Q(author__isnull=True) | ~Q(author=F("reviewer")),
                name="courses_edition_second_person",
                violation_error_message=_("A second person publishes an edition."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} #{self.number} {self.content_hash[:8]}"


class Activity(models.Model):
    """An activity of an edition, derived from its document for queries and foreign keys."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="activities")
    key = models.SlugField(max_length=80)
    kind = models.CharField(max_length=30)
    title = models.CharField(max_length=200)
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["edition_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "key"], name="courses_activity_key_once")
        ]

    def __str__(self) -> str:
        return self.key

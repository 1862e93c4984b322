"""What activities keep beside the facts of progress: work handed in, surveys, talk."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Submission(models.Model):
    """Work that a learner handed in, and how a person marked it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrollment = models.ForeignKey("enrollment.Enrollment", models.PROTECT, related_name="+")
    activity_key = models.CharField(max_length=80)
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    files = models.JSONField(default=list, help_text="as in an edition: asset, name, type, size")
    submitted_at = models.DateTimeField()
    marked_at = models.DateTimeField(null=True, blank=True)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    chosen = models.JSONField(default=dict, help_text="level by criterion of the rubric")
    grade = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    comment = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["activity_key", "submitted_at"],
                condition=Q(marked_at__isnull=True),
                name="activities_sub_waiting",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "activity_key", "number"],
                name="activities_submission_number_once",
            ),
            # Stops a double tap from handing in twice what one person will mark once.
            models.UniqueConstraint(
                fields=["enrollment", "activity_key"],
                condition=Q(marked_at__isnull=True),
                name="activities_submission_one_waiting",
                violation_error_message=_("Your work waits to be marked already."),
            ),
            models.CheckConstraint(
                condition=Q(marked_at__isnull=True, grade__isnull=True)
                | Q(marked_at__isnull=False, grade__isnull=False),
                name="activities_submission_graded_when_marked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity_key} #{self.number}"


class SurveyAnswer(models.Model):
    """The answers of one learner. Without a name, nothing here leads back to the learner.

    An anonymous row has no enrollment and only the day, so that times do not tell.
    """

    # No number that rises: the order of the rows would tell as times do.
    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey("enrollment.Run", models.PROTECT, related_name="+")
    enrollment = models.ForeignKey(
        "enrollment.Enrollment", models.PROTECT, null=True, blank=True, related_name="+"
    )
    activity_key = models.CharField(max_length=80)
    answers = models.JSONField()
    answered_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["run", "activity_key"], name="activities_survey_run")]
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "activity_key"],
                condition=Q(enrollment__isnull=False),
                name="activities_surveyanswer_once",
                violation_error_message=_("You have answered already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.activity_key} {self.answered_on}"


class Post(models.Model):
    """What somebody said in a discussion of a run. Hidden, never removed."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    run = models.ForeignKey("enrollment.Run", models.PROTECT, related_name="+")
    activity_key = models.CharField(max_length=80)
    author = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replies"
    )
    text = models.TextField()
    posted_at = models.DateTimeField()
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["run", "activity_key", "-posted_at"],
                condition=Q(parent__isnull=True),
                name="activities_post_thread",
            )
        ]
        constraints = [
            # Stops one tap on a slow line from saying a thing twice.
            models.UniqueConstraint(
                fields=["run", "activity_key", "author", "text", "parent"],
                nulls_distinct=False,
                name="activities_post_once",
                violation_error_message=_("You have said this already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.activity_key} {self.posted_at:%Y-%m-%d}"

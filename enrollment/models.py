"""Runs, enrollments, facts of progress, attempts, sessions, and the completion ledger."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Mod
from django.utils.translation import gettext_lazy as _

from people.models import Category

ACCOUNT = settings.AUTH_USER_MODEL


class Run(models.Model):
    """One holding of a course, on one edition."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField(max_length=40, unique=True)
    course = models.ForeignKey("courses.Course", models.PROTECT, related_name="runs")
    edition = models.ForeignKey("courses.Edition", models.PROTECT, related_name="runs")
    title = models.CharField(max_length=200)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField(null=True, blank=True)
    organiser = models.ForeignKey(
        "territory.Unit", models.PROTECT, null=True, blank=True, related_name="+"
    )
    organiser_name = models.CharField(max_length=200, blank=True)
    decision_number = models.CharField(max_length=60, blank=True)
    capacity = models.PositiveIntegerField(null=True, blank=True)
    is_listed = models.BooleanField(default=True, help_text="shown in the catalogue")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(ACCOUNT, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__isnull=True) | Q(closes_at__gt=F("opens_at")),
                name="enrollment_run_closes_after_opening",
                violation_error_message=_("A run closes after it opens."),
            )
        ]

    def __str__(self) -> str:
        return self.code


class EntryLink(models.Model):
    """A short link that outlives the pages it leads to: `/q/CODE` on a poster or in a message."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=16, unique=True)
    run = models.ForeignKey(Run, models.PROTECT, related_name="entry_links")
    campaign = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(ACCOUNT, models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.code


class Visit(models.Model):
    """One opening of an entry link (lượt truy cập). It says nothing of who opened it."""

    link = models.ForeignKey(EntryLink, models.PROTECT, related_name="visits")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["link", "at"], name="enrollment_visit_link")]

    def __str__(self) -> str:
        return f"{self.link_id} {self.at:%Y-%m-%d %H:%M}"


class EnrollmentState(models.TextChoices):
    ACTIVE = "active", _("Learning")
    LEFT = "left", _("Left")


class EnrollmentSource(models.TextChoices):
    SELF = "self", _("Signed up alone")
    LINK = "link", _("Came by a link")
    LIST = "list", _("Put on a list")
    IN_PERSON = "in_person", _("Came to a class")
    MIGRATION = "migration", _("Brought from an earlier system")


class Enrollment(models.Model):
    """A person in a run. `progress` is the learner's whole state, merged from facts."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="enrollments")
    run = models.ForeignKey(Run, models.PROTECT, related_name="enrollments")
    state = models.CharField(
        max_length=10, choices=EnrollmentState.choices, default=EnrollmentState.ACTIVE
    )
    source = models.CharField(max_length=10, choices=EnrollmentSource.choices)
    entry_link = models.ForeignKey(EntryLink, models.PROTECT, null=True, blank=True)
    enrolled_at = models.DateTimeField()
    progress = models.JSONField(default=dict)
    progress_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            # Stops a double tap on "enroll", or a link and a list, from making two enrollments.
            models.UniqueConstraint(
                fields=["person", "run"],
                name="enrollment_enrollment_once_per_run",
                violation_error_message=_("This person is already in this run."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.run_id}"


class FactKind(models.TextChoices):
    VIEWED = "viewed"
    PLAYED = "played"
    SCORED = "scored"
    ATTENDED = "attended"
    SUBMITTED = "submitted"
    SIGNED = "signed"


class ProgressFact(models.Model):
    """Something that happened, named by whoever saw it happen. Never updated (trigger).

    `value` by kind: viewed {}; played {"intervals": [[from, to], …]} in seconds;
    scored {"grade": "8.5"} of 10; attended {"session": uuid, "hours": "4.0"}; submitted {};
    signed {"skill": key}.
    """

    uuid = models.UUIDField(primary_key=True)
    enrollment = models.ForeignKey(Enrollment, models.PROTECT, related_name="facts")
    activity_key = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=FactKind.choices)
    value = models.JSONField(default=dict)
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    source = models.CharField(max_length=20)

    def __str__(self) -> str:
        return f"{self.activity_key} {self.kind}"


class Attempt(models.Model):
    """One try at a quiz. `questions` are the versions drawn, in the order shown."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrollment = models.ForeignKey(Enrollment, models.PROTECT, related_name="attempts")
    activity_key = models.CharField(max_length=80)
    number = models.PositiveIntegerField()
    questions = models.JSONField()
    responses = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    grade = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    result = models.JSONField(null=True, blank=True)

    class Meta:
        constraints = [
            # Stops two tabs from opening two attempts and choosing the better one.
            models.UniqueConstraint(
                fields=["enrollment", "activity_key"],
                condition=Q(submitted_at__isnull=True),
                name="enrollment_attempt_one_open",
            ),
            models.UniqueConstraint(
                fields=["enrollment", "activity_key", "number"],
                name="enrollment_attempt_number_once",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True, grade__isnull=True)
                | Q(submitted_at__isnull=False, grade__isnull=False),
                name="enrollment_attempt_graded_when_submitted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity_key} try {self.number}"


class Session(models.Model):
    """A class in a room: when, where, by which decision. Its attendance counts as progress."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    run = models.ForeignKey(Run, models.PROTECT, related_name="sessions")
    activity_key = models.CharField(max_length=80)
    held_on = models.DateField()
    place = models.CharField(max_length=200)
    unit = models.ForeignKey("territory.Unit", models.PROTECT, null=True, related_name="+")
    hours = models.DecimalField(max_digits=4, decimal_places=1)
    decision_number = models.CharField(max_length=60, blank=True)
    instructor_name = models.CharField(max_length=120, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(ACCOUNT, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            # Stops a class from being entered twice by a repeated form.
            models.UniqueConstraint(
                fields=["run", "activity_key", "held_on", "place", "decision_number"],
                name="enrollment_session_once",
                violation_error_message=_("This class has already been recorded."),
            ),
            models.CheckConstraint(
                condition=Q(hours__gt=0, hours__lte=24), name="enrollment_session_hours"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.held_on} {self.place}"


class Attendance(models.Model):
    """A person was in the room. The fact of progress refers to the session."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="attendances")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="attendances")
    hours = models.DecimalField(max_digits=4, decimal_places=1)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(ACCOUNT, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"],
                name="enrollment_attendance_once",
                violation_error_message=_("This person is already on the list."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.session_id}"


class Mode(models.TextChoices):
    ONLINE = "online", _("Online")
    IN_PERSON = "in_person", _("In person")
    BLENDED = "blended", _("Blended")


class Completion(models.Model):
    """A row of the ledger: a completion, or the row that cancels one. Append-only (trigger).

    Rows of one enrollment are numbered from 1: odd rows complete, even rows cancel the row
    before, and a trigger refuses a gap. So at most one completion of an enrollment is live,
    whoever writes. `effective_on` is when it was true, `recorded_at` when it was known.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrollment = models.ForeignKey(Enrollment, models.PROTECT, related_name="completions")
    sequence = models.PositiveSmallIntegerField(default=1)
    parity = models.GeneratedField(
        expression=Mod(F("sequence"), 2),
        output_field=models.PositiveSmallIntegerField(),
        db_persist=True,
    )
    cancels = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="cancelled_by"
    )
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="completions")
    course = models.ForeignKey("courses.Course", models.PROTECT, related_name="+")
    run = models.ForeignKey(Run, models.PROTECT, related_name="completions")
    edition = models.ForeignKey("courses.Edition", models.PROTECT, related_name="+")
    mode = models.CharField(max_length=10, choices=Mode.choices)
    effective_on = models.DateField()
    recorded_at = models.DateTimeField()
    unit = models.ForeignKey("territory.Unit", models.PROTECT, null=True, related_name="+")
    category = models.CharField(max_length=30, choices=Category.choices, blank=True)
    evidence = models.JSONField(default=dict)
    recorded_by = models.ForeignKey(ACCOUNT, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(
                fields=["effective_on"],
                include=["person", "unit", "category", "mode", "recorded_at"],
                name="enrollment_completion_day",
            ),
            models.Index(fields=["person"], name="enrollment_completion_person"),
        ]
        constraints = [
            # Stops two workers, or a worker and a manager, from completing an enrollment twice.
            models.UniqueConstraint(
                fields=["enrollment", "sequence"],
                name="enrollment_completion_once",
                violation_error_message=_("This enrollment is already completed."),
            ),
            # Stops a cancelling row that names nothing and a completion that names a row.
            models.CheckConstraint(
                condition=Q(cancels__isnull=True, parity=1) | Q(cancels__isnull=False, parity=0),
                name="enrollment_completion_cancel_is_even",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.mode} {self.effective_on}"

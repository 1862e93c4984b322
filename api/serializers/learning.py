"""Enrollments, facts of progress, attempts."""

from collections.abc import Iterable, Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.runs import CourseRefOutput
from courses.document import get_activity
from courses.selectors import get_document
from enrollment.criteria import CompletionDecision, activity_statuses, decide_completion
from enrollment.models import Attempt, Enrollment
from enrollment.services.progress import MOST_FACTS
from questions.marking import hide_answers
from questions.selectors import get_versions


class EnrollmentInput(serializers.Serializer[Any]):
    run = serializers.CharField(max_length=40, help_text="The run's code.")
    entry_code = serializers.CharField(
        max_length=16, required=False, help_text="The code of the link that was followed."
    )


class EnrolledRunOutput(serializers.Serializer[Any]):
    code = serializers.CharField()
    title = serializers.CharField()
    course = CourseRefOutput()
    closes_at = serializers.DateTimeField(allow_null=True)


class EnrollmentOutput(serializers.Serializer[Any]):
    uuid = serializers.UUIDField()
    run = EnrolledRunOutput()
    source = serializers.CharField()  # type: ignore[assignment]  # a field
    enrolled_at = serializers.DateTimeField()
    progress_at = serializers.DateTimeField(allow_null=True)
    percent = serializers.IntegerField(source="decision.percent", read_only=True)
    complete = serializers.BooleanField(source="decision.complete", read_only=True)

    def to_representation(self, instance: Enrollment) -> dict[str, Any]:
        instance.decision = _decide(instance)  # type: ignore[attr-defined]  # decided once
        return super().to_representation(instance)


def _decide(enrollment: Enrollment) -> CompletionDecision:
    return decide_completion(get_document(enrollment.run.edition_id), enrollment.progress)


class RuleOutput(serializers.Serializer[Any]):
    activity = serializers.CharField()
    rule = serializers.CharField()
    fraction = serializers.CharField(required=False)
    grade = serializers.CharField(required=False)
    hours = serializers.CharField(required=False)


class CompletionRefOutput(serializers.Serializer[Any]):
    uuid = serializers.UUIDField()
    mode = serializers.CharField()
    effective_on = serializers.DateField()
    recorded_at = serializers.DateTimeField()


class CertificateRefOutput(serializers.Serializer[Any]):
    code = serializers.CharField()
    state = serializers.CharField()
    issued_at = serializers.DateTimeField()


@extend_schema_field(RuleOutput(many=True))
class RulesField(serializers.Field[Any, Any, Any, Any]):
    """Rules as the edition's document has them, which is what RuleOutput describes."""

    def to_representation(self, rules: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        return list(rules)


class DecisionOutput(serializers.Serializer[Any]):
    """How far the way to completion is gone; `missing` names what is left of the nearest way."""

    complete = serializers.BooleanField()
    percent = serializers.IntegerField()
    missing = RulesField()


class EnrollmentStateOutput(serializers.Serializer[Any]):
    uuid = serializers.UUIDField(source="enrollment.uuid")
    run = EnrolledRunOutput(source="enrollment.run")
    source = serializers.CharField(  # type: ignore[assignment]  # a field
        source="enrollment.source"
    )
    enrolled_at = serializers.DateTimeField(source="enrollment.enrolled_at")
    progress = serializers.DictField(
        source="enrollment.progress", help_text="What is known of each activity, by its key."
    )
    statuses = serializers.SerializerMethodField(
        help_text="not_started, in_progress or done, by activity key."
    )
    decision = serializers.SerializerMethodField()
    completion = CompletionRefOutput(allow_null=True)
    certificate = CertificateRefOutput(allow_null=True)
    certificate_due = serializers.BooleanField(help_text="Promised, and issued in a moment.")

    def get_statuses(self, state: Mapping[str, Any]) -> dict[str, str]:
        document = get_document(state["enrollment"].run.edition_id)
        return {
            key: status.value
            for key, status in activity_statuses(document, state["enrollment"].progress).items()
        }

    @extend_schema_field(DecisionOutput)
    def get_decision(self, state: Mapping[str, Any]) -> dict[str, Any]:
        return dict(DecisionOutput(_decide(state["enrollment"])).data)


class FactInput(serializers.Serializer[Any]):
    id = serializers.UUIDField(help_text="Made by the device: a repeat is known by it.")
    activity = serializers.CharField(max_length=80)
    kind = serializers.CharField(max_length=10, help_text="viewed or played")
    occurred_at = serializers.DateTimeField()
    value = serializers.DictField(
        required=False, help_text='played: {"intervals": [[from, to], …]} in seconds'
    )


class FactsInput(serializers.Serializer[Any]):
    facts = serializers.ListField(child=FactInput(), max_length=MOST_FACTS)


class ProgressOutput(serializers.Serializer[Any]):
    accepted_count = serializers.IntegerField()
    repeated_count = serializers.IntegerField()
    complete = serializers.BooleanField(source="decision.complete")
    percent = serializers.IntegerField(source="decision.percent")
    missing = RulesField(source="decision.missing")
    completion = CompletionRefOutput(allow_null=True)


class AttemptInput(serializers.Serializer[Any]):
    activity = serializers.CharField(max_length=80)


class ResponsesInput(serializers.Serializer[Any]):
    responses = serializers.DictField(
        help_text="Question key → a list of choice keys, or true or false."
    )


class ChoiceOutput(serializers.Serializer[Any]):
    key = serializers.CharField()
    text = serializers.CharField()


class QuestionOutput(serializers.Serializer[Any]):
    key = serializers.CharField()
    kind = serializers.CharField()
    prompt = serializers.CharField()
    choices = ChoiceOutput(many=True, required=False)


class AttemptOutput(serializers.Serializer[Attempt]):
    uuid = serializers.UUIDField()
    activity = serializers.CharField(source="activity_key")
    number = serializers.IntegerField()
    started_at = serializers.DateTimeField()
    submitted_at = serializers.DateTimeField(allow_null=True)
    grade = serializers.CharField(allow_null=True, help_text="Of 10; null until handed in.")
    responses = serializers.DictField()
    questions = serializers.SerializerMethodField()

    @extend_schema_field(QuestionOutput(many=True))
    def get_questions(self, attempt: Attempt) -> list[dict[str, Any]]:
        versions = get_versions(attempt.questions)
        return [hide_answers(versions[digest]) for digest in attempt.questions]


class MarkedQuestionOutput(serializers.Serializer[Any]):
    key = serializers.CharField()
    prompt = serializers.CharField()
    response = serializers.JSONField(allow_null=True)
    fraction = serializers.CharField(help_text="0 to 1")
    feedback = serializers.ListField(child=serializers.CharField())
    explanation = serializers.CharField(allow_blank=True)


class SubmittedOutput(serializers.Serializer[Any]):
    """A marked attempt. `progress` is null when the same answers were handed in again."""

    uuid = serializers.UUIDField(source="attempt.uuid")
    activity = serializers.CharField(source="attempt.activity_key")
    number = serializers.IntegerField(source="attempt.number")
    grade = serializers.CharField(source="attempt.grade")
    pass_grade = serializers.SerializerMethodField()
    questions = serializers.SerializerMethodField()
    progress = ProgressOutput(allow_null=True)

    @extend_schema_field({"type": ["string", "null"]})
    def get_pass_grade(self, submitted: Mapping[str, Any]) -> str | None:
        attempt = submitted["attempt"]
        document = get_document(attempt.enrollment.run.edition_id)
        grade: str | None = get_activity(document, attempt.activity_key).get("pass_grade")
        return grade

    @extend_schema_field(MarkedQuestionOutput(many=True))
    def get_questions(self, submitted: Mapping[str, Any]) -> list[dict[str, Any]]:
        attempt = submitted["attempt"]
        versions = get_versions(attempt.questions)
        return [_present_mark(attempt, versions[digest]) for digest in attempt.questions]


def _present_mark(attempt: Attempt, content: Mapping[str, Any]) -> dict[str, Any]:
    mark = (attempt.result or {})[content["key"]]
    return {
        "key": content["key"],
        "prompt": content["prompt"],
        "response": attempt.responses.get(content["key"]),
        "fraction": mark["fraction"],
        "feedback": mark["feedback"],
        "explanation": content.get("explanation", ""),
    }

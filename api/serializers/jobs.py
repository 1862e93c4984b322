"""Long work, as far as it is."""

from typing import Any

from rest_framework import serializers

from common.models import JobState


class JobOutput(serializers.Serializer[Any]):
    uuid = serializers.UUIDField()
    kind = serializers.CharField()
    state = serializers.ChoiceField(choices=JobState.choices)
    done_count = serializers.IntegerField()
    total_count = serializers.IntegerField(
        allow_null=True, help_text="Null while nobody knows how much there is."
    )
    problem = serializers.CharField(help_text="Why it failed, or broke the last time.")
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    cancel_asked_at = serializers.DateTimeField(
        allow_null=True, help_text="It ends before its next step; what it wrote stays."
    )

"""Runs and the links that lead to them."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.serializers.territory import UnitField, UnitRefOutput


class RunInput(serializers.Serializer[Any]):
    course = serializers.SlugField(max_length=80, help_text="The course's slug.")
    code = serializers.SlugField(max_length=40)
    title = serializers.CharField(max_length=200, required=False)
    opens_at = serializers.DateTimeField(required=False)
    closes_at = serializers.DateTimeField(required=False, allow_null=True)
    organiser = UnitField(required=False, allow_null=True)
    organiser_name = serializers.CharField(max_length=200, required=False)
    decision_number = serializers.CharField(max_length=60, required=False)
    capacity = serializers.IntegerField(min_value=1, max_value=10_000_000, required=False)
    is_listed = serializers.BooleanField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        opens, closes = attrs.get("opens_at"), attrs.get("closes_at")
        if opens and closes and closes <= opens:
            raise serializers.ValidationError({"closes_at": [_("A run closes after it opens.")]})
        return attrs


class CourseRefOutput(serializers.Serializer[Any]):
    slug = serializers.CharField()
    title = serializers.CharField()


class RunOutput(serializers.Serializer[Any]):
    code = serializers.CharField()
    title = serializers.CharField()
    course = CourseRefOutput()
    opens_at = serializers.DateTimeField()
    closes_at = serializers.DateTimeField(allow_null=True)
    organiser = UnitRefOutput(allow_null=True)
    organiser_name = serializers.CharField()
    decision_number = serializers.CharField()
    capacity = serializers.IntegerField(allow_null=True)
    is_listed = serializers.BooleanField()


class FilesOutput(serializers.Serializer[Any]):
    files = serializers.DictField(
        child=serializers.CharField(), help_text="SHA-256 of an asset → its expiring address."
    )


class EntryLinkInput(serializers.Serializer[Any]):
    campaign = serializers.CharField(max_length=120, required=False)
    code = serializers.CharField(max_length=16, required=False)


class EntryLinkOutput(serializers.Serializer[Any]):
    code = serializers.CharField()
    address = serializers.SerializerMethodField()
    campaign = serializers.CharField()
    created_at = serializers.DateTimeField()
    revoked_at = serializers.DateTimeField(allow_null=True)
    visit_count = serializers.IntegerField(default=0)

    def get_address(self, link: Any) -> str:
        return entry_address(link.code)


class VisitOutput(serializers.Serializer[Any]):
    code = serializers.CharField()
    run = RunOutput()


def entry_address(code: str) -> str:
    """What a QR code holds: it must outlive the request's own host."""
    return f"{settings.PUBLIC_URL}/q/{code}"

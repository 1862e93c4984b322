"""The catalogue, drafts and editions."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from courses.models import CourseKind


class CourseQuery(serializers.Serializer[Any]):
    search = serializers.CharField(required=False, max_length=100)


class CourseInput(serializers.Serializer[Any]):
    slug = serializers.SlugField(max_length=80)
    title = serializers.CharField(max_length=200)
    kind = serializers.ChoiceField(choices=CourseKind.choices)
    hours = serializers.DecimalField(
        max_digits=5, decimal_places=1, min_value=0, coerce_to_string=True
    )


class EditionOutput(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    content_hash = serializers.CharField(help_text="SHA-256 of the document's canonical JSON.")
    published_at = serializers.DateTimeField()


class CourseOutput(serializers.Serializer[Any]):
    slug = serializers.CharField()
    title = serializers.CharField()
    summary = serializers.CharField()
    kind = serializers.CharField()
    hours = serializers.CharField()
    edition = EditionOutput(source="current_edition", allow_null=True)


class RunRefOutput(serializers.Serializer[Any]):
    code = serializers.CharField()
    title = serializers.CharField()
    opens_at = serializers.DateTimeField()
    closes_at = serializers.DateTimeField(allow_null=True)


class CourseDetailOutput(CourseOutput):
    open_runs = serializers.SerializerMethodField()

    @extend_schema_field(RunRefOutput(many=True))
    def get_open_runs(self, _course: Any) -> list[dict[str, Any]]:
        return list(RunRefOutput(self.context["open_runs"], many=True).data)


class DraftInput(serializers.Serializer[Any]):
    document = serializers.DictField(help_text="Schema hocso.course/1.")
    lock_version = serializers.IntegerField(
        min_value=0, help_text="The version that was loaded; 0 where there was no draft."
    )


class DraftOutput(serializers.Serializer[Any]):
    document = serializers.DictField(allow_null=True)
    lock_version = serializers.IntegerField()
    updated_at = serializers.DateTimeField(allow_null=True)


class PublishInput(serializers.Serializer[Any]):
    lock_version = serializers.IntegerField(min_value=1)


class AssetInput(serializers.Serializer[Any]):
    file = serializers.FileField(allow_empty_file=True)


class AssetOutput(serializers.Serializer[Any]):
    sha256 = serializers.CharField()
    name = serializers.CharField()
    media_type = serializers.CharField()
    size_bytes = serializers.IntegerField()

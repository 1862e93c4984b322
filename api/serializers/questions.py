"""Question banks, what is in them, and files of questions."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.jobs import JobOutput
from questions.formats import FORMATS
from questions.kinds import KINDS
from questions.models import (
    BankAccess,
    ImportState,
    LineState,
    Question,
    QuestionExport,
    QuestionState,
    SameKey,
)
from questions.texts import title_of

FORMAT_CHOICES = [(one.code, str(one.name)) for one in FORMATS.values()]
KIND_CHOICES = [(one.code, one.code) for one in KINDS.values()]
MOST_CHOSEN = 1000


class TagsField(serializers.ListField):
    child = serializers.CharField(max_length=60)


class BankInput(serializers.Serializer[Any]):
    slug = serializers.SlugField(max_length=80)
    title = serializers.CharField(max_length=200)
    description = serializers.CharField(required=False, allow_blank=True, max_length=5000)
    authors_may = serializers.ChoiceField(choices=BankAccess.choices, required=False)


class BankPatch(serializers.Serializer[Any]):
    title = serializers.CharField(max_length=200, required=False)
    description = serializers.CharField(required=False, allow_blank=True, max_length=5000)
    authors_may = serializers.ChoiceField(choices=BankAccess.choices, required=False)


class BankOutput(serializers.Serializer[Any]):
    slug = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField()
    course = serializers.CharField(
        source="course_slug", allow_null=True, help_text="The slug of the course that it is of."
    )
    authors_may = serializers.ChoiceField(choices=BankAccess.choices)


class GrantInput(serializers.Serializer[Any]):
    sign_in = serializers.CharField(max_length=254)
    access = serializers.ChoiceField(choices=BankAccess.choices)
    until = serializers.DateField(required=False, help_text="The first day without it.")


class GrantOutput(serializers.Serializer[Any]):
    uuid = serializers.UUIDField()
    sign_in = serializers.CharField(source="account.sign_in")
    access = serializers.ChoiceField(choices=BankAccess.choices)
    since = serializers.DateField(source="valid.lower")
    until = serializers.DateField(source="valid.upper", allow_null=True)


class CategoryInput(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=200)
    under = serializers.UUIDField(required=False, allow_null=True, help_text="A category.")


class CategoryPatch(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=200, required=False)
    under = serializers.UUIDField(required=False, allow_null=True, help_text="Null: to the top.")


class CategoryOutput(serializers.Serializer[Any]):
    uuid = serializers.UUIDField()
    name = serializers.CharField()


class DrawerOutput(serializers.Serializer[Any]):
    uuid = serializers.UUIDField(source="category.uuid")
    path = serializers.ListField(child=serializers.CharField())
    question_count = serializers.IntegerField(help_text="In use, in it and below it.")


class TreeOutput(serializers.Serializer[Any]):
    categories = DrawerOutput(many=True)
    tags = serializers.ListField(child=serializers.CharField())


class QuestionQuery(serializers.Serializer[Any]):
    search = serializers.CharField(required=False, max_length=100)
    category = serializers.UUIDField(required=False, help_text="And all below it.")
    kind = serializers.ChoiceField(choices=KIND_CHOICES, required=False)
    tag = serializers.CharField(required=False, max_length=60)
    state = serializers.ChoiceField(choices=QuestionState.choices, required=False)


class QuestionInput(serializers.Serializer[Any]):
    content = serializers.DictField(help_text="As docs/questions.md says, by kind.")
    category = serializers.UUIDField(required=False, allow_null=True)


class QuestionSaveInput(serializers.Serializer[Any]):
    content = serializers.DictField()
    number = serializers.IntegerField(
        min_value=1, help_text="Of the version that was loaded; another one meanwhile is a 409."
    )


class BankQuestionOutput(serializers.Serializer[Any]):
    uuid = serializers.UUIDField()
    key = serializers.CharField()
    kind = serializers.ChoiceField(choices=KIND_CHOICES, source="current.kind")
    title = serializers.SerializerMethodField()
    number = serializers.IntegerField(source="current.number", help_text="Of the version.")
    content_hash = serializers.CharField(source="current.content_hash")
    category = serializers.UUIDField(source="category.uuid", default=None, allow_null=True)
    tags = TagsField()
    state = serializers.ChoiceField(choices=QuestionState.choices)

    def get_title(self, question: Question) -> str:
        return title_of(question.current.content) if question.current else question.key


class QuestionDetailOutput(BankQuestionOutput):
    bank = serializers.CharField(source="bank.slug")
    content = serializers.DictField(source="current.content")


class VersionOutput(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=KIND_CHOICES)
    content = serializers.DictField()
    content_hash = serializers.CharField()
    created_at = serializers.DateTimeField()


class DifferenceQuery(serializers.Serializer[Any]):
    first = serializers.IntegerField(min_value=1, default=1)
    second = serializers.IntegerField(
        min_value=1, required=False, help_text="The current one when not said."
    )


class DifferenceOutput(serializers.Serializer[Any]):
    where = serializers.CharField()
    before = serializers.CharField(help_text="Empty: it was not there.")
    after = serializers.CharField(help_text="Empty: it is gone.")
    sentence = serializers.CharField()


class UseOutput(serializers.Serializer[Any]):
    course = serializers.CharField(source="course_slug")
    title = serializers.CharField(help_text="Of the edition.")
    edition_number = serializers.IntegerField(source="number")
    version_number = serializers.IntegerField(source="version.number")


class ResponseInput(serializers.Serializer[Any]):
    response = serializers.JSONField(
        help_text="As docs/questions.md says, by kind.", allow_null=True
    )


class MarkOutput(serializers.Serializer[Any]):
    fraction = serializers.DecimalField(max_digits=12, decimal_places=9)
    feedback = serializers.ListField(child=serializers.CharField())
    parts = serializers.DictField(child=serializers.BooleanField())
    is_waiting = serializers.BooleanField(help_text="A person marks it.")


class QuestionsChangeInput(serializers.Serializer[Any]):
    """What is not said stays as it is."""

    questions = serializers.ListField(
        child=serializers.UUIDField(), min_length=1, max_length=MOST_CHOSEN
    )
    category = serializers.UUIDField(required=False, allow_null=True, help_text="Null: to none.")
    state = serializers.ChoiceField(choices=QuestionState.choices, required=False)
    add_tags = TagsField(required=False)
    remove_tags = TagsField(required=False)


class CopyInput(serializers.Serializer[Any]):
    questions = serializers.ListField(
        child=serializers.UUIDField(), min_length=1, max_length=MOST_CHOSEN
    )
    category = serializers.UUIDField(required=False, allow_null=True)


class CountOutput(serializers.Serializer[Any]):
    count = serializers.IntegerField()


class ImportInput(serializers.Serializer[Any]):
    file = serializers.FileField(help_text="Of at most 50 MB.")
    format = serializers.ChoiceField(
        choices=FORMAT_CHOICES, required=False, help_text="Found by content when not said."
    )
    category = serializers.UUIDField(required=False, help_text="What the file goes into.")
    same_key = serializers.ChoiceField(choices=SameKey.choices, required=False)


class ImportOutput(serializers.Serializer[Any]):
    uuid = serializers.UUIDField()
    bank = serializers.CharField(source="bank.slug")
    file_name = serializers.CharField()
    size_bytes = serializers.IntegerField()
    format = serializers.CharField(help_text="Empty until it was found.")
    same_key = serializers.ChoiceField(choices=SameKey.choices)
    state = serializers.ChoiceField(choices=ImportState.choices)
    problem = serializers.CharField(help_text="Why the file as a whole was refused.")
    created_at = serializers.DateTimeField()
    job = JobOutput(allow_null=True, help_text="The latest: that reads, then that writes.")


class CategoryCountOutput(serializers.Serializer[Any]):
    path = serializers.ListField(child=serializers.CharField())
    question_count = serializers.IntegerField()


class SummaryOutput(serializers.Serializer[Any]):
    question_count = serializers.IntegerField()
    by_outcome = serializers.DictField(child=serializers.IntegerField())
    by_kind = serializers.DictField(child=serializers.IntegerField())
    by_category = serializers.SerializerMethodField()

    @extend_schema_field(CategoryCountOutput(many=True))
    def get_by_category(self, summary: Any) -> Any:
        found = summary.by_category.items()
        return [{"path": list(path), "question_count": count} for path, count in found]


class ImportDetailOutput(ImportOutput):
    summary = serializers.SerializerMethodField(
        help_text="What became of the questions, or would; null until the file has been read."
    )

    @extend_schema_field(SummaryOutput(allow_null=True))
    def get_summary(self, _batch: Any) -> Any:
        summary = self.context.get("summary")
        return SummaryOutput(summary).data if summary else None


class WriteInput(serializers.Serializer[Any]):
    rest = serializers.BooleanField(
        default=False, help_text="Leave out what cannot be brought; else it stops the import."
    )


class LineQuery(serializers.Serializer[Any]):
    state = serializers.ChoiceField(choices=LineState.choices, required=False)


class ImportLineOutput(serializers.Serializer[Any]):
    line = serializers.IntegerField(help_text="As the sender sees it, from 1.")
    key = serializers.CharField()
    kind = serializers.CharField()
    title = serializers.CharField()
    category = serializers.ListField(child=serializers.CharField())
    outcome = serializers.ChoiceField(
        choices=LineState.choices, help_text="What became of it, or would."
    )
    problem = serializers.CharField()


class ExportInput(serializers.Serializer[Any]):
    format = serializers.ChoiceField(choices=FORMAT_CHOICES)
    category = serializers.UUIDField(required=False, help_text="Only these, and all below.")
    questions = serializers.ListField(
        child=serializers.UUIDField(), required=False, max_length=MOST_CHOSEN
    )


class LeftOutOutput(serializers.Serializer[Any]):
    key = serializers.CharField()
    title = serializers.CharField()
    reason = serializers.CharField()


class ExportOutput(serializers.Serializer[Any]):
    uuid = serializers.UUIDField()
    bank = serializers.CharField(source="bank.slug")
    format = serializers.CharField()
    written_count = serializers.IntegerField()
    left_out = serializers.SerializerMethodField(help_text="What the format cannot hold, and why.")
    url = serializers.SerializerMethodField(help_text="Of the file, for a while; null until then.")
    job = JobOutput(allow_null=True)

    @extend_schema_field(LeftOutOutput(many=True))
    def get_left_out(self, export: QuestionExport) -> Any:
        return [dict(zip(("key", "title", "reason"), one, strict=True)) for one in export.left_out]

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_url(self, export: QuestionExport) -> str | None:
        from media.selectors import get_file_url

        return get_file_url(export.file_key) if export.file_key else None

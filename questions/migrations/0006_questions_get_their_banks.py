from typing import Any

from django.db import migrations

from questions.texts import search_keys


def fill(apps: Any, _schema: Any) -> None:
    """Each slug becomes the bank of a course; each question says what its last version says."""
    Bank, Question, Version = (
        apps.get_model("questions", name) for name in ("Bank", "Question", "QuestionVersion")
    )
    first = Question.objects.order_by("bank_slug", "created_at", "id").distinct("bank_slug")
    for one in list(first):
        bank = Bank.objects.create(
            slug=one.bank_slug, course_slug=one.bank_slug, title=one.bank_slug,
            authors_may="edit", created_at=one.created_at,
        )
        Question.objects.filter(bank_slug=one.bank_slug).update(bank=bank)
    last = Version.objects.order_by("question_id", "-number").distinct("question_id")
    for version in last.iterator(chunk_size=1000):
        Question.objects.filter(pk=version.question_id).update(
            current_id=version.pk, **search_keys(version.content)
        )


class Migration(migrations.Migration):
    dependencies = [("questions", "0005_banks")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

from typing import Any

from django.db import migrations


def fill(apps: Any, _schema: Any) -> None:
    """What editions ask is noted, and the banks of courses have the titles of their courses."""
    Course, Edition = (apps.get_model("courses", name) for name in ("Course", "Edition"))
    Bank, Version, Use = (
        apps.get_model("questions", name) for name in ("Bank", "QuestionVersion", "VersionUse")
    )
    for course in Course.objects.all():
        Bank.objects.filter(course_slug=course.slug).update(title=course.title)
    for edition in Edition.objects.select_related("course").iterator(chunk_size=20):
        digests = {
            question["version"]
            for section in edition.content.get("sections", [])
            for activity in section.get("activities", [])
            for question in activity.get("questions", [])
        }
        found = Version.objects.filter(content_hash__in=digests).values_list("pk", flat=True)
        Use.objects.bulk_create(
            [
                Use(
                    version_id=pk, course_slug=edition.course.slug, number=edition.number,
                    title=edition.content.get("title", edition.course.title)[:200],
                )
                for pk in found
            ],
            ignore_conflicts=True,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0002_editions_are_immutable"),
        ("questions", "0007_banks_hold_their_own"),
    ]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

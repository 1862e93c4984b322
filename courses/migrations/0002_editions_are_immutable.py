from django.db import migrations

from common.db import append_only


class Migration(migrations.Migration):
    """A completion refers to what the learner saw."""

    dependencies = [("courses", "0001_initial")]
    operations = [
        append_only("courses_edition"),
        append_only("courses_activity"),
    ]

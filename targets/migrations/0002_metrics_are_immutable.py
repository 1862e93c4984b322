from django.db import migrations

from common.db import append_only


class Migration(migrations.Migration):
    """A number keeps the definition it was computed by."""

    dependencies = [("targets", "0001_initial")]
    operations = [
        append_only("targets_metric"),
    ]

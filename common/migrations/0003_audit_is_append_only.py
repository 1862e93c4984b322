from django.db import migrations

from common.db import append_only


class Migration(migrations.Migration):
    """What was done stays noted."""

    dependencies = [("common", "0002_initial")]
    operations = [
        append_only("common_auditentry"),
    ]

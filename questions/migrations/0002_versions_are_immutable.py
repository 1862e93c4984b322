from django.db import migrations

from common.db import append_only


class Migration(migrations.Migration):
    """A version says for ever what it said."""

    dependencies = [("questions", "0001_initial")]
    operations = [
        append_only("questions_questionversion"),
    ]

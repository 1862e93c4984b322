from django.contrib.postgres.operations import (
    BtreeGistExtension,
    TrigramExtension,
    UnaccentExtension,
)
from django.db import migrations

from common.db import REFUSE_CHANGE


class Migration(migrations.Migration):
    """Extensions and the function behind every append-only table."""

    initial = True
    dependencies = []
    operations = [BtreeGistExtension(), TrigramExtension(), UnaccentExtension(), REFUSE_CHANGE]

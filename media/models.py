"""Assets: files named by their content. The bytes lie in storage, never in the repository."""

import uuid

from django.conf import settings
from django.db import models


class Asset(models.Model):
    """One stored file. The same bytes are stored once, whoever brings them."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sha256 = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size_bytes = models.BigIntegerField()
    key = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    def __str__(self) -> str:
        return self.name

"""The door through which bytes enter storage."""

import hashlib
import logging
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.template.defaultfilters import filesizeformat

from common.clock import now
from media.errors import FileTooLarge, FileTypeRefused, StorageUnavailable
from media.kinds import find_kind
from media.models import Asset
from people.models import Account

log = logging.getLogger(__name__)


def store_bytes(*, key: str, data: bytes) -> None:
    """`data` lies in storage under `key`. A repeat does nothing: keys come from content.

    Raises StorageUnavailable; no row has been written then.
    """
    try:
        if not default_storage.exists(key):
            default_storage.save(key, ContentFile(data))
    except Exception as problem:
        # boto3 alone knows a dozen classes for "no answer"; all of them mean the same here.
        log.exception("storage refused %s", key)
        raise StorageUnavailable from problem


def read_bytes(*, key: str) -> bytes:
    """The content stored under `key`. Raises StorageUnavailable, also when it is gone."""
    try:
        with default_storage.open(key) as stored:
            return bytes(stored.read())
    except Exception as problem:
        log.exception("storage could not read %s", key)
        raise StorageUnavailable from problem


@transaction.atomic
def create_asset(*, file: IO[bytes], name: str, by: Account | None = None) -> Asset:
    """The bytes of `file` are stored and have an Asset; the same bytes give the same Asset.

    The bytes are written before the row, so that no row points to nothing. Raises
    FileTypeRefused, FileTooLarge, StorageUnavailable.
    """
    data = file.read()
    kind = find_kind(data[:64])
    if kind is None:
        raise FileTypeRefused(name=name)
    if len(data) > kind.limit_bytes:
        raise FileTooLarge(size=filesizeformat(len(data)), limit=filesizeformat(kind.limit_bytes))
    digest = hashlib.sha256(data).hexdigest()
    key = f"assets/{digest[:2]}/{digest}.{kind.ending}"
    store_bytes(key=key, data=data)
    Asset.objects.bulk_create(
        [
            Asset(
                sha256=digest,
                name=name[-200:],
                media_type=kind.media_type,
                size_bytes=len(data),
                key=key,
                created_at=now(),
                created_by=by,
            )
        ],
        ignore_conflicts=True,
    )
    return Asset.objects.get(sha256=digest)

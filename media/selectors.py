"""Questions about assets."""

from collections.abc import Iterable

from django.core.files.storage import default_storage

from media.errors import AssetNotFound, StorageUnavailable
from media.models import Asset


def get_asset(*, sha256: str) -> Asset:
    """The asset of that content. Raises AssetNotFound."""
    asset = Asset.objects.filter(sha256=sha256).first()
    if asset is None:
        raise AssetNotFound
    return asset


def list_missing_assets(digests: Iterable[str]) -> list[str]:
    """Those of `digests` that have no asset, in their order."""
    wanted = list(dict.fromkeys(digests))
    known = set(Asset.objects.filter(sha256__in=wanted).values_list("sha256", flat=True))
    return [digest for digest in wanted if digest not in known]


def get_asset_urls(digests: Iterable[str]) -> dict[str, str]:
    """An expiring address by SHA-256 for each known asset, in one query.

    Raises StorageUnavailable.
    """
    rows = Asset.objects.filter(sha256__in=set(digests)).values_list("sha256", "key")
    return {sha256: get_file_url(key) for sha256, key in rows}


def get_file_url(key: str) -> str:
    """An expiring address of the stored file. Raises StorageUnavailable."""
    try:
        return str(default_storage.url(key))
    except Exception as problem:
        raise StorageUnavailable from problem


def list_asset_keys(digests: Iterable[str]) -> dict[str, str]:
    """The storage keys of the assets, by SHA-256, in one query. Raises AssetNotFound."""
    wanted = set(digests)
    found = dict(Asset.objects.filter(sha256__in=wanted).values_list("sha256", "key"))
    if len(found) < len(wanted):
        raise AssetNotFound
    return found

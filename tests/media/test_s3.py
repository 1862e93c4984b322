"""Files in a private bucket: kept by django-storages, opened by presigned addresses alone."""

import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from certificates.files import keep_pdf, read_pdf
from certificates.models import Certificate, CertificateFile
from certificates.tasks import issue_one, sweep_due_certificates
from media.errors import StorageUnavailable
from media.models import Asset
from media.selectors import get_file_url
from media.services import read_bytes, store_bytes
from tests import factories
from tests.media.conftest import BUCKET, Emulator

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.xdist_group("s3")]


def fetch(address: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - http on the loopback
            return answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, b""


def test_asset_is_kept_in_the_bucket_and_opened_by_its_signed_address(bucket: str) -> None:
    asset = factories.make_asset()

    address = get_file_url(asset.key)

    assert urlsplit(address).path == f"/{BUCKET}/{asset.key}"
    assert fetch(address) == (200, factories.audio_bytes("loa.m4a"))


def test_bucket_refuses_who_brings_no_signature(bucket: str) -> None:
    address = get_file_url(factories.make_asset().key)

    status, _body = fetch(address.partition("?")[0])

    assert status == 403


def test_bucket_refuses_a_signed_address_that_was_changed(bucket: str) -> None:
    first, second = factories.make_asset("a.m4a"), factories.make_asset("b.m4a")
    parts = urlsplit(get_file_url(first.key))
    other = urlunsplit(parts._replace(path=f"/{BUCKET}/{second.key}"))
    longer = parts.query.replace("X-Amz-Expires=3600", "X-Amz-Expires=86400")
    assert longer != parts.query

    statuses = [fetch(one)[0] for one in (other, urlunsplit(parts._replace(query=longer)))]

    assert statuses == [403, 403]


def test_bucket_refuses_an_expired_address(bucket: str) -> None:
    asset = factories.make_asset()
    storage = default_storage
    address = storage.url(asset.key, expire=1)  # type: ignore[call-arg]
    assert fetch(address)[0] == 200

    status = _fetch_until_refused(address)

    assert status == 403


def _fetch_until_refused(address: str) -> int:
    import time

    until = time.monotonic() + 10
    while (status := fetch(address)[0]) == 200 and time.monotonic() < until:
        time.sleep(0.2)
    return status


def test_same_bytes_are_stored_once(bucket: str) -> None:
    first, again = factories.make_asset(), factories.make_asset()

    assert first == again
    names = default_storage.listdir(f"assets/{first.sha256[:2]}")[1]
    assert names == [first.key.rpartition("/")[2]]


def test_certificate_is_kept_in_the_bucket_and_served_to_its_holder(bucket: str) -> None:
    factories.make_territory()
    run = factories.make_run()
    factories.make_rule(run)
    completion = factories.complete_online(factories.make_enrollment(run=run))

    issue_one(completion.pk)

    file = CertificateFile.objects.get()
    assert read_bytes(key=file.key) == read_pdf(file.certificate)
    assert fetch(get_file_url(file.key))[1].startswith(b"%PDF-")


def test_learner_gets_addresses_of_the_bucket(bucket: str) -> None:
    factories.make_territory()
    run = factories.make_run()
    enrollment = factories.make_enrollment(run=run)
    client = Client()
    account = enrollment.person.accounts.get()
    client.force_login(account)

    files = client.get(f"/api/v1/runs/{run.code}/files/").json()["files"]

    assert files
    assert [fetch(address)[0] for address in files.values()] == [200] * len(files)


def test_page_is_calm_and_no_row_is_written_while_the_bucket_is_gone(
    bucket: str, emulator: Emulator, settings: Any
) -> None:
    factories.make_territory()
    run = factories.make_run()
    factories.make_rule(run)
    completion = factories.complete_online(factories.make_enrollment(run=run))
    asset_count = Asset.objects.count()
    emulator.stop()
    try:
        with pytest.raises(StorageUnavailable):
            factories.make_asset("anders.m4a")
        with pytest.raises(StorageUnavailable):
            store_bytes(key="x/y.pdf", data=b"%PDF-")
        issue_one(completion.pk)
    finally:
        emulator.start()

    assert Asset.objects.count() == asset_count
    assert Certificate.objects.count() == 1
    assert CertificateFile.objects.count() == 0
    _make_bucket_again(settings)
    sweep_due_certificates()
    assert keep_pdf(Certificate.objects.get()).size_bytes > 1000


def _make_bucket_again(settings: Any) -> None:
    """The emulator keeps nothing over its own end; a real bucket would be there."""
    from media.storage import _presigner

    client = _presigner(
        settings.S3_ENDPOINT_URL, "us-east-1", settings.S3_ACCESS_KEY_ID,
        settings.S3_SECRET_ACCESS_KEY,
    )  # fmt: skip
    client.create_bucket(Bucket=BUCKET)

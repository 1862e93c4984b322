"""Files in a folder: reached by signed, expiring addresses; known by their bytes."""

import gc
import gzip
import io
import os
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client

from common.clock import now
from media.errors import FileTooLarge, FileTypeRefused
from media.kinds import find_kind
from media.models import Asset
from media.selectors import get_file_url
from media.services import create_asset
from tests import factories

pytestmark = pytest.mark.django_db

PROGRAM = b"\x7fELF\x02\x01\x01" + bytes(60)


def test_signed_address_opens_the_file_and_its_parts() -> None:
    data = factories.audio_bytes("loa.m4a")
    address = get_file_url(factories.make_asset().key)

    whole = Client().get(address)
    part = Client().get(address, headers={"Range": "bytes=2-5"})
    tail = Client().get(address, headers={"Range": "bytes=-4"})
    beyond = Client().get(address, headers={"Range": f"bytes={len(data)}-"})

    assert (whole.status_code, whole.getvalue()) == (200, data)
    assert (part.status_code, part.getvalue()) == (206, data[2:6])
    assert part["Content-Range"] == f"bytes 2-5/{len(data)}"
    assert tail.getvalue() == data[-4:]
    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{len(data)}")


def test_audio_travels_as_it_is_stored_and_pages_travel_compressed() -> None:
    address = get_file_url(factories.make_asset().key)
    asked = {"Accept-Encoding": "gzip"}

    audio = Client().get(address, headers=asked)
    page = Client().get("/", headers=asked)

    audio.close()
    assert not audio.has_header("Content-Encoding")
    assert audio["Content-Length"] == str(len(factories.audio_bytes("loa.m4a")))
    assert page["Content-Encoding"] == "gzip"
    assert b"<html" in gzip.decompress(page.content)


def test_changed_address_is_refused() -> None:
    first, second = factories.make_asset("a.m4a"), factories.make_asset("b.m4a")
    address = get_file_url(first.key)
    changed = [
        address.replace(first.key, second.key),
        address.replace("expires=", "expires=9"),
        address[:-1] + ("0" if address[-1] != "0" else "1"),
        address.partition("?")[0],
        address.replace("expires=", "expires=abc"),
        f"{address}&expires=99999999999999999999",
    ]

    statuses = {Client().get(one).status_code for one in changed}

    assert statuses == {403}


def test_address_expires_within_two_lifetimes() -> None:
    address = get_file_url(factories.make_asset().key)

    with (
        time_machine.travel(now() + timedelta(hours=1) - timedelta(seconds=5), tick=False),
        closing(Client().get(address)) as before,
    ):
        assert before.status_code == 200
    with time_machine.travel(now() + timedelta(hours=2, seconds=1), tick=False):
        after = Client().get(address)

    assert after.status_code == 403


def test_file_that_nobody_reads_is_closed_with_its_answer() -> None:
    answer = Client().get(get_file_url(factories.make_asset().key))

    answer.close()
    gc.collect()  # an open file would be told as a warning, which is an error here

    assert answer.status_code == 200


def test_file_is_known_by_its_bytes_and_not_by_its_name() -> None:
    with pytest.raises(FileTypeRefused):
        create_asset(file=io.BytesIO(PROGRAM), name="bai-hoc.pdf")
    with pytest.raises(FileTypeRefused):
        create_asset(file=io.BytesIO(b"<html><script>"), name="anh.png")
    with pytest.raises(FileTypeRefused):
        create_asset(file=io.BytesIO(b""), name="rong.mp4")

    assert Asset.objects.count() == 0


def test_file_over_its_limit_is_refused_with_both_sizes() -> None:
    start = b"\x89PNG\r\n\x1a\n"
    kind = find_kind(start)
    assert kind is not None
    large = io.BytesIO(start + bytes(kind.limit_bytes))

    with pytest.raises(FileTooLarge) as refused:
        create_asset(file=large, name="to.png")

    assert "MB" in refused.value.detail
    assert Asset.objects.count() == 0


FULL_DISK = """
import resource, signal, sys
import django
from django.core.files.base import ContentFile
django.setup()
from django.core.files.storage import default_storage
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
try:
    default_storage.save("certificates/aa/aa.pdf", ContentFile(b"%PDF-" + bytes(100_000)))
except OSError as problem:
    print(problem.strerror)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
print(default_storage.exists("certificates/aa/aa.pdf"), default_storage.listdir("certificates/aa"))
default_storage.save("certificates/aa/aa.pdf", ContentFile(b"%PDF-" + bytes(100_000)))
print(default_storage.size("certificates/aa/aa.pdf"), default_storage.listdir("certificates/aa"))
"""


def test_file_that_the_disk_cannot_hold_leaves_no_part_of_it(tmp_path: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-c", FULL_DISK],
        env={**os.environ, "TMPDIR": str(tmp_path)}, capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert said.stdout.splitlines() == [
        "File too large",
        "False ([], [])",
        "100005 ([], ['aa.pdf'])",
    ]

"""Packages: what is hostile is refused as a whole, what is honest can be read."""

import io
import stat
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest

from common.packages import (
    PackageRefused,
    PackageTooLarge,
    PackageUnsafe,
    PartNotFound,
    is_package,
    open_package,
)


def make_zip(*parts: tuple[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", packing) as archive:
        for name, data in parts:
            archive.writestr(name, data)
    return file


def make_tar(*parts: tuple[str, bytes], mode: Any = "w:gz") -> io.BytesIO:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode=mode) as archive:
        for name, data in parts:
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return file


def make_linking_tar(kind: bytes) -> io.BytesIO:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        member = tarfile.TarInfo("a")
        member.type, member.linkname = kind, "/etc/passwd"
        archive.addfile(member)
    return file


def make_linking_zip() -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        part = zipfile.ZipInfo("a")
        part.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(part, "/etc/passwd")
    return file


def lying_zip() -> io.BytesIO:
    """A zip file whose directory says that a large part is small."""
    data = make_zip(("a", b"0" * 1_000_000)).getvalue()
    size = (1_000_000).to_bytes(4, "little")
    return io.BytesIO(data.replace(size, (10).to_bytes(4, "little")))


HONEST = (("a/b.txt", "chữ".encode()), ("c.bin", b"\x00" * 3))


@pytest.mark.parametrize(
    "file",
    [make_zip(*HONEST), make_tar(*HONEST), make_tar(*HONEST, mode="w")],
    ids=["zip", "tar.gz", "tar"],
)
def test_honest_package_is_read_by_name(file: io.BytesIO) -> None:
    assert is_package(file)
    with open_package(file) as package:
        assert package.names == ("a/b.txt", "c.bin")
        assert package.read("a/b.txt").decode() == "chữ"
        assert package.size("c.bin") == 3
        with pytest.raises(PartNotFound):
            package.read("d")
        with pytest.raises(PackageTooLarge):
            package.read("c.bin", most=2)


def test_names_of_windows_are_read_with_plain_slashes() -> None:
    with open_package(make_zip(("thư mục\\tệp.txt", b"x"))) as package:
        assert package.read("thư mục/tệp.txt") == b"x"


@pytest.mark.parametrize(
    "name", ["../a", "a/../../b", "/etc/cron.d/x", "C:/x", "..\\..\\a", "a/..\\..\\b"]
)
@pytest.mark.parametrize("make", [make_zip, make_tar])
def test_name_that_leads_out_is_refused(make: object, name: str, tmp_path: Path) -> None:
    file = make((name, b"x"))  # type: ignore[operator]

    with pytest.raises(PackageUnsafe), open_package(file):
        pass


@pytest.mark.parametrize(
    "file",
    [
        make_linking_zip(),
        make_linking_tar(tarfile.SYMTYPE),
        make_linking_tar(tarfile.LNKTYPE),
        make_linking_tar(tarfile.CHRTYPE),
        make_linking_tar(tarfile.FIFOTYPE),
        make_zip(("a", b"1"), ("A", b"2")),
        make_tar(("a", b"1"), ("./a", b"2")),
        make_zip(("a", b"\x00" * 90_000_000)),
    ],
    ids=["zip link", "link", "hard link", "device", "pipe", "one name", "one name in tar", "bomb"],
)
def test_hostile_package_is_refused(file: io.BytesIO) -> None:
    with pytest.raises(PackageUnsafe), open_package(file):
        pass


@pytest.mark.parametrize("make", [make_zip, make_tar])
def test_package_that_unpacks_to_more_than_asked_is_refused(make: object) -> None:
    file = make(("a", b"ab" * 5000))  # type: ignore[operator]

    with pytest.raises(PackageTooLarge), open_package(file, most_bytes=9999):
        pass


def test_part_that_lies_about_its_size_gives_no_more_than_it_said() -> None:
    with open_package(lying_zip()) as package, pytest.raises(PackageRefused):
        package.read("a")


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04", b"\x1f\x8b", b"%PDF-1.7", b"\x1f\x8b" + b"x" * 99]
)
def test_what_is_no_package_is_refused(data: bytes) -> None:
    with pytest.raises(PackageRefused), open_package(io.BytesIO(data)):
        pass


def test_cut_package_is_refused() -> None:
    data = make_tar(("a", bytes(range(256)) * 4000)).getvalue()

    with pytest.raises(PackageRefused), open_package(io.BytesIO(data[: len(data) // 2])):
        pass

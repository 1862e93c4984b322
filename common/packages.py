"""Packages of strangers: zip and tar files whose names and sizes are not believed.

Nothing is written under a name that stands in the package. A package that climbs out of its
folder, links, hides two files behind one name, wants a password or unpacks without end is refused
as a whole, before anything of it is used.
"""

import lzma
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO

from django.utils.translation import gettext_lazy as _

from common.errors import InvalidInput, NotFound

MOST_ENTRIES = 50_000
MOST_BYTES = 4 * 1024 * 1024 * 1024
MOST_READ_AT_ONCE = 256 * 1024 * 1024
# What deflate can honestly do at most is about 1,000; a package of real files is far below.
MOST_RATIO = 200
_FREE_BYTES = 50 * 1024 * 1024  # below this a high ratio harms nobody
_CHUNK = 1024 * 1024
_ENCRYPTED = 0x1
_LINK, _FILE_TYPE = 0o120000, 0o170000
_BROKEN = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError,
    NotImplementedError, UnicodeDecodeError, RuntimeError,
)  # fmt: skip


class PackageRefused(InvalidInput):
    """A package that nothing is taken from."""

    code = "package_refused"
    message = _("This package is damaged or no zip or tar file.")


class PackageUnsafe(PackageRefused):
    code = "package_unsafe"
    message = _("This package is not safe: %(reason)s (%(name)s).")


class PackageTooLarge(PackageRefused):
    code = "package_too_large"
    message = _("This package unpacks to more than %(limit)s.")


class PartNotFound(NotFound):
    code = "package_part_not_found"
    message = _("The package has no file %(name)s.")


@dataclass
class Package:
    """The files of a package by their names within it, with `/` between folders."""

    kind: str
    _sizes: dict[str, int]
    _zip: zipfile.ZipFile | None = None
    _paths: dict[str, Path] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._sizes)

    def has(self, name: str) -> bool:
        return name in self._sizes

    def size(self, name: str) -> int:
        """Bytes of a file. Raises PartNotFound."""
        if name not in self._sizes:
            raise PartNotFound(name=name)
        return self._sizes[name]

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """The file, to be read in pieces. Raises PartNotFound, PackageRefused."""
        self.size(name)
        try:
            with self._zip.open(name) if self._zip else self._paths[name].open("rb") as file:
                yield file
        except _BROKEN:
            raise PackageRefused(
                _("%(name)s in this package is damaged.") % {"name": name}
            ) from None

    def read(self, name: str, most: int = MOST_READ_AT_ONCE) -> bytes:
        """The whole file. Raises PartNotFound, PackageRefused, PackageTooLarge."""
        if self.size(name) > most:
            raise PackageTooLarge(limit=f"{most // 1024 // 1024} MB")
        with self.open(name) as file:
            data = file.read(most + 1)
        if len(data) > most:
            raise PackageTooLarge(limit=f"{most // 1024 // 1024} MB")
        return data


@contextmanager
def open_package(file: BinaryIO, *, most_bytes: int = MOST_BYTES) -> Iterator[Package]:
    """The package of an open file, while it is in use. A tar file lies unpacked meanwhile.

    Raises PackageRefused, PackageUnsafe, PackageTooLarge.
    """
    file.seek(0)
    magic = file.read(4)
    file.seek(0)
    if magic == b"PK\x03\x04":
        with _open_zip(file, most_bytes) as package:
            yield package
    elif magic[:2] == b"\x1f\x8b" or _is_tar(file):
        with tempfile.TemporaryDirectory() as folder:
            yield _unpack_tar(file, Path(folder), most_bytes)
    else:
        raise PackageRefused


def _is_tar(file: BinaryIO) -> bool:
    file.seek(257)
    magic = file.read(5)
    file.seek(0)
    return magic == b"ustar"


def _clean_name(name: str, seen: set[str]) -> str:
    """The name with plain slashes. Raises PackageUnsafe."""
    plain = name.replace("\\", "/")
    path = PurePosixPath(plain)
    shown = name[:100]
    if "\x00" in plain or path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        raise PackageUnsafe(reason=_("a name leads out of its folder"), name=shown)
    clean = str(path)
    if clean.casefold() in seen:
        raise PackageUnsafe(reason=_("two files have one name"), name=shown)
    seen.add(clean.casefold())
    return clean


@contextmanager
def _open_zip(file: BinaryIO, most_bytes: int) -> Iterator[Package]:
    try:
        archive = zipfile.ZipFile(file)
    except _BROKEN:
        raise PackageRefused from None
    with archive:
        sizes: dict[str, int] = {}
        seen: set[str] = set()
        for part in archive.infolist():
            if part.is_dir():
                continue
            name = _clean_name(part.filename, seen)
            if name != part.filename:  # found again only under the name that it has
                archive.NameToInfo[name] = part
            _check_zip_part(part)
            sizes[name] = part.file_size
        _check_sizes(sizes, most_bytes)
        packed = sum(part.compress_size for part in archive.infolist())
        if sum(sizes.values()) > max(_FREE_BYTES, packed * MOST_RATIO):
            raise PackageUnsafe(reason=_("it unpacks to far more than it holds"), name="zip")
        yield Package("zip", sizes, _zip=archive)


def _check_zip_part(part: zipfile.ZipInfo) -> None:
    if (part.external_attr >> 16) & _FILE_TYPE == _LINK:
        raise PackageUnsafe(reason=_("it holds a link"), name=part.filename[:100])
    if part.flag_bits & _ENCRYPTED:
        raise PackageUnsafe(reason=_("it wants a password"), name=part.filename[:100])


def _check_sizes(sizes: dict[str, int], most_bytes: int) -> None:
    if len(sizes) > MOST_ENTRIES:
        raise PackageUnsafe(reason=_("it holds too many files"), name=str(len(sizes)))
    if sum(sizes.values()) > most_bytes:
        raise PackageTooLarge(limit=f"{most_bytes // 1024 // 1024} MB")


def _unpack_tar(file: BinaryIO, folder: Path, most_bytes: int) -> Package:
    """The files lie in the folder under numbers, so no name of theirs reaches the disk."""
    sizes: dict[str, int] = {}
    paths: dict[str, Path] = {}
    seen: set[str] = set()
    total = 0
    try:
        with tarfile.open(fileobj=file, mode="r:*") as archive:
            for member in archive:
                if member.isdir():
                    continue
                if not member.isreg():
                    raise PackageUnsafe(reason=_("it holds a link"), name=member.name[:100])
                name = _clean_name(member.name, seen)
                total += member.size
                sizes[name] = member.size
                if total > most_bytes or len(sizes) > MOST_ENTRIES:
                    break
                paths[name] = folder / str(len(paths))
                _copy(archive.extractfile(member), paths[name])
    except PackageRefused:
        raise
    except _BROKEN:
        raise PackageRefused from None
    _check_sizes(sizes, most_bytes)
    return Package("tar", sizes, _paths=paths)


def _copy(source: IO[bytes] | None, path: Path) -> None:
    if source is None:
        raise PackageRefused
    with path.open("wb") as target:
        while piece := source.read(_CHUNK):
            target.write(piece)


def is_package(file: BinaryIO) -> bool:
    """Whether the file begins as a zip or tar file does."""
    file.seek(0)
    magic = file.read(4)
    found = magic == b"PK\x03\x04" or magic[:2] == b"\x1f\x8b" or _is_tar(file)
    file.seek(0)
    return found

"""QTI 2.1 and 3.0: single items, and packages with a manifest and files beside the items."""

import posixpath
import zipfile
from collections.abc import Sequence
from functools import partial
from hashlib import sha256
from io import BytesIO
from urllib.parse import unquote

from django.utils.translation import gettext as _
from lxml import etree

from common.packages import Package, PartNotFound, is_package, open_package
from common.xml import Element, XmlRefused, local_name, read_xml, write_xml
from questions.formats.base import (
    FindFile,
    Format,
    FormatRefused,
    QuestionNotRead,
    QuestionNotWritten,
    ReadProblem,
    ReadQuestion,
    ReadResult,
    Writable,
    WriteResult,
)
from questions.formats.qti.names import normalise, rename
from questions.formats.qti.reading import read_item
from questions.formats.qti.writing import write_item

MANIFEST = "imsmanifest.xml"
_CP = {
    "2.1": "http://www.imsglobal.org/xsd/imscp_v1p1",
    "3.0": "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
}
_TYPE = {"2.1": "imsqti_item_xmlv2p1", "3.0": "imsqti_item_xmlv3p0"}
_MOST_FILE = 32 * 1024 * 1024
# A zip file that is made twice is the same twice.
_MADE_AT = (1980, 1, 1, 0, 0, 0)


class _Reading:
    def __init__(self) -> None:
        self.questions: list[ReadQuestion] = []
        self.problems: list[ReadProblem] = []
        self.files: dict[str, tuple[str, bytes]] = {}

    @property
    def result(self) -> ReadResult:
        return ReadResult(tuple(self.questions), tuple(self.problems), self.files)

    def take(self, data: bytes, name: str, package: Package | None) -> None:
        def keep(path: str) -> str | None:
            full = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(path)))
            if package is None or not package.has(full):
                return None
            held = package.read(full, _MOST_FILE)
            digest = sha256(held).hexdigest()
            self.files.setdefault(digest, (posixpath.basename(full), held))
            return digest

        try:
            content = read_item(normalise(read_xml(data)), keep)
            self.questions.append(ReadQuestion(content, len(self.questions) + 1))
        except (QuestionNotRead, XmlRefused, ArithmeticError, ValueError) as problem:
            reason = getattr(problem, "detail", str(problem))
            self.problems.append(ReadProblem(len(self.problems) + 1, name[:80], reason))


def read(data: bytes) -> ReadResult:
    """The items of a package or one item; a line is the item's place in it.

    Raises PackageRefused, XmlRefused, FormatRefused.
    """
    reading = _Reading()
    if not is_package(BytesIO(data)):
        root = read_xml(data)
        if local_name(root).removeprefix("qti-") not in {"assessmentItem", "assessment-item"}:
            raise FormatRefused(_("<%(name)s> is no item") % {"name": local_name(root)})
        reading.take(data, "item.xml", None)
        return reading.result
    with open_package(BytesIO(data)) as package:
        if not package.has(MANIFEST):
            raise FormatRefused(_("The package has no imsmanifest.xml."))
        for name in list_item_names(read_xml(package.read(MANIFEST))):
            try:
                item = package.read(name, _MOST_FILE)
            except PartNotFound as problem:
                reading.problems.append(
                    ReadProblem(len(reading.problems) + 1, name[:80], problem.detail)
                )
            else:
                reading.take(item, name, package)
    return reading.result


def list_item_names(manifest: Element) -> list[str]:
    """The names of the items that a manifest lists, in its order."""
    return [
        unquote(one.get("href", ""))
        for one in manifest.iter()
        if isinstance(one.tag, str)
        and local_name(one) == "resource"
        and one.get("type", "").startswith("imsqti_item_xml")
        and one.get("href")
    ]


def write(version: str, questions: Sequence[Writable], find_file: FindFile) -> WriteResult:
    """A package of items with a manifest; the same questions make the same bytes."""
    left_out: list[tuple[str, str]] = []
    manifest = etree.Element(
        f"{{{_CP[version]}}}manifest", nsmap={None: _CP[version]}, identifier="hoc-so"
    )
    resources = etree.SubElement(manifest, f"{{{_CP[version]}}}resources")
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        written: set[str] = set()
        for one in questions:
            try:
                item, files = write_item(one.content, find_file)
            except QuestionNotWritten as problem:
                left_out.append((one.content["key"], str(problem)))
                continue
            name = f"items/{one.content['key']}.xml"
            _add_resource(resources, name, one.content["key"], files, version)
            _put(archive, name, write_xml(_lift(rename(item, version))))
            for path, (_digest, data) in files.items():
                if path not in written:
                    _put(archive, f"items/{path}", data)
                    written.add(path)
        _put(archive, MANIFEST, write_xml(manifest))
    return WriteResult(buffer.getvalue(), tuple(left_out))


def _add_resource(
    resources: Element, name: str, key: str, files: dict[str, tuple[str, bytes]], version: str
) -> None:
    space = _CP[version]
    resource = etree.SubElement(
        resources, f"{{{space}}}resource", identifier=f"R-{key}", type=_TYPE[version], href=name
    )
    for path in (name, *(f"items/{one}" for one in files)):
        etree.SubElement(resource, f"{{{space}}}file", href=path)


def _lift(item: Element) -> Element:
    etree.cleanup_namespaces(item)
    return item


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    part = zipfile.ZipInfo(name, _MADE_AT)
    part.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(part, data)


QTI_21 = Format("qti21", "QTI 2.1", ".zip", "application/zip", read, partial(write, "2.1"))
QTI_30 = Format("qti30", "QTI 3.0", ".zip", "application/zip", read, partial(write, "3.0"))

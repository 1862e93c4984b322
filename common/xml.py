"""XML of strangers: no entity is expanded, nothing is fetched, no depth exhausts the machine."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _
from lxml import etree

from common.errors import InvalidInput

Element = Any  # an element of lxml, which has no types


class XmlRefused(InvalidInput):
    code = "xml_refused"
    message = _("The XML cannot be read: %(reason)s")


def read_xml(data: bytes) -> Element:
    """The root. Raises XmlRefused, also for a document type, by which entities would come."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True,
        remove_comments=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as problem:
        raise XmlRefused(reason=str(problem.msg)) from None
    if root.getroottree().docinfo.doctype:
        raise XmlRefused(reason=_("it declares a document type"))
    return root


def text_at(element: Element, path: str, default: str = "") -> str:
    """The text of the first element at the path, without spaces around it."""
    return str(element.findtext(path) or default).strip()


def local_name(element: Element) -> str:
    """The name without its namespace; empty for what is no element."""
    return str(etree.QName(element).localname) if isinstance(element.tag, str) else ""


def iter_children(element: Element, *names: str) -> Iterator[Element]:
    """The children of these names in any namespace."""
    return (child for child in element if local_name(child) in names)


def write_xml(root: Element) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=False))

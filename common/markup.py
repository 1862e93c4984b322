"""From what an author writes, in Markdown or HTML, to HTML that is safe to show.

A file of ours is named as `asset:SHA-256`, in a picture or a link, and gets its signed address
when it is shown. A picture from elsewhere would tell another server who reads, so it goes.
"""

import re
from collections.abc import Callable

import nh3
from markdown_it import MarkdownIt

_markdown = MarkdownIt("commonmark", {"html": True, "typographer": False}).enable("table")
_ASSET = re.compile(r"asset:([0-9a-f]{64})")
_OF_OURS = re.compile(r"\"asset:([0-9a-f]{64})\"")
_LOST_PICTURE = re.compile(r"<img(?![^>]* src=)[^>]*>")
_SCHEMES = {"http", "https", "mailto", "tel", "asset"}
_ATTRIBUTES = {**nh3.ALLOWED_ATTRIBUTES, "img": {"src", "alt", "width", "height"}}


def render_markdown(text: str) -> str:
    """Sanitised HTML: no script, style, form or frame, and no picture from elsewhere."""
    return sanitise_html(_markdown.render(text))


def sanitise_html(html: str) -> str:
    """The safe part of HTML that an author brings ready-made; a repeat changes nothing."""
    safe = nh3.clean(
        html,
        attributes=_ATTRIBUTES,
        attribute_filter=_keep,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer",
    )
    return _LOST_PICTURE.sub("", safe)


def _keep(tag: str, attribute: str, value: str) -> str | None:
    if tag == "img" and attribute == "src" and not _ASSET.fullmatch(value):
        return None
    if attribute in {"width", "height"} and not value.isdigit():
        return None
    return value


def list_assets(html: str) -> list[str]:
    """The files of ours that sanitised HTML names, by digest, in order."""
    return list(dict.fromkeys(_OF_OURS.findall(html)))


def place_assets(html: str, address_of: Callable[[str], str]) -> str:
    """The HTML with the address of each file of ours in place of its name."""
    return _OF_OURS.sub(lambda found: f'"{address_of(found[1])}"', html)


def is_blank(html: str) -> bool:
    """Whether a reader would see nothing: no letter and no picture."""
    return "<img" not in html and not re.sub(r"<[^>]*>|&nbsp;|\s|\xa0", "", html)


def to_text(html: str) -> str:
    """What a reader reads, without marks: for search, plain formats and titles."""
    broken = re.sub(r"<(br|/p|/div|/li|/h\d|/tr)\b[^>]*>", "\n", html)
    bare = nh3.clean(broken, tags=set())
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", " "), ("&amp;", "&")):
        bare = bare.replace(entity, sign)
    return "\n".join(line for line in (one.strip() for one in bare.splitlines()) if line)

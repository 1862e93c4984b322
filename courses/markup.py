"""From an author's Markdown to HTML that is safe to show."""

import nh3
from markdown_it import MarkdownIt

_markdown = MarkdownIt("commonmark", {"html": True, "typographer": False}).enable("table")
_TAGS = nh3.ALLOWED_TAGS - {"img"}


def render_markdown(text: str) -> str:
    """Sanitised HTML: no script, style, form or frame, and no picture from elsewhere."""
    return nh3.clean(_markdown.render(text), tags=_TAGS, link_rel="noopener noreferrer")


def sanitise_html(html: str) -> str:
    """The safe part of HTML that an author brings ready-made."""
    return nh3.clean(html, tags=_TAGS, link_rel="noopener noreferrer")

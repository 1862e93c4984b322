"""A short link on paper: QR codes and the poster."""

from django.conf import settings

from common.errors import NotFound
from enrollment.models import EntryLink


def link_url(link: EntryLink) -> str:
    """The address that the QR code holds."""
    return f"{settings.PUBLIC_URL}/q/{link.code}"


def render_link(link: EntryLink, ending: str) -> tuple[bytes, str]:
    """The bytes and media type of the link as `png`, `svg` or `pdf` (an A4 poster).

    Raises NotFound for any other ending.
    """
    from common.qr import qr_png, qr_svg
    from media.posters import render_entry_poster

    url = link_url(link)
    if ending == "png":
        return qr_png(url, scale=12), "image/png"
    if ending == "svg":
        svg = qr_svg(url)
        return svg, "image/svg+xml"
    if ending == "pdf":
        run = link.run
        poster = render_entry_poster(
            title=run.course.title,
            summary=run.course.summary,
            url=url,
            organiser=run.organiser_name,
            language="vi",
        )
        return poster, "application/pdf"
    raise NotFound

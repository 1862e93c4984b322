"""The A4 poster of a short link: a large QR code that a village can hang on its notice board."""

from django.template.loader import render_to_string

from common.pdf import check_letters, fit_size, png_data, render_pdf
from common.qr import qr_png

TITLE_SIZES = (40, 35, 30, 26)
TITLE_WIDTH_PT = 450


def render_entry_poster(
    *, title: str, summary: str, url: str, organiser: str, language: str = "vi"
) -> bytes:
    """The poster's PDF, A4 portrait, the same bytes each time. Raises MissingGlyphs."""
    check_letters(title + summary + url + organiser)
    html = render_to_string(
        "media/entry_poster.html",
        {
            "title": title,
            "title_size": fit_size(title, width_pt=TITLE_WIDTH_PT * 1.7, sizes=TITLE_SIZES),
            "summary": summary,
            "organiser": organiser,
            "address": url.partition("://")[2],
            "language": language,
            "qr": png_data(qr_png(url, scale=12, border=2)),
        },
    )
    return render_pdf(html, identifier=url.encode()[-64:])

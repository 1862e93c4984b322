"""HTML to PDF, the same bytes each time: own fonts, no network, no clock.

The bytes rest on the HTML, the fonts in common/fonts (cut to the Vietnamese alphabet beforehand)
and the pinned WeasyPrint; `identifier` and the dates in the HTML's head take the place of what a
PDF writer otherwise draws from the clock.
"""

import atexit
from base64 import b64encode
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from common.errors import InvalidInput

FONTS = Path(__file__).parent / "fonts"
WEIGHTS = {
    400: "BeVietnamPro-400Regular.ttf",
    600: "BeVietnamPro-600SemiBold.ttf",
    700: "BeVietnamPro-700Bold.ttf",
}


class MissingGlyphs(InvalidInput):
    """The text has letters that the font cannot draw: a box on paper would be worse than a no."""

    code = "missing_glyphs"
    message = _("The font cannot draw these letters: %(letters)s")


@cache
def _font_css() -> str:
    return "".join(
        f'@font-face{{font-family:"Be Vietnam Pro";font-weight:{weight};'
        f'src:url("{(FONTS / name).as_uri()}")}}'
        for weight, name in WEIGHTS.items()
    )


@cache
def _known_letters() -> frozenset[int]:
    from fontTools.ttLib import TTFont

    return frozenset(TTFont(FONTS / WEIGHTS[400]).getBestCmap())


@cache
def _advances() -> tuple[dict[int, int], int]:
    """Advance widths by code point of the semibold cut, and the units of an em."""
    from fontTools.ttLib import TTFont

    font = TTFont(FONTS / WEIGHTS[600])
    widths = font["hmtx"].metrics
    return {point: widths[name][0] for point, name in font.getBestCmap().items()}, font[
        "head"
    ].unitsPerEm


@cache
def _machinery() -> tuple[Any, Any]:
    """The font configuration and the fonts' style sheet, made once a process."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    # Pango's own clean-up fails when it runs after the interpreter has let go of modules.
    atexit.register(_machinery.cache_clear)
    atexit.register(_parse_css.cache_clear)
    return fonts, CSS(string=_font_css(), font_config=fonts, url_fetcher=_fetcher())


@cache
def _fetcher() -> Any:
    """Only our fonts and data inside the document: nothing comes from the network."""
    from weasyprint import URLFetcher

    return URLFetcher(allowed_protocols=("file", "data"), allow_redirects=False)


def check_letters(text: str) -> None:
    """Returns when the font has every letter of `text`. Raises MissingGlyphs."""
    missing = {letter for letter in text if ord(letter) not in _known_letters() and letter != "\n"}
    if missing:
        raise MissingGlyphs(letters=" ".join(sorted(missing)))


def measure(text: str, size_pt: float) -> float:
    """The width of a line in semibold, in points."""
    widths, em = _advances()
    return sum(widths.get(ord(letter), em) for letter in text) * size_pt / em


def fit_size(text: str, *, width_pt: float, sizes: tuple[float, ...]) -> float:
    """The largest of `sizes` (falling) at which `text` is one line of `width_pt`, or the last."""
    return next((size for size in sizes if measure(text, size) <= width_pt), sizes[-1])


def png_data(png: bytes) -> str:
    return f"data:image/png;base64,{b64encode(png).decode()}"


@lru_cache(maxsize=50)
def _parse_css(css: str) -> Any:
    """A design's style sheet, parsed once a process."""
    from weasyprint import CSS

    fonts, _font_sheet = _machinery()
    return CSS(string=css, font_config=fonts, url_fetcher=_fetcher())


def render_pdf(html: str, *, identifier: bytes, css: str = "", variant: str = "pdf/a-2a") -> bytes:
    """The PDF of a page: tagged, PDF/A-2a, fonts embedded. 20 to 30 ms warm for a page.

    `css` is the style that many pages share: it is parsed once. What differs stands in the page.
    """
    from weasyprint import HTML

    fonts, font_sheet = _machinery()
    document = HTML(string=html, url_fetcher=_fetcher())
    pdf = document.write_pdf(
        stylesheets=[font_sheet, _parse_css(css)] if css else [font_sheet],
        font_config=fonts,
        pdf_variant=variant,
        pdf_tags=True,
        pdf_identifier=identifier,
        optimize_images=False,
    )
    return bytes(pdf or b"")

"""QR codes (ISO/IEC 18004) as 1-bit PNG and as SVG; the same text gives the same bytes."""

import io

import segno

# Trying all eight masks is most of the time of making a code; any mask may be chosen.
_MASK = 4


def _make(text: str) -> segno.QRCode:
    return segno.make(text, error="m", micro=False, mask=_MASK, boost_error=False)


def qr_png(text: str, scale: int = 8, border: int = 4) -> bytes:
    """A 1-bit PNG, `scale` pixels a module, with the quiet zone of `border` modules."""
    out = io.BytesIO()
    _make(text).save(out, kind="png", scale=scale, border=border)
    return out.getvalue()


def qr_svg(text: str, border: int = 4) -> bytes:
    """An SVG of one path that scales to any size."""
    out = io.BytesIO()
    _make(text).save(out, kind="svg", border=border, xmldecl=False, svgclass=None, lineclass=None)
    return out.getvalue()

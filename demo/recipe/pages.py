"""Pages of HTML as pictures, by WeasyPrint and poppler."""

import subprocess
import tempfile
from pathlib import Path

from PIL import Image
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

FONTS = Path(__file__).parent.parent.parent / "common" / "fonts"
FACES = {400: "BeVietnamPro-400Regular.ttf", 600: "BeVietnamPro-600SemiBold.ttf", 700: "BeVietnamPro-700Bold.ttf"}


def render(html: str) -> bytes:
    fonts = FontConfiguration()
    faces = "".join(
        f'@font-face{{font-family:"Be Vietnam Pro";font-weight:{weight};src:url("{(FONTS / name).as_uri()}")}}'
        for weight, name in FACES.items()
    )
    css = CSS(string=faces, font_config=fonts)
    return bytes(HTML(string=html).write_pdf(stylesheets=[css], font_config=fonts, pdf_tags=True))


def to_images(pdf: bytes, *, dpi: int) -> list[Image.Image]:
    """Each page of the PDF as a picture."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["pdftoppm", "-r", str(dpi), "-png", "-", f"{folder}/page"], input=pdf, check=True
        )
        return [Image.open(path).copy() for path in sorted(Path(folder).glob("*.png"))]

"""A4 posters: PDF to print and WebP to look at, with the QR code of the course's short link."""

import tempfile
from html import escape
from pathlib import Path
from typing import Any

from PIL import Image

from common.pdf import check_letters, png_data, render_pdf
from common.qr import qr_png
from demo.recipe.texts import Course, Poster, read_poster
from demo.recipe.theme import HUES, INK, PAPER, drawing_data
from demo.recipe.tools import render_png

IMAGE_WIDTH = 992
IMAGE_QUALITY = 84
LONG_TITLE = 26

_PAGE = """<html lang="vi"><head><title>{title}</title>
<meta name="author" content="Học Số"><style>
@page {{ size: A4; margin: 0; background: {paper} }}
body {{ margin: 0; font-family: "Be Vietnam Pro"; color: {ink} }}
.band {{ background: {deep}; color: #fff; height: 19mm; padding: 0 16mm; line-height: 19mm;
  font-size: 14pt; font-weight: 600 }}
.hero {{ background: {pale}; height: 78mm; position: relative }}
.hero img {{ position: absolute; right: 10mm; top: 5mm; width: 68mm; height: 68mm }}
.hero div {{ position: absolute; left: 16mm; top: 9mm; width: 112mm }}
h1 {{ margin: 0; font-size: {size}pt; line-height: 1.12; font-weight: 700; color: {deep} }}
.lead {{ margin: 5mm 0 0; font-size: 17pt; line-height: 1.35 }}
ol {{ list-style: none; margin: 0; padding: 12mm 16mm 0 }}
li {{ position: relative; margin: 0 0 10mm; font-size: 23pt; line-height: 1.25; font-weight: 600 }}
li b {{ display: table-cell; height: 18mm; padding-left: 26mm; vertical-align: middle;
  font-weight: 600 }}
li i {{ position: absolute; left: 0; top: 0; width: 18mm; height: 18mm; line-height: 18mm;
  border-radius: 9mm; background: {deep}; color: #fff; text-align: center; font-style: normal;
  font-size: 24pt; font-weight: 700 }}
.foot {{ position: absolute; left: 0; right: 0; bottom: 0; height: 56mm; background: {deep};
  color: #fff }}
.foot img {{ position: absolute; left: 16mm; top: 7mm; width: 42mm; height: 42mm }}
.foot div {{ position: absolute; left: 66mm; right: 14mm; top: 7mm }}
.remember {{ margin: 0; font-size: 18pt; line-height: 1.3; font-weight: 700 }}
.link {{ margin: 4mm 0 0; font-size: 13pt; line-height: 1.4 }}
</style></head><body>
<div class="band">{course} · Chuyên đề {number}</div>
<div class="hero"><div><h1>{title}</h1><p class="lead">{lead}</p></div>
<img src="{drawing}" alt="Hình vẽ minh họa"></div>
<ol>{steps}</ol>
<div class="foot"><img src="{qr}" alt="Mã QR: {link}"><div>
<p class="remember">{remember}</p>
<p class="link">Quét mã để học trên điện thoại, không mất tiền.<br>{address}</p></div></div>
</body></html>"""


def make_poster(
    course: Course, section: dict[str, Any], activity: dict[str, Any], link: str
) -> None:
    """The activity's PDF and image are drawn, and its alternative text is the whole poster."""
    pdf = course.folder / activity["pdf"]
    poster = read_poster(pdf.parent)
    html = render_html(course, section, poster, link)
    pdf.write_bytes(render_pdf(html, identifier=activity["key"].encode()))
    _save_image(pdf, course.folder / activity["image"])
    activity["alt"] = poster.alternative


def render_html(course: Course, section: dict[str, Any], poster: Poster, link: str) -> str:
    hue = HUES[section["key"]]
    texts = {
        "title": poster.title,
        "lead": section["title"],
        "remember": poster.tip,
        "course": course.document["title"],
        "link": link,
        "address": link.partition("://")[2],
    }
    check_letters("".join((*texts.values(), *poster.steps)))
    return _PAGE.format(
        **{name: escape(text) for name, text in texts.items()},
        steps="".join(_step_html(number, step) for number, step in enumerate(poster.steps, 1)),
        number=course.document["sections"].index(section) + 1,
        size=32 if len(poster.title) > LONG_TITLE else 38,
        drawing=drawing_data(section["key"]),
        qr=png_data(qr_png(link, scale=10, border=3)),
        deep=hue.deep,
        pale=hue.pale,
        ink=INK,
        paper=PAPER,
    )


def _step_html(number: int, step: str) -> str:
    return f"<li><i>{number}</i><b>{escape(step)}</b></li>"


def _save_image(pdf: Path, image: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, pdf.name)
        copy.write_bytes(pdf.read_bytes())
        with Image.open(render_png(copy, width=IMAGE_WIDTH)) as page:
            page.convert("RGB").save(image, "WEBP", quality=IMAGE_QUALITY, method=6)

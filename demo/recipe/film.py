"""A short film: slides, a voice, captions."""

import subprocess
import tempfile
from datetime import timedelta
from html import escape
from pathlib import Path

from demo.recipe.audio import LEVEL, duration, speak
from demo.recipe.pages import render, to_images

PAUSE_SECONDS = 0.7
STYLE = """
@page { size: 854px 480px; margin: 0 }
* { box-sizing: border-box }
html { font-family: "Be Vietnam Pro"; color: #221c17 }
body { margin: 0 }
.slide { position: relative; width: 854px; height: 480px; background: #fbf3e4; page-break-after: always; overflow: hidden }
.slide > * { position: absolute; margin: 0 }
.art { left: 0; top: 0 }
.slide h1 { left: 64px; top: 138px; width: 640px; font-size: 58px; line-height: 1.15; font-weight: 700; color: #a3211b }
.slide p { left: 66px; top: 300px; width: 620px; font-size: 32px; line-height: 1.3; font-weight: 600 }
.place { left: 66px; top: 58px; font-size: 20px; color: #0d5f5a; font-weight: 600 }
"""
ART = """<svg class="art" width="854" height="480" viewBox="0 0 854 480"><circle cx="742" cy="112" r="58" fill="#f2b84b"/>
<path d="M0 420c120-50 220-44 330-16s230 30 524-34v110H0z" fill="#0d5f5a"/>
<path d="M0 452c150-30 300-22 430-8s270 8 424-20v56H0z" fill="#094743"/>
<rect x="0" y="0" width="12" height="480" fill="#a3211b"/></svg>"""


def make_film(slides: list[dict[str, str]], target: Path) -> float:
    """The film, its first picture as .webp and its captions as .vi.vtt; its length in seconds."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pictures = to_images(render(_html(slides)), dpi=96)
        parts, lengths = [], []
        for place, (slide, picture) in enumerate(zip(slides, pictures, strict=True)):
            picture.convert("RGB").resize((854, 480)).save(folder / f"{place}.png")
            speak(slide["say"], folder / f"{place}.wav")
            parts.append(_make_part(folder, place))
            lengths.append(duration(parts[-1]))
        _join(folder, parts, target)
        pictures[0].convert("RGB").resize((854, 480)).save(
            target.with_suffix(".webp"), quality=75, method=6
        )
    _write_captions([slide["say"] for slide in slides], lengths, target.with_suffix(".vi.vtt"))
    return duration(target)


def _html(slides: list[dict[str, str]]) -> str:
    pages = "".join(
        f'<section class="slide">{ART}<div class="place">Học Số · {place}/{len(slides)}</div>'
        f"<h1>{escape(slide['title'])}</h1><p>{escape(slide['text'])}</p></section>"
        for place, slide in enumerate(slides, start=1)
    )
    return f'<html lang="vi"><head><style>{STYLE}</style></head><body>{pages}</body></html>'


def _make_part(folder: Path, place: int) -> Path:
    part = folder / f"{place}.mp4"
    subprocess.run(
        [
            "ffmpeg", "-v", "error", "-y", "-loop", "1", "-framerate", "10", "-i",
            f"{folder}/{place}.png", "-i", f"{folder}/{place}.wav", "-af",
            f"{LEVEL},apad=pad_dur={PAUSE_SECONDS}", "-shortest", "-c:v", "libx264", "-profile:v",
            "baseline", "-tune", "stillimage", "-crf", "27", "-pix_fmt", "yuv420p", "-g", "50",
            "-c:a", "aac", "-b:a", "40k", "-ar", "24000", "-ac", "1", str(part),
        ],
        check=True,
    )  # fmt: skip
    return part


def _join(folder: Path, parts: list[Path], target: Path) -> None:
    listing = folder / "parts.txt"
    listing.write_text("".join(f"file '{part}'\n" for part in parts), encoding="utf-8")
    subprocess.run(
        [
            "ffmpeg", "-v", "error", "-y", "-f", "concat", "-safe", "0", "-i", str(listing),
            "-c", "copy", "-fflags", "+bitexact", "-movflags", "+faststart", str(target),
        ],
        check=True,
    )  # fmt: skip


def _write_captions(lines: list[str], lengths: list[float], target: Path) -> None:
    at, cues = 0.0, ["WEBVTT\n"]
    for line, length in zip(lines, lengths, strict=True):
        cues.append(f"{_stamp(at)} --> {_stamp(at + length - 0.2)}\n{line}\n")
        at += length
    target.write_text("\n".join(cues), encoding="utf-8")


def _stamp(seconds: float) -> str:
    whole = timedelta(seconds=int(seconds))
    return f"0{whole}.{int(seconds % 1 * 1000):03d}"

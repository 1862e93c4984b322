"""Short videos: slides in the posters' design, spoken text, captions in WebVTT."""

import itertools
import tempfile
from html import escape
from pathlib import Path
from typing import Any

from PIL import Image

from common.pdf import check_letters, render_pdf
from demo.recipe.speech import Cue, Speech, start_speech, voice_chain
from demo.recipe.texts import Course, Slide, read_slides
from demo.recipe.theme import HUES, INK, PAPER, drawing_data
from demo.recipe.tools import render_png, run_ffmpeg

WIDTH, HEIGHT = 854, 480
FRAMES_A_SECOND = 12
WORDS_A_MINUTE = 150
FADE_SECONDS = 0.35

_SLIDE = """<html lang="vi"><head><title>{heading}</title><style>
@page {{ size: 854px 480px; margin: 0; background: {paper} }}
body {{ margin: 0; font-family: "Be Vietnam Pro"; color: {ink} }}
.side {{ position: absolute; left: 0; top: 0; width: 290px; height: 480px; background: {pale} }}
.side img {{ position: absolute; left: 20px; top: 105px; width: 250px; height: 250px }}
.side p {{ position: absolute; left: 24px; top: 22px; margin: 0; font-size: 17px;
  font-weight: 700; color: {deep} }}
.main {{ position: absolute; left: 326px; top: 150px; width: 492px }}
h1 {{ margin: 0 0 18px; font-size: 41px; line-height: 1.16; font-weight: 700; color: {deep} }}
p.line {{ margin: 0 0 12px; padding-left: 22px; border-left: 5px solid {deep}; font-size: 25px;
  line-height: 1.35 }}
.dots {{ position: absolute; left: 326px; bottom: 34px; height: 8px }}
.dots span {{ display: inline-block; width: 34px; height: 8px; margin-right: 8px;
  border-radius: 4px; background: {deep}; opacity: .22 }}
.dots span.on {{ opacity: 1 }}
</style></head><body><div class="side"><p>Học Số</p><img src="{drawing}" alt="Hình vẽ"></div>
<div class="main"><h1>{heading}</h1><p class="line">{line}</p></div>
<div class="dots">{dots}</div></body></html>"""


def make_video(course: Course, section: dict[str, Any], activity: dict[str, Any]) -> None:
    """The activity's video, still picture and captions are made, and its length written down."""
    slides = read_slides((course.folder / activity["video"]).parent)
    speech, seconds = _speak(slides)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pages = [_draw(folder, slides, place, section["key"]) for place in range(len(slides))]
        raw = folder / "speech.wav"
        speech.save(raw)
        _encode(pages, seconds, raw, course.folder / activity["video"])
        with Image.open(pages[0]) as first:
            first.convert("RGB").save(course.folder / activity["poster"], "WEBP", quality=82)
    captions = course.folder / activity["captions"]
    captions.write_text(write_captions(speech.cues), encoding="utf-8")
    activity["duration_seconds"] = round(speech.seconds, 1)


def write_captions(cues: list[Cue]) -> str:
    """A WebVTT document: a cue a sentence."""
    blocks = [f"{_stamp(cue.start)} --> {_stamp(cue.end)}\n{cue.text}" for cue in cues]
    return "WEBVTT\n\n" + "\n\n".join(blocks) + "\n"


def _stamp(seconds: float) -> str:
    minutes, rest = divmod(round(seconds * 1000), 60_000)
    return f"00:{minutes:02}:{rest // 1000:02}.{rest % 1000:03}"


def _speak(slides: list[Slide]) -> tuple[Speech, list[float]]:
    """The whole speech, and for each slide how long it is seen, in seconds."""
    speech = start_speech()
    ends = [0.0]
    for slide in slides:
        speech.add_silence(FADE_SECONDS)
        speech.say(slide.spoken, words_a_minute=WORDS_A_MINUTE)
        ends.append(speech.seconds)
    speech.add_silence(1.0)
    ends[-1] = speech.seconds
    return speech, [end - start for start, end in itertools.pairwise(ends)]


def _draw(folder: Path, slides: list[Slide], place: int, section: str) -> Path:
    slide, hue = slides[place], HUES[section]
    check_letters(slide.heading + slide.shown)
    html = _SLIDE.format(
        heading=escape(slide.heading),
        line=escape(slide.shown),
        dots="".join(f'<span class="{"on" * (n <= place)}"></span>' for n in range(len(slides))),
        drawing=drawing_data(section),
        deep=hue.deep,
        pale=hue.pale,
        ink=INK,
        paper=PAPER,
    )
    pdf = folder / f"slide{place}.pdf"
    pdf.write_bytes(render_pdf(html, identifier=f"{section}{place}".encode()))
    return render_png(pdf, width=WIDTH)


def _encode(pages: list[Path], seconds: list[float], speech: Path, target: Path) -> None:
    """H.264 baseline and AAC in an MP4 that starts before it is whole."""
    inputs: list[str | Path] = []
    chains = []
    for place, (page, length) in enumerate(zip(pages, seconds, strict=True)):
        inputs += ["-loop", "1", "-framerate", str(FRAMES_A_SECOND), "-t", f"{length:.3f}"]
        inputs += ["-i", page]
        fade = f"fade=in:d={FADE_SECONDS}:color=0xfbf8f3"
        chains.append(f"[{place}:v]scale={WIDTH}:{HEIGHT},{fade},format=yuv420p[v{place}]")
    joined = "".join(f"[v{place}]" for place in range(len(pages)))
    chains.append(f"{joined}concat=n={len(pages)}:v=1:a=0[v]")
    chains.append(f"[{len(pages)}:a]{voice_chain(speech)}[a]")
    run_ffmpeg(
        *inputs, "-i", speech, "-filter_complex", ";".join(chains), "-map", "[v]", "-map", "[a]",
        "-c:v", "libx264", "-profile:v", "baseline", "-level", "3.0", "-preset", "slow",
        "-crf", "26", "-tune", "stillimage", "-r", str(FRAMES_A_SECOND), "-g", "48",
        "-c:a", "aac", "-b:a", "40k", "-ar", "24000", "-ac", "1", "-movflags", "+faststart",
        "-map_metadata", "-1", "-bitexact", target,
    )  # fmt: skip

"""The programs of the machine that the recipe calls: espeak-ng, ffmpeg, pdftoppm."""

import subprocess
from pathlib import Path


def run(*command: str | Path) -> str:
    """What the program wrote on stderr, stdout being files. Raises CalledProcessError."""
    done = subprocess.run(  # noqa: S603 - fixed programs, our own texts
        [str(part) for part in command], check=True, capture_output=True, text=True
    )
    return done.stderr


def run_ffmpeg(*arguments: str | Path) -> str:
    """What ffmpeg reported; its output carries no clock, so that it stays the same."""
    return run("ffmpeg", "-y", "-hide_banner", "-nostdin", *arguments)


def render_png(pdf: Path, *, width: int) -> Path:
    """The first page of `pdf` as a PNG beside it, `width` pixels wide."""
    target = pdf.with_suffix("")
    run("pdftoppm", "-png", "-singlefile", "-scale-to-x", str(width), "-scale-to-y", "-1",
        pdf, target)  # fmt: skip
    return target.with_suffix(".png")

"""Announcements for the village loudspeaker: mono AAC at -16 LUFS."""

import tempfile
from pathlib import Path
from typing import Any

from demo.recipe.speech import PARAGRAPH_PAUSE_SECONDS, start_speech, voice_chain
from demo.recipe.texts import Course, read_paragraphs
from demo.recipe.tools import run_ffmpeg

WORDS_A_MINUTE = 138
BITRATE = "40k"


def make_audio(course: Course, activity: dict[str, Any]) -> None:
    """The activity's file says its transcript, and its length is written down."""
    speech = start_speech()
    speech.chime()
    for paragraph in read_paragraphs(course.folder / activity["transcript_file"]):
        speech.say(paragraph, words_a_minute=WORDS_A_MINUTE)
        speech.add_silence(PARAGRAPH_PAUSE_SECONDS)
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder, "speech.wav")
        speech.save(raw)
        run_ffmpeg(
            "-i", raw, "-af", voice_chain(raw), "-ar", "24000", "-ac", "1",
            "-c:a", "aac", "-b:a", BITRATE, "-movflags", "+faststart",
            "-map_metadata", "-1", "-bitexact", course.folder / activity["audio"],
        )  # fmt: skip
    activity["duration_seconds"] = round(speech.seconds, 1)

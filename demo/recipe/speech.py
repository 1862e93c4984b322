"""Vietnamese speech by espeak-ng, sentence by sentence, so that the time of each is known."""

import array
import math
import re
import tempfile
import wave
from dataclasses import dataclass
from pathlib import Path

from demo.recipe.tools import run, run_ffmpeg

RATE_HZ = 22_050
SENTENCE_PAUSE_SECONDS = 0.45
PARAGRAPH_PAUSE_SECONDS = 0.85
LOUDNESS = "loudnorm=I=-16:TP=-1.5:LRA=7"
# A loudspeaker in the open: no rumble, voice ahead, even level.
VOICE_FILTER = "highpass=f=110,equalizer=f=2800:t=q:w=1.2:g=3,acompressor=ratio=3:attack=8"
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")
# How the voice says what is not a Vietnamese word.
_SPOKEN = {
    "dichvucong.gov.vn": "dịch vụ công, chấm gốp, chấm vi en",
    "VNeID": "vi en i ai đi",
    "VietQR": "việt kiu a",
    "QR": "kiu a",
    "OTP": "ô tê pê",
    "Zalo": "da lô",
    "Facebook": "phây búc",
    "5656": "năm sáu, năm sáu",
    "156": "một, năm, sáu",
    "1022": "một, không, hai, hai",
    "113": "một, một, ba",
    "18001096": "một tám không không, một không chín sáu",
}


@dataclass(frozen=True)
class Cue:
    """A sentence and when it is heard, in seconds from the start."""

    start: float
    end: float
    text: str


@dataclass
class Speech:
    """Samples (16-bit mono at RATE_HZ) and the cues in them."""

    samples: "array.array[int]"
    cues: list[Cue]

    @property
    def seconds(self) -> float:
        return len(self.samples) / RATE_HZ

    def add_silence(self, seconds: float) -> None:
        self.samples.extend(array.array("h", bytes(2 * round(seconds * RATE_HZ))))

    def say(self, paragraph: str, *, words_a_minute: int) -> None:
        """The paragraph is heard, a short pause after each sentence."""
        for sentence in split_sentences(paragraph):
            start = self.seconds
            self.samples.extend(_synthesise(sentence, words_a_minute))
            self.cues.append(Cue(start, self.seconds, sentence))
            self.add_silence(SENTENCE_PAUSE_SECONDS)

    def chime(self) -> None:
        """Two soft falling tones, as before an announcement."""
        for pitch_hz in (784.0, 587.3):
            self.samples.extend(_tone(pitch_hz, 0.6))
        self.add_silence(0.3)

    def save(self, path: Path) -> None:
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE_HZ)
            file.writeframes(self.samples.tobytes())


def start_speech() -> Speech:
    return Speech(array.array("h"), [])


def split_sentences(paragraph: str) -> list[str]:
    """The sentences of a paragraph, without Markdown's stars."""
    return _SENTENCE.split(paragraph.replace("**", "").strip())


def measure_loudness(path: Path) -> dict[str, str]:
    """What loudnorm's first pass found, named as its second pass wants it."""
    chain = f"{VOICE_FILTER},{LOUDNESS}:print_format=json"
    report = run_ffmpeg("-i", path, "-af", chain, "-f", "null", "-")
    found = dict(re.findall(r'"(\w+)" : "([^"]+)"', report))
    return {
        "measured_I": found["input_i"],
        "measured_TP": found["input_tp"],
        "measured_LRA": found["input_lra"],
        "measured_thresh": found["input_thresh"],
        "offset": found["target_offset"],
    }


def voice_chain(path: Path) -> str:
    """The filters that bring the sound of `path` to -16 LUFS."""
    measured = ":".join(f"{name}={value}" for name, value in measure_loudness(path).items())
    return f"{VOICE_FILTER},{LOUDNESS}:{measured}:linear=true"


def _synthesise(sentence: str, words_a_minute: int) -> "array.array[int]":
    said = sentence
    for written, spoken in _SPOKEN.items():
        said = said.replace(written, spoken)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "sentence.wav")
        speed = str(words_a_minute)
        run("espeak-ng", "-v", "vi", "-s", speed, "-p", "42", "-g", "2", "-w", path, said)
        with wave.open(str(path), "rb") as file:
            return array.array("h", file.readframes(file.getnframes()))


def _tone(pitch_hz: float, seconds: float) -> "array.array[int]":
    count = round(seconds * RATE_HZ)
    return array.array(
        "h",
        (
            round(9000 * math.exp(-4 * i / count) * math.sin(2 * math.pi * pitch_hz * i / RATE_HZ))
            for i in range(count)
        ),
    )

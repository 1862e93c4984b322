"""What kinds of file may be stored, told by their first bytes and not by their name."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class FileKind:
    """A media type, the ending its files get, and the largest size in bytes."""

    media_type: str
    ending: str
    limit_bytes: int


PDF = FileKind("application/pdf", "pdf", 20 * MEGABYTE)
PNG = FileKind("image/png", "png", 5 * MEGABYTE)
JPEG = FileKind("image/jpeg", "jpg", 5 * MEGABYTE)
WEBP = FileKind("image/webp", "webp", 5 * MEGABYTE)
MP4 = FileKind("video/mp4", "mp4", 200 * MEGABYTE)
M4A = FileKind("audio/mp4", "m4a", 50 * MEGABYTE)
MP3 = FileKind("audio/mpeg", "mp3", 50 * MEGABYTE)
VTT = FileKind("text/vtt", "vtt", MEGABYTE)


def find_kind(head: bytes) -> FileKind | None:
    """The kind of a file whose first 64 bytes or more are `head`; None when it is none of ours."""
    if head[4:8] == b"ftyp":
        return M4A if head[8:12] in {b"M4A ", b"M4B "} else MP4
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[:3] == b"ID3" or (head[:1] == b"\xff" and head[1:2] in {b"\xfb", b"\xf3", b"\xf2"}):
        return MP3
    starts = {
        b"%PDF-": PDF,
        b"\x89PNG\r\n\x1a\n": PNG,
        b"\xff\xd8\xff": JPEG,
        b"WEBVTT": VTT,
        b"\xef\xbb\xbfWEBVTT": VTT,
    }
    return next((kind for start, kind in starts.items() if head.startswith(start)), None)

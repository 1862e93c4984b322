"""Files of the local store, through signed addresses, with ranges for audio and video."""

import mimetypes
import re
from collections.abc import Iterator
from typing import IO

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from media.errors import StorageUnavailable
from media.signing import check_file_signature

CHUNK_BYTES = 64 * 1024
RANGE = re.compile(r"bytes=(\d*)-(\d*)")


@require_safe
def stored_file(request: HttpRequest, key: str) -> HttpResponseBase:
    """The file, or the part of it that was asked for (RFC 9110, single ranges)."""
    check_file_signature(
        key,
        expires=request.GET.get("expires", ""),
        signature=request.GET.get("signature", ""),
    )
    try:
        file = default_storage.open(key)
        size = file.size
    except (FileNotFoundError, IsADirectoryError, SuspiciousFileOperation):
        raise Http404 from None
    except OSError as problem:
        raise StorageUnavailable from problem
    return _respond(request, file, key, size)


def _respond(request: HttpRequest, file: IO[bytes], key: str, size: int) -> HttpResponseBase:
    start, end = _read_range(request.headers.get("Range", ""), size)
    if start >= size or start > end:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    partial = (start, end) != (0, size - 1)
    file.seek(start)
    response = StreamingHttpResponse(
        _Part(file, end - start + 1),
        status=206 if partial else 200,
        content_type=mimetypes.guess_type(key)[0] or "application/octet-stream",
    )
    response["Content-Length"] = str(end - start + 1)
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "private, max-age=3600, immutable"
    if partial:
        response["Content-Range"] = f"bytes {start}-{end}/{size}"
    return response


def _read_range(header: str, size: int) -> tuple[int, int]:
    """First and last byte asked for; the whole file where the header asks nothing we serve."""
    match = RANGE.fullmatch(header)
    if match is None or match.groups() == ("", ""):
        return 0, size - 1
    first, last = match.groups()
    if not first:
        return max(0, size - int(last)), size - 1
    return int(first), min(int(last), size - 1) if last else size - 1


class _Part:
    """Some bytes of an open file, in pieces. The server closes it, read or not."""

    def __init__(self, file: IO[bytes], length: int) -> None:
        self.file, self.length = file, length

    def __iter__(self) -> Iterator[bytes]:
        while self.length > 0 and (chunk := self.file.read(min(CHUNK_BYTES, self.length))):
            self.length -= len(chunk)
            yield chunk

    def close(self) -> None:
        self.file.close()

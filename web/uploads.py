"""Files sent by a form: one that is too large is passed over, the rest of the form is kept."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest


class LimitedUpload(FileUploadHandler):
    """Stands before the usual handlers: of a request over `most_bytes` no file is stored.

    It is read past, since a browser whose sending is cut off shows no answer at all.
    """

    is_too_large = False

    def __init__(self, request: HttpRequest, *, most_bytes: int) -> None:
        super().__init__(request)
        self.is_too_large = int(request.META.get("CONTENT_LENGTH") or 0) > most_bytes

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.is_too_large:
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002 - the framework's signature
        return raw_data

    def file_complete(self, file_size: int) -> None:  # noqa: ARG002 - the framework's signature
        return None


def limit_upload(request: HttpRequest, *, most_bytes: int) -> None:
    """Call it before anything reads the form, the check against forgery included."""
    request.upload_handlers.insert(0, LimitedUpload(request, most_bytes=most_bytes))


def is_upload_too_large(request: HttpRequest) -> bool:
    first = request.upload_handlers[0]
    return isinstance(first, LimitedUpload) and first.is_too_large

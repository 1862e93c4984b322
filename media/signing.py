"""Expiring signatures of local file addresses: what an S3 server does, for a folder."""

from datetime import timedelta
from hmac import compare_digest
from urllib.parse import quote, urlencode

from django.utils.crypto import salted_hmac

from common.clock import now
from media.errors import FileLinkExpired, FileLinkForged

PREFIX = "/files/"


LONGEST_EXPIRY_DIGITS = 12


def _signature(key: str, expires: int) -> str:
    return salted_hmac("media.file", f"{key}\n{expires}", algorithm="sha256").hexdigest()[:40]


def sign_file_path(key: str, *, lifetime: timedelta) -> str:
    """An address of `key` that is good for between one and two lifetimes.

    The expiry is rounded up to a whole lifetime, so that a page shown twice gives the same
    address twice and a phone plays the audio it already holds.
    """
    seconds = int(lifetime.total_seconds())
    expires = (int(now().timestamp()) // seconds + 2) * seconds
    query = urlencode({"expires": expires, "signature": _signature(key, expires)})
    return f"{PREFIX}{quote(key)}?{query}"


def check_file_signature(key: str, *, expires: str, signature: str) -> None:
    """Returns when the address was signed here and has not expired.

    Raises FileLinkForged or FileLinkExpired.
    """
    if not expires.isdigit() or len(expires) > LONGEST_EXPIRY_DIGITS:
        raise FileLinkForged
    if not compare_digest(_signature(key, int(expires)), signature):
        raise FileLinkForged
    if int(expires) < now().timestamp():
        raise FileLinkExpired

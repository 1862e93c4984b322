"""The citizen number (CCCD): looked up by a keyed hash, kept encrypted, never shown whole.

The hash is HMAC-SHA256 and the seal AES-256-GCM, under keys that HKDF-SHA256 derives from
`settings.HASH_KEY` and from those of `settings.FIELD_KEYS`. The first of these seals; every one of
them opens, so that keys can be changed: a seal begins with the first four bytes of a hash of its
key.
"""

import hashlib
import hmac
import os
import re
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

DIGITS = 12
SHOWN = 4
HIDDEN = "•"
NONCE_BYTES = 12
NAME_BYTES = 4


class SealBroken(Exception):
    """No key that is known opens this, or it was changed."""


def normalize_citizen_id(text: str) -> str | None:
    """The twelve digits; None when it is no citizen number.

    Spreadsheets take leading zeros away and add “.0”: nine digits or more are filled up. The
    number begins with a province's code, 001 to 096 (Circular 59/2021/TT-BCA).
    """
    digits = re.sub(r"[\s.\-']", "", re.sub(r"\.0+$", "", text.strip()))
    if not digits.isascii() or not digits.isdigit() or not 9 < len(digits) <= DIGITS:  # noqa: PLR2004
        return None
    number = digits.zfill(DIGITS)
    return number if 1 <= int(number[:3]) <= 96 else None  # noqa: PLR2004 - see above


def mask_citizen_id(number: str) -> str:
    """The last four digits behind dots: enough for its holder to know it again."""
    return HIDDEN * (DIGITS - SHOWN) + number[-SHOWN:]


def hash_citizen_id(number: str) -> str:
    """What a number is looked up by: equal for equal numbers, and nothing without the key."""
    return hmac.digest(_derive(settings.HASH_KEY, "hash"), number.encode(), "sha256").hex()


def seal_citizen_id(number: str) -> bytes:
    """The number encrypted under the first key."""
    key = settings.FIELD_KEYS[0]
    nonce = os.urandom(NONCE_BYTES)
    return _name(key) + nonce + _cipher(key).encrypt(nonce, number.encode(), None)


def open_citizen_id(sealed: bytes | memoryview) -> str:
    """The number that was sealed. Raises SealBroken."""
    data = bytes(sealed)
    name, rest = data[:NAME_BYTES], data[NAME_BYTES:]
    for key in settings.FIELD_KEYS:
        if _name(key) == name:
            try:
                return _cipher(key).decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], None).decode()
            except InvalidTag:
                break
    raise SealBroken


def is_sealed_by_first_key(sealed: bytes | memoryview) -> bool:
    """Whether the other keys are not needed for this."""
    return bytes(sealed)[:NAME_BYTES] == _name(settings.FIELD_KEYS[0])


@cache
def _derive(key: str, purpose: str) -> bytes:
    return HKDF(SHA256(), 32, None, f"hocso citizen_id {purpose}".encode()).derive(key.encode())


@cache
def _cipher(key: str) -> AESGCM:
    return AESGCM(_derive(key, "seal"))


@cache
def _name(key: str) -> bytes:
    return hashlib.sha256(_derive(key, "seal")).digest()[:NAME_BYTES]

"""The one form of what people type to sign in: a phone number or an e-mail address."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from people.errors import SignInInvalid

_NATIONAL = re.compile(r"0[35789]\d{8}")


def normalize_phone(text: str) -> str | None:
    """E.164 of a Vietnamese mobile number in any usual spelling, or None.

    Excel drops the leading zero, so nine digits are read as if it stood there.
    """
    digits = re.sub(r"[\s.\-()]", "", text)
    digits = re.sub(r"^(\+84|0084|84(?=\d{9}$))", "0", digits)
    if re.fullmatch(r"[35789]\d{8}", digits):
        digits = f"0{digits}"
    return f"+84{digits[1:]}" if _NATIONAL.fullmatch(digits) else None


def normalize_sign_in(text: str) -> str:
    """The stored form of a sign-in name. Raises SignInInvalid."""
    cleaned = text.strip()
    if "@" in cleaned:
        try:
            validate_email(cleaned)
        except ValidationError:
            raise SignInInvalid from None
        return cleaned.lower()
    phone = normalize_phone(cleaned)
    if phone is None:
        raise SignInInvalid
    return phone


def show_phone(number: str) -> str:
    """A stored number as people write it: 0912 345 678."""
    digits = f"0{number.removeprefix('+84')}"
    return f"{digits[:4]} {digits[4:7]} {digits[7:]}"


def mask_phone(number: str) -> str:
    """A stored number with its middle behind dots: 0912 ••• 678."""
    digits = f"0{number.removeprefix('+84')}"
    return f"{digits[:4]} ••• {digits[7:]}"

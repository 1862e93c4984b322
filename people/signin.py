"""The one form of what people type to sign in: a phone number or an e-mail address."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from people.errors import SignInInvalid

_SIGNS = re.compile(r"[\s.\-()]")
_COUNTRY = re.compile(r"^(\+84|0084|84(?=0?\d{9,10}$))0?")
_MOBILE = re.compile(r"[35789]\d{8}")
# Mobile numbers of eleven digits became ones of ten from 15/09/2018 on: 0168 became 038.
_OF_BEFORE_2018 = (
    {f"16{last}": f"3{last}" for last in "23456789"}
    | {"120": "70", "121": "79", "122": "77", "126": "76", "128": "78"}
    | {"123": "83", "124": "84", "125": "85", "127": "81", "129": "82"}
    | {"186": "56", "188": "58", "199": "59"}
)
_LONG = re.compile(rf"({'|'.join(_OF_BEFORE_2018)})(\d{{7}})")


def normalize_phone(text: str) -> str | None:
    """E.164 of a Vietnamese mobile number in any usual spelling, or None.

    Excel drops the leading zero, so nine digits are read as if it stood there. A number of eleven
    digits from before the change of 2018 is read as what it became.
    """
    digits = _COUNTRY.sub("", _SIGNS.sub("", text)).removeprefix("0")
    if old := _LONG.fullmatch(digits):
        digits = f"{_OF_BEFORE_2018[old[1]]}{old[2]}"
    return f"+84{digits}" if _MOBILE.fullmatch(digits) else None


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

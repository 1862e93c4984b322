"""Verification codes: random, printable, read aloud without doubt."""

import secrets

# No 0, 1, I, L, O and U; 12 of 30 letters are 58.9 bits, so that codes cannot be guessed.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def normalize_code(text: str) -> str:
    """The stored form of a code as people type it: spaces, hyphens and case do not matter."""
    return "".join(letter for letter in text.upper() if letter.isalnum())[:32]


def group_code(code: str) -> str:
    """The printed form: ABCD-EFGH-JKMN."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))

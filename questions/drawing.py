"""A random draw, the same for the same seed. Pure functions."""

from collections.abc import Sequence
from hashlib import sha256


def draw(pool: Sequence[str], count: int, seed: str) -> list[str]:
    """`count` of the versions, by hash, in an order that only the seed decides.

    Each attempt has its own seed, so it asks the same questions whenever it is opened; over
    many seeds each version is drawn equally often. The order of `pool` changes nothing.
    """
    return sorted(set(pool), key=lambda one: sha256(f"{seed}:{one}".encode()).digest())[:count]

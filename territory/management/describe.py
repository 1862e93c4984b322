"""Refusals as lines of a terminal."""

from common.errors import DomainError, InvalidInput


def describe_error(error: DomainError) -> str:
    """The refusal with what is wrong in each place, at most ten lines of each."""
    fields = error.fields if isinstance(error, InvalidInput) else {}
    lines = [f"{name}: {text}" for name, texts in fields.items() for text in texts[:10]]
    return "\n  ".join([error.detail, *lines])

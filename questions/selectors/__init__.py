"""Questions about questions."""

from questions.selectors.versions import get_versions

__all__ = ["get_versions"]

"""The doors through which questions are written."""

from questions.services.versions import freeze_question, hash_content, note_uses, open_course_bank

__all__ = ["freeze_question", "hash_content", "note_uses", "open_course_bank"]

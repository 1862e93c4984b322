"""Sessions in the database, read by a statement that is written once."""

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import DateTimeField

from common.clock import now
from common.compiled import CompiledQuery, Param

_session = CompiledQuery(
    lambda: Session.objects.filter(
        session_key=Param("key"), expire_date__gt=Param("now", DateTimeField())
    )
)


class SessionStore(db.SessionStore):
    """Django's own store; only the reading of a session, which each page does, is its own."""

    def _get_session_from_db(self) -> Any:
        found = _session.first(key=self.session_key, now=now())
        if found is None:
            self._session_key = None
        return found

"""Which sessions are of interest where a profile names a window of time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from heapq import heappop, heappush

from vbo_tui.model.session import Session, SessionId


class Expiry:
    """Knows which sessions are over next, so that not all have to be looked at each time."""

    def __init__(self) -> None:
        self._ends: list[tuple[datetime, SessionId]] = []
        """A heap; a session may be in it more than once, and as it was before."""

    def note(self, sessions: Iterable[Session]) -> None:
        """Take in sessions as they are now."""
        for session in sessions:
            if not session.is_working:
                heappush(self._ends, (max(session.started, session.ended or session.started), session.id))

    def over(self, moment: datetime, sessions: Mapping[SessionId, Session]) -> list[SessionId]:
        """Return which of ``sessions`` started and ended before ``moment`` (aware), each once."""
        found: dict[SessionId, None] = {}
        while self._ends and self._ends[0][0] < moment:
            _, key = heappop(self._ends)
            session = sessions.get(key)
            if session is not None and session.was_over(moment):
                found[key] = None
        return list(found)

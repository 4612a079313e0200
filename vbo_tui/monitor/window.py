"""Which sessions are of interest where a profile names a window of time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from heapq import heapify, heappop, heappush

from vbo_tui.model.session import Session, SessionId

SPARE = 1000
"""Sessions that are gone, or have changed since, of which the ends may be held besides."""


class Expiry:
    """Knows which sessions are over next, so that not all have to be looked at each time."""

    def __init__(self) -> None:
        self._ends: list[tuple[datetime, SessionId]] = []
        """A heap; a session may be in it more than once, and as it was before."""

    def __len__(self) -> int:
        return len(self._ends)

    def note(self, sessions: Iterable[Session], known: Mapping[SessionId, Session]) -> None:
        """Take in sessions as they are now; ``known`` are all that there are."""
        for session in sessions:
            if not session.is_working:
                heappush(self._ends, _end(session))
        if len(self._ends) > 2 * len(known) + SPARE:
            self._ends = [_end(session) for session in known.values() if not session.is_working]
            heapify(self._ends)

    def over(self, moment: datetime, sessions: Mapping[SessionId, Session]) -> list[SessionId]:
        """Return which of ``sessions`` started and ended before ``moment`` (aware), each once."""
        found: dict[SessionId, None] = {}
        while self._ends and self._ends[0][0] < moment:
            _, key = heappop(self._ends)
            session = sessions.get(key)
            if session is not None and session.was_over(moment):
                found[key] = None
        return list(found)


def _end(session: Session) -> tuple[datetime, SessionId]:
    return max(session.started, session.ended or session.started), session.id

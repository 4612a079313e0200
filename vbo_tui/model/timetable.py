"""When a filter's times let a session in, or out: as the clock goes on, only those are looked at. Pure."""

from __future__ import annotations

from datetime import datetime
from heapq import heapify, heappop, heappush

from vbo_tui.model.filter import Filter
from vbo_tui.model.filter_terms import compared_in, microseconds
from vbo_tui.model.session import Session, SessionId

SPARE = 1000
"""Moments that no longer hold and are kept all the same."""


class Timetable:
    """The next moment at which a time of each session passes one of a filter's limits."""

    def __init__(self, chosen: Filter) -> None:
        """Begin without sessions."""
        self._compared = [compared for compared in compared_in(chosen.terms) if compared.follows_clock]
        self._moments: dict[SessionId, int] = {}
        self._queue: list[tuple[int, SessionId]] = []
        """All of the moments, and some that no longer hold."""

    def __len__(self) -> int:
        return len(self._moments)

    @property
    def queued(self) -> int:
        """How many moments are held, those that no longer hold among them."""
        return len(self._queue)

    def note(self, session: Session, now: datetime) -> None:
        """Take in how a session is at ``now`` (aware)."""
        at = microseconds(now)
        moments = [moment for one in self._compared if (moment := one.changes_at(session)) is not None]
        ahead = [moment for moment in moments if moment > at]
        if not ahead:
            self.forget(session.id)
        elif self._moments.get(session.id) != min(ahead):
            self._moments[session.id] = min(ahead)
            heappush(self._queue, (min(ahead), session.id))
            self._tidy()

    def forget(self, session: SessionId) -> None:
        """Take in that nothing will change for a session, or that it is gone."""
        self._moments.pop(session, None)

    def is_due(self, now: datetime) -> bool:
        """Tell whether it is time to look at something."""
        return bool(self._queue) and self._queue[0][0] <= microseconds(now)

    def due(self, now: datetime) -> list[SessionId]:
        """Return the sessions for which something has changed until ``now`` (aware), and let them go."""
        at, found = microseconds(now), []
        while self._queue and self._queue[0][0] <= at:
            moment, session = heappop(self._queue)
            if self._moments.get(session) == moment:
                del self._moments[session]
                found.append(session)
        return found

    def _tidy(self) -> None:
        if len(self._queue) > 2 * len(self._moments) + SPARE:
            self._queue = [(moment, session) for session, moment in self._moments.items()]
            heapify(self._queue)

"""The sessions that are shown, in order, kept right change by change. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from itertools import chain

from vbo_tui.model.query import (
    Entry,
    Filter,
    Names,
    Order,
    SortKey,
    entry,
    organization_of,
    search_text,
    session_field,
)
from vbo_tui.model.session import Session, SessionId
from vbo_tui.model.snapshot import Snapshot

REBUILD_SHARE = 10
"""One changed session in so many is the point from which starting anew is quicker."""


class Arrangement:
    """Rows by number, and numbers by session.

    A changed session is taken out and merged in again: sorting everything anew for each answer
    would hold up the keys once there are many.
    """

    def __init__(
        self, *, organizations: Names | None = None, text: Callable[[Session], str] = search_text
    ) -> None:
        """Begin without sessions.

        Args:
            organizations: The names that are known; may grow later.
            text: What the filter looks at.
        """
        self.order = Order()
        self.filter = Filter()
        self._organizations = organizations if organizations is not None else {}
        self._text = text
        self._entries: list[Entry] = []
        """Upwards; read from the end where the order is reversed."""
        self._entry_of: dict[SessionId, Entry] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, session: SessionId) -> bool:
        return session in self._entry_of

    def at(self, row: int) -> SessionId:
        """Return the session of a row, counted from 0."""
        return self._entries[-1 - row if self.order.reverse else row][2]

    def row(self, session: SessionId) -> int | None:
        """Return the row of a session; None where the filter leaves it out, or it is not there."""
        place = self._entry_of.get(session)
        if place is None:
            return None
        index = bisect_left(self._entries, place)
        return len(self._entries) - 1 - index if self.order.reverse else index

    def neighbours(self, row: int) -> Iterator[SessionId]:
        """Return the sessions from ``row`` down, then those above it, as they are now."""
        entries, last, backwards = self._entries, len(self._entries) - 1, self.order.reverse
        rows = chain(range(max(row, 0), last + 1), range(min(row - 1, last), -1, -1))
        return (entries[last - place if backwards else place][2] for place in rows)

    def rebuild(self, snapshot: Snapshot, now: datetime) -> None:
        """Filter and sort all sessions; one that works has lasted until ``now`` (aware)."""
        places = [
            entry(session, self.order, now, self._organizations)
            for session in snapshot.sessions.values()
            if self._lets_through(session)
        ]
        places.sort()
        self._entries = places
        self._entry_of = {place[2]: place for place in places}

    def update(self, snapshot: Snapshot, touched: Collection[SessionId], now: datetime) -> None:
        """Put the sessions that came, went or changed where they belong now."""
        if len(touched) * REBUILD_SHARE > len(snapshot.sessions) or self.order.key is SortKey.DURATION:
            self.rebuild(snapshot, now)
            return
        stale: set[SessionId] = set()
        fresh: list[Entry] = []
        for key in touched:
            before, place = self._entry_of.pop(key, None), self._place(snapshot, key, now)
            if place is not None:
                self._entry_of[key] = place
            if before == place:
                continue
            if before is not None:
                stale.add(key)
            if place is not None:
                fresh.append(place)
        if stale or fresh:
            kept = [place for place in self._entries if place[2] not in stale] if stale else self._entries
            self._entries = sorted([*kept, *sorted(fresh)])

    def _place(self, snapshot: Snapshot, key: SessionId, now: datetime) -> Entry | None:
        session = snapshot.sessions.get(key)
        if session is None or not self._lets_through(session):
            return None
        return entry(session, self.order, now, self._organizations)

    def _lets_through(self, session: Session) -> bool:
        if not self.filter:
            return True
        return self.filter.matches(self._text(session), lambda name: self._field(session, name))

    def _field(self, session: Session, name: str) -> str:
        if name == "org":
            return organization_of(session, self._organizations)
        return session_field(session, name)

"""What of the table is news: changed cells, which fade, and rows that came or ended. Pure."""

from __future__ import annotations

from vbo_tui.model.session import Session, SessionId
from vbo_tui.model.snapshot import Delta, Snapshot
from vbo_tui.ui.columns import EVERY, Column

FRESH, FADING = "reverse", "bold"
"""The styles that a changed cell wears for one refresh, and for the next one."""

NEW, FINISHED = "+", "*"
"""The signs of a session that came, and of one that stopped working, since the user looked at it."""

MOST_MARKED = 1000
"""Sessions whose changed cells are remembered; where more change at once, the marks tell nothing."""

MOST_SIGNS = 10_000
"""Sessions whose signs are remembered; the oldest go first."""


class Marks:
    """Remembers what changed for as long as it is worth telling. Time that passes is no change."""

    def __init__(self) -> None:
        self._fresh: dict[SessionId, frozenset[str]] = {}
        self._fading: dict[SessionId, frozenset[str]] = {}
        self._signs: dict[SessionId, str] = {}

    def note(self, before: Snapshot, after: Snapshot, delta: Delta) -> None:
        """Let the old marks fade where this is another answer, and set those for what ``delta`` changed.

        The first answer is no news: everything in it is new.
        """
        if not after.goes_on_with(before.answer):
            self._fading, self._fresh = self._fresh, {}
        for key in delta.removed:
            self._fresh.pop(key, None)
            self._fading.pop(key, None)
            self._signs.pop(key, None)
        for session in delta.changed:
            old = before.sessions.get(session.id)
            new = after.sessions.get(session.id)
            if old is not None and new is not None:
                self._changed(old, new)
        if before.revision and not before.loading:
            for session in delta.added:
                self._sign(session.id, NEW)

    def _changed(self, old: Session, new: Session) -> None:
        if len(self._fresh) < MOST_MARKED or new.id in self._fresh:
            cells = frozenset(column.key for column in EVERY if column.changed(old, new))
            if cells:
                self._fresh[new.id] = cells | self._fresh.get(new.id, frozenset())
        if old.is_working and not new.is_working:
            self._sign(new.id, FINISHED)

    def _sign(self, session: SessionId, sign: str) -> None:
        self._signs.pop(session, None)
        self._signs[session] = sign
        if len(self._signs) > MOST_SIGNS:
            del self._signs[next(iter(self._signs))]

    def seen(self, session: SessionId) -> None:
        """Take in that the cursor was on a session: its sign has done its work."""
        self._signs.pop(session, None)

    def touches(self, session: SessionId) -> bool:
        """Tell whether a session's row wears anything."""
        return session in self._fresh or session in self._fading or session in self._signs

    def sign(self, session: SessionId) -> str:
        """Return what stands in the mark column; "" for nothing."""
        return self._signs.get(session, "")

    def style(self, session: SessionId, column: Column) -> str:
        """Return the style that a cell wears because it changed lately; "" for none."""
        if column.key in self._fresh.get(session, ()):
            return FRESH
        return FADING if column.key in self._fading.get(session, ()) else ""

"""The newest sessions of a list of any length, kept change by change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from vbo_tui.model.session import Session, SessionId
from vbo_tui.model.snapshot import Delta

WIDEST = 100
"""How many of the newest sessions the window of a poll is widened by, at most, to take in those that work."""


class Newest:
    """Some of the newest sessions that have a start."""

    def __init__(self) -> None:
        self._held: dict[SessionId, Session] = {}
        self._oldest: datetime | None = None
        """What is older need not be looked at; None while there is room for all."""

    @property
    def sessions(self) -> list[Session]:
        """The newest first; at most ``WIDEST``."""
        return sorted(self._held.values(), key=lambda session: session.started, reverse=True)[:WIDEST]

    def add(self, sessions: Iterable[Session]) -> None:
        """Take in sessions as they are now."""
        for session in sessions:
            if session.created is not None and (self._oldest is None or session.created >= self._oldest):
                self._held[session.id] = session
            else:
                self._held.pop(session.id, None)
        if len(self._held) > 2 * WIDEST:
            kept = self.sessions
            self._held = {session.id: session for session in kept}
            self._oldest = kept[-1].created

    def note(self, delta: Delta) -> None:
        """Take in what changed."""
        self.add((*delta.added, *delta.changed))
        for key in delta.removed:
            self._held.pop(key, None)

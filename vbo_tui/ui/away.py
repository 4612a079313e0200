"""What happened while nobody pressed a key: told at the next one, and gone through one by one. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from vbo_tui.model.session import Session, SessionId, Status
from vbo_tui.model.snapshot import Delta, Snapshot

AFTER = 60.0
"""Seconds without a key after which somebody counts as away."""

KEYS = 2
"""Keys that the summary stands for: the one that brought it, and the next."""

MOST = 10_000
"""Sessions that are gone through; of more, the oldest are only counted."""


class Became(StrEnum):
    """What became of a session, as the summary says it; what matters most comes first."""

    FAILED = "FAILED"
    WARNING = "WARN"
    STARTED = "started"
    ENDED = "ended"


SUMMARY = (Became.STARTED, Became.ENDED, Became.WARNING, Became.FAILED)
"""In which order the summary tells of them."""


class Happening(NamedTuple):
    """A session that something became of."""

    session: SessionId
    became: Became


class Turn(NamedTuple):
    """One of the sessions that are gone through."""

    session: SessionId
    became: Became
    number: int
    """Counted from 1."""
    of: int


class Away:
    """Remembers which sessions came or ended since the last key; each counts once, as it is in the end."""

    def __init__(self, at: float) -> None:
        """Begin at a second of the clock."""
        self.summary = ""
        """What to say now; "" for nothing."""
        self._key_at = at
        self._since: dict[SessionId, bool] = {}
        """Whom something happened to since then; whether they were new."""
        self._forgotten: Counter[Became] = Counter()
        self._shown_for = 0
        self._happened: list[Happening] = []
        self._next = 0

    def note(self, before: Snapshot, after: Snapshot, delta: Delta) -> None:
        """Take in an answer. What the first one holds is no news."""
        if not before.revision or before.loading:
            return
        for session in delta.added:
            self._remember(session.id, after, is_new=True)
        for session in delta.changed:
            old = before.sessions.get(session.id)
            if old is not None and old.is_working and not session.is_working:
                self._remember(session.id, after, is_new=False)

    def _remember(self, session: SessionId, after: Snapshot, *, is_new: bool) -> None:
        self._since.setdefault(session, is_new)
        if len(self._since) > MOST:
            oldest = next(iter(self._since))
            became = _became(after.sessions.get(oldest), is_new=self._since.pop(oldest))
            if became is not None:
                self._forgotten[became] += 1

    def key(self, at: float, sessions: Mapping[SessionId, Session]) -> bool:
        """Take in a key, at a second of the clock; return whether there is something else to say now.

        Args:
            at: When.
            sessions: All of them as they are now.
        """
        said, away = self.summary, at - self._key_at >= AFTER
        self._shown_for += 1
        if self._shown_for >= KEYS:
            self.summary = ""
        if away:
            self._look_back(sessions)
        self._key_at = at
        if self._since:
            self._since = {}
            self._forgotten.clear()
        return self.summary != said

    def _look_back(self, sessions: Mapping[SessionId, Session]) -> None:
        found = [
            Happening(session, became)
            for session, is_new in self._since.items()
            if (became := _became(sessions.get(session), is_new=is_new)) is not None
        ]
        counts = Counter(one.became for one in found)
        counts.update(self._forgotten)
        told = [f"{counts[became]:,} {became}" for became in SUMMARY if counts[became]]
        if told:
            urgent = list(Became)
            self._happened = sorted(found, key=lambda one: urgent.index(one.became))
            self._next, self._shown_for = 0, 0
            self.summary = f"while away: {', '.join(told)}"

    def turn(self) -> Turn | None:
        """Return the next of the sessions that the last summary told of, the first one after the last.

        None where there are none.
        """
        if not self._happened:
            return None
        number = self._next % len(self._happened) + 1
        self._next = number
        return Turn(*self._happened[number - 1], number, len(self._happened))


def _became(session: Session | None, *, is_new: bool) -> Became | None:
    """Return what became of a session; None for one that is gone, or works as it did."""
    if session is None:
        return None
    if session.is_working:
        return Became.STARTED if is_new else None
    return {Status.FAILED: Became.FAILED, Status.WARNING: Became.WARNING}.get(session.status, Became.ENDED)

"""Sessions that work far longer than their like usually do. Pure: the time comes in as an argument.

What is usual is the median of the type's ended sessions. A session's turn comes by the clock, so the
working ones are held by their start: to find those whose turn has come is to look at these alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import accumulate
from math import inf, nextafter
from typing import NamedTuple

from sortedcontainers import SortedList

from vbo_tui.model.session import Session, SessionId
from vbo_tui.model.snapshot import Delta

TIMES = 3
"""So many times as long as usual is too long."""

FLOOR = timedelta(minutes=10)
"""No session is stuck before that."""

ENOUGH = 5
"""Ended sessions of a type from which on it is known what is usual."""

AT_LAST = timedelta(days=1)
"""How long a session may work where that is not known."""

MOST_TYPES = 64
"""Types that are told apart; all that come later are one."""


class Usual(NamedTuple):
    """How long sessions of a type last."""

    median: timedelta | None
    """To three digits; None where too few have ended."""
    among: int
    """How many have ended."""

    @property
    def longest(self) -> timedelta:
        """How long one may work before it counts as stuck."""
        return AT_LAST if self.median is None else max(TIMES * self.median, FLOOR)


class StuckSessions(Collection[SessionId]):
    """The working sessions that are stuck, as of the last :meth:`look`."""

    def __init__(self) -> None:
        self._kinds: dict[str, _Kind] = {}
        self._stuck: set[SessionId] = set()

    @classmethod
    def among(cls, sessions: Iterable[Session], now: datetime) -> StuckSessions:
        """Return which of ``sessions`` are stuck at ``now`` (aware)."""
        found = cls()
        found.note({}, Delta(0, added=tuple(sessions)))
        found.look(now)
        return found

    def __contains__(self, session: object) -> bool:
        return session in self._stuck

    def __len__(self) -> int:
        return len(self._stuck)

    def __iter__(self) -> Iterator[SessionId]:
        return iter(self._stuck)

    def note(self, before: Mapping[SessionId, Session], delta: Delta) -> None:
        """Take in what changed, ``before`` being the sessions until then."""
        for key in delta.removed:
            if key in before:
                self._let_go(before[key])
        for session in delta.changed:
            old = before.get(session.id)
            if old is None or not _is_as_it_was(old, session):
                if old is not None:
                    self._let_go(old)
                self._take_in(session)
        for session in delta.added:
            self._take_in(session)

    def _take_in(self, session: Session) -> None:
        if self._kind(session).count(session, 1):
            self._stuck.add(session.id)

    def _let_go(self, session: Session) -> None:
        self._kind(session).count(session, -1)
        self._stuck.discard(session.id)

    def look(self, now: datetime) -> set[SessionId]:
        """Look at the clock (aware); return the sessions that are stuck now and were not, or the reverse."""
        at = now.timestamp()
        moved: set[SessionId] = set()
        for kind in self._kinds.values():
            came, went = kind.look(at)
            self._stuck.update(came)
            self._stuck.difference_update(went)
            moved.update(came, went)
        return moved

    def usual(self, session: Session) -> Usual:
        """Return how long sessions like this one last."""
        return self._kind(session).usual

    def _kind(self, session: Session) -> _Kind:
        word = session.type.casefold()
        found = self._kinds.get(word)
        if found is None:
            name = word if len(self._kinds) < MOST_TYPES else _OTHERS
            found = self._kinds.setdefault(name, _Kind())
        return found


_OTHERS = "\0"
"""Stands for the types that are not told apart; no server's word is that."""


class _Kind:
    """The sessions of one type: how long the ended ones lasted, and since when the others work."""

    def __init__(self) -> None:
        self._lasted: dict[int, int] = {}
        """How many lasted how many seconds; few numbers, however many sessions."""
        self._ended = 0
        self._usual: Usual | None = None
        """None where it has to be found out again."""
        self._working: SortedList[tuple[float, SessionId]] = SortedList()
        """By their start; those that do not tell it are never stuck."""
        self._since = -inf
        """Those that started by then are stuck."""

    @property
    def usual(self) -> Usual:
        """How long they last."""
        if self._usual is None:
            self._usual = Usual(self._median() if self._ended >= ENOUGH else None, self._ended)
        return self._usual

    def _median(self) -> timedelta:
        self._lasted = {seconds: count for seconds, count in self._lasted.items() if count > 0}
        lengths = sorted(self._lasted)
        up_to = accumulate(self._lasted[seconds] for seconds in lengths)
        middle = self._ended // 2
        return timedelta(seconds=next(s for s, count in zip(lengths, up_to, strict=True) if count > middle))

    def count(self, session: Session, by: int) -> bool:
        """Take a session in (1), or let it go as it was then (-1); return whether it is stuck.

        As of the last look.
        """
        if session.created is None:
            return False
        if session.is_working:
            began = (session.created.timestamp(), session.id)
            if by > 0:
                self._working.add(began)
            else:
                self._working.discard(began)
            return began[0] <= self._since
        if session.ended is not None:
            lasted = session.ended - session.created
            seconds = three_digits(max(lasted.days * 86400 + lasted.seconds, 0))
            self._lasted[seconds] = self._lasted.get(seconds, 0) + by
            self._ended += by
            self._usual = None
        return False

    def look(self, at: float) -> tuple[list[SessionId], list[SessionId]]:
        """Look at the clock: ``at`` are seconds since 1970. Return who is stuck now, and who no longer."""
        if not self._working:
            self._since = -inf
            return [], []
        before, self._since = self._since, at - self.usual.longest.total_seconds()
        return self._started(before, self._since), self._started(self._since, before)

    def _started(self, after: float, until: float) -> list[SessionId]:
        if until <= after:
            return []
        between = self._working.irange((nextafter(after, inf),), (nextafter(until, inf),))
        return [session for _, session in between]


def _is_as_it_was(old: Session, new: Session) -> bool:
    """Tell whether nothing changed that matters here."""
    return (old.state, old.type, old.created, old.ended) == (new.state, new.type, new.created, new.ended)


def told_of_stuck(field: str, told: str) -> str:
    """Return what a filter finds in a field of a stuck session, which by itself says what is ``told``."""
    return f"{told}\nstuck" if field in ("state", "status") else told


def three_digits(seconds: int) -> int:
    """Return a number with no more than three digits that say something: 12,345 is 12,300."""
    scale = 1
    while seconds >= 1000 * scale:
        scale *= 10
    return seconds // scale * scale

"""How many sessions there were when, by result and by organization; kept right session by session. Pure.

Each count is a difference of places in sorted rows of instants, so that any span of time costs the same.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice, pairwise

from sortedcontainers import SortedDict, SortedList

from vbo_tui.model.session import Session, SessionId, Status

Current = Callable[[SessionId], tuple[Session, str] | None]
"""Returns a session as it is shown now, and its organization; None where it is not shown."""


def extent(session: Session, now: float) -> tuple[float, float] | None:
    """Return the first and the last moment of a session; None where the server told neither.

    The last is never before the first. A session that works lasts until ``now``, and has started by then.

    Args:
        session: Any one.
        now: In seconds since 1970, as is what is returned.
    """
    start = None if session.created is None else session.created.timestamp()
    if session.is_working:
        return (now if start is None else min(start, now), now)
    end = None if session.ended is None else session.ended.timestamp()
    if start is None:
        return None if end is None else (end, end)
    return start, start if end is None else max(start, end)


class Lane:
    """Some sessions, as the moments of their starts and of their ends."""

    def __init__(self) -> None:
        self.counts: Counter[Status] = Counter()
        """How many there are, whether it is known when they started or not."""
        self.revision = 0
        """Grows with each change."""
        self._starts: defaultdict[Status, SortedList[float]] = defaultdict(SortedList)
        self._ends: defaultdict[Status, SortedList[float]] = defaultdict(SortedList)
        """Of those that have ended."""
        self._latest: tuple[float, SessionId] | None = None

    def __len__(self) -> int:
        return self.counts.total()

    @property
    def latest(self) -> SessionId | None:
        """The session that started last; None where it was taken out, until :meth:`learn_latest`."""
        return None if self._latest is None else self._latest[1]

    def put(self, session: Session) -> None:
        """Take a session in."""
        start, end = _moments(session)
        if self._latest is not None or not len(self):
            self._latest = max(self._latest or _age(session), _age(session))
        self.counts[session.status] += 1
        self.revision += 1
        if end is not None:
            self._starts[session.status].add(start)
        if end is not None and not session.is_working:
            self._ends[session.status].add(end)

    def drop(self, session: Session) -> None:
        """Take a session out, which was put in as it is here."""
        self.counts[session.status] -= 1
        self.revision += 1
        start, end = _moments(session)
        if session.id == self.latest:
            self._latest = None
        if end is not None:
            self._starts[session.status].remove(start)
        if end is not None and not session.is_working:
            self._ends[session.status].remove(end)

    def learn_latest(self, sessions: Iterable[Session]) -> None:
        """Take in all of its sessions, where the one that started last was taken out."""
        self._latest = max(map(_age, sessions), default=None)

    def started(self, status: Status, edges: Sequence[float]) -> list[int]:
        """Return how many with that result started from each of the rising ``edges`` to the next one."""
        return [above - below for below, above in pairwise(_below(self._starts.get(status), edges))]

    def there(self, status: Status, edges: Sequence[float]) -> list[int]:
        """Return how many there were at any moment from each of the rising ``edges`` to the next one.

        Those that work are there from their start on, for ever.
        """
        started = _below(self._starts.get(status), edges)
        over = _below(self._ends.get(status), edges)
        return [before - gone for before, gone in zip(started[1:], over, strict=False)]


def _age(session: Session) -> tuple[float, SessionId]:
    """Return what is the larger the later a session started."""
    return session.started.timestamp(), session.id


def _moments(session: Session) -> tuple[float, float | None]:
    """Return when a session started and ended; None for the end where neither is known.

    One that works has no end; what is returned for it is its start.
    """
    begun = session.started.timestamp()
    span = None if session.is_working and session.created is None else extent(session, begun)
    return (begun, None) if span is None else span


def _below(moments: SortedList[float] | None, edges: Sequence[float]) -> list[int]:
    """Return how many of the moments are before each edge."""
    flat = list(moments or ())
    found, at = [], 0
    for edge in edges:
        at = bisect_left(flat, edge, at)
        found.append(at)
    return found


class Lanes:
    """Sessions in the lanes of their organizations, and all of them in one."""

    def __init__(self, *, by_organization: bool) -> None:
        self.whole = Lane()
        """Every session."""
        self.by_organization: SortedDict[str, Lane] = SortedDict(str.casefold)
        """By name; empty where nobody wants to know."""
        self._wanted = by_organization
        self._taken: dict[SessionId, tuple[Session, str]] = {}

    def take(self, key: SessionId, now: tuple[Session, str] | None) -> None:
        """Take in that a session is ``now`` as it is here, with its organization, or no longer there."""
        before = self._taken.pop(key, None)
        if before is not None:
            for lane in self._lanes(before[1]):
                lane.drop(before[0])
            if self._wanted and not self.by_organization[before[1]]:
                del self.by_organization[before[1]]
        if now is not None:
            self._taken[key] = now
            for lane in self._lanes(now[1]):
                lane.put(now[0])

    def _lanes(self, organization: str) -> Iterator[Lane]:
        yield self.whole
        if self._wanted:
            if organization not in self.by_organization:
                self.by_organization[organization] = Lane()
            yield self.by_organization[organization]

    def latest(self, organization: str) -> SessionId | None:
        """Return the session of an organization that started last; None where it has none."""
        lane = self.by_organization.get(organization)
        if lane is not None and lane.latest is None:
            lane.learn_latest(one for one, name in self._taken.values() if name == organization)
        return None if lane is None else lane.latest


class Census:
    """Counts the sessions that are shown, a few at a time: the lanes of before stand until it is done."""

    def __init__(self, current: Current) -> None:
        """Begin without sessions; ``current`` says what is shown."""
        self.lanes = Lanes(by_organization=False)
        """What was counted last."""
        self._current = current
        self._next: tuple[Lanes, Iterator[Session]] | None = None
        self._late: dict[SessionId, None] = {}

    @property
    def is_busy(self) -> bool:
        """Whether there is something to go on with."""
        return self._next is not None or bool(self._late)

    def begin(self, sessions: Iterable[Session], *, by_organization: bool) -> None:
        """Begin to count all ``sessions`` anew, of which those that are shown count."""
        self._next = Lanes(by_organization=by_organization), iter(sessions)
        self._late.clear()

    def forget(self) -> None:
        """Let go of what was counted."""
        self.lanes, self._next = Lanes(by_organization=False), None
        self._late.clear()

    def touch(self, sessions: Iterable[SessionId]) -> None:
        """Take in that these came, went or changed: they are counted when all others are."""
        self._late.update(dict.fromkeys(sessions))

    def go_on(self, count: int) -> None:
        """Count so many sessions more."""
        if self._next is not None:
            lanes, sessions = self._next
            some = [session.id for session in islice(sessions, count)]
            for key in some:
                lanes.take(key, self._current(key))
            if len(some) < count:
                self.lanes, self._next = lanes, None
            return
        for key in list(islice(self._late, count)):
            del self._late[key]
            self.lanes.take(key, self._current(key))

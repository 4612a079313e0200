"""What to ask for, so that no poll asks for more than can have changed. No waiting, no retries.

The whole list is read at first, and again every so often, since only then it shows what was deleted.
In between it is the newest sessions, and those that work: all others have ended, and stay as they are.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Collection, Iterable, Mapping
from contextlib import aclosing
from datetime import datetime, timedelta
from itertools import pairwise

from msgspec.structs import replace

from vbo_tui.model.session import Session, SessionId
from vbo_tui.model.snapshot import Delta, Snapshot, Step, diff
from vbo_tui.monitor.plan import ONE_BY_ONE, OVERLAP, Plan, window_start
from vbo_tui.monitor.server import Server
from vbo_tui.monitor.single import Singles, ask_for

WHOLE_APART = (10.0, 300.0)
"""Seconds between readings of the whole list for what was missed: those after the first, and the most."""

MOST_FOREIGN = 10_000
"""Ids of sessions of other accounts that are remembered, so that they are not asked for again and again."""

WHOLE_EVERY = 900.0
"""Seconds after which the whole list is read again."""

INCOMPLETE_FOR = 60.0
"""Seconds after which a list that could not be read to its end is tried again."""

ONE_PAGE = 1000
"""Sessions up to which the user's own wish for a refresh reads the whole list."""

SKEW_WORTH_KNOWING = timedelta(seconds=5)
"""Below this the server's clock counts as ours: its ``Date`` header has whole seconds only."""


class Reader:
    """Keeps the newest snapshot of one server, and knows how little has to be asked to renew it."""

    def __init__(
        self,
        server: Server,
        *,
        now: Callable[[], datetime],
        seconds: Callable[[], float],
        window: timedelta | None = None,
    ) -> None:
        """Begin without sessions.

        Args:
            server: Whom to ask.
            now: The wall-clock time, aware.
            seconds: A clock that only grows.
            window: How far back sessions are of interest; None for all.
        """
        self.last = Snapshot()
        """What is known."""
        self._server = server
        self._now = now
        self._seconds = seconds
        self._window = window
        self.whole_due = -math.inf
        """The clock's seconds at which the whole list is to be read."""
        self._whole_at = -math.inf
        self._is_forced = False
        self._apart = 0.0
        self._whole_known = False
        self._newest_first = False
        self._working: set[SessionId] = set()
        self._unreadable: tuple[str, ...] = ()
        """What the last reading of the whole list could not read."""
        self._again: set[SessionId] = set()
        """Single sessions that could not be read: asked for again by the next poll."""
        self._foreign: set[SessionId] = set()
        """Sessions that were named, but that the account may not see."""

    # -- what to ask ------------------------------------------------------------------------

    def plan(self, *, wished: bool = False) -> Plan:
        """Return what the next poll has to ask for; ``wished`` says that the user wants to know."""
        known = self.last.sessions
        able = self._server.capabilities
        whole = not self._whole_known or self._seconds() >= self.whole_due
        if whole or (wished and len(known) <= ONE_PAGE):
            return Plan(whole=True)
        since = self._window_start() if able.filters_start else None
        head = since is None and able.paged and self._newest_first
        old = {key for key in self._working if since is None or known[key].started < since} | self._again
        if (since is None and not head) or len(old) * ONE_BY_ONE > len(known):
            return Plan(whole=True)
        return Plan(since=since, head=head, ids=tuple(sorted(old)))

    def _window_start(self) -> datetime | None:
        start = window_start(self.last.sessions.values(), newest_first=self._newest_first)
        if start is None:
            return self._window_from()
        return min(start, self._server_now()) - OVERLAP

    # -- asking -----------------------------------------------------------------------------

    async def read(self, plan: Plan) -> AsyncGenerator[Step, None]:
        """Ask for what ``plan`` says; yield what is known then. The first reading yields on the way, too.

        Raises:
            ApiError: Something went wrong; of a first reading, what came before that is known.
        """
        if plan.whole:
            async with aclosing(self._read_whole()) as steps:
                async for step in steps:
                    yield step
            return
        found: dict[SessionId, Session] = {}
        unreadable: list[str] = []
        incomplete = ""
        told: datetime | None = None
        if plan.since is not None or plan.head:
            async with aclosing(self._server.pages(plan.since, few=True)) as parts:
                async for part in parts:
                    told = part.server_time
                    unreadable += part.unreadable
                    incomplete = incomplete or part.incomplete
                    found |= {session.id: session for session in part.sessions}
                    if plan.head and all(map(self._is_old, part.sessions)):
                        break
        singles = await self._ask_for(key for key in plan.ids if key not in found)
        if incomplete:
            self.whole_due = min(self.whole_due, self._seconds() + INCOMPLETE_FOR)
        unreadable += singles.reasons
        found |= singles.found
        yield self._merge(found, singles.gone, unreadable=tuple(unreadable), told=told, incomplete=incomplete)

    async def read_these(self, ids: Iterable[SessionId], deleted: Collection[SessionId]) -> Step:
        """Ask for single sessions that are said to have changed; drop those said to be deleted.

        Raises:
            ApiError: Something went wrong; nothing is taken over.
        """
        singles = await self._ask_for(ids)
        gone = singles.gone.union(deleted)
        return self._merge(singles.found, gone, unreadable=singles.reasons, told=None)

    async def _ask_for(self, ids: Iterable[SessionId]) -> Singles:
        singles = await ask_for(self._server, ids)
        for key in singles.foreign & self.last.sessions.keys():
            singles.unreadable[key] = "the server does not let this account see it any more"
        self._again -= singles.found.keys() | singles.gone | singles.foreign
        self._again |= singles.unreadable.keys()
        self._foreign |= singles.foreign - self.last.sessions.keys()
        if len(self._foreign) > MOST_FOREIGN:
            self._foreign.clear()
        return singles

    def forget_whole(self) -> None:
        """Take in that something was missed: the whole list has to be read, but not again and again."""
        self.whole_due = min(self.whole_due, self._whole_at + self._apart)
        self._is_forced = True

    def has_to_ask(self, session: SessionId, etag: int | None) -> bool:
        """Tell whether a session that is said to be in the state of ``etag`` is not known so."""
        held = self.last.sessions.get(session)
        known = held is not None and etag is not None and held.etag == etag
        return not known and session not in self._foreign

    async def _read_whole(self) -> AsyncGenerator[Step, None]:
        started = self._seconds()
        first = not self._whole_known
        found: dict[SessionId, Session] = {}
        unreadable: list[str] = []
        incomplete = ""
        told: datetime | None = None
        start = self._window_from()
        async with aclosing(self._server.pages(start, ended_since=start)) as parts:
            async for part in parts:
                told = part.server_time
                unreadable += part.unreadable
                incomplete = incomplete or part.incomplete
                came: dict[SessionId, Session] = {}
                for session in part.sessions:
                    came.setdefault(session.id, session)
                found |= {key: session for key, session in came.items() if key not in found}
                if first and part.more:
                    yield self._merge(came, (), unreadable=tuple(unreadable), told=told, loading=True)
        self._newest_first = _is_newest_first(found.values())
        if not incomplete:
            self._again.clear()
        left_out = self._left_out(found, start)
        singles = await self._ask_for(left_out)
        held = self.last.sessions
        found |= {key: held[key] for key in left_out if key not in singles.gone} | singles.found
        self._whole_known, self._whole_at = True, started
        first_apart, last_apart = WHOLE_APART
        self._apart = min(max(2 * self._apart, first_apart), last_apart) if self._is_forced else 0.0
        self._is_forced = False
        self.whole_due = started + (INCOMPLETE_FOR if incomplete else WHOLE_EVERY)
        self._unreadable = tuple(unreadable)
        sessions = {**found, **self.last.sessions, **found} if incomplete else found
        step = self._take(
            sessions, None, unreadable=(*unreadable, *singles.reasons), told=told, incomplete=incomplete
        )
        asked_for_less = start is not None and (self._window_from() or start) < start
        if asked_for_less:
            self.forget_whole()
        yield step

    def _is_old(self, session: Session) -> bool:
        """Tell whether a session is known, or no longer of interest."""
        start = self._window_from()
        return session.id in self.last.sessions or (start is not None and session.was_over(start))

    def _left_out(self, found: Collection[SessionId], start: datetime | None) -> list[SessionId]:
        """Return those that a list from ``start`` on leaves out though they work, or ended only after it."""
        if start is None or not self._server.capabilities.filters_start:
            return []
        early = (key for key, session in self.last.sessions.items() if session.started < start)
        return sorted(
            key for key in early if key not in found and not self.last.sessions[key].was_over(start)
        )

    # -- taking over ------------------------------------------------------------------------

    def _merge(
        self,
        found: Mapping[SessionId, Session],
        gone: Collection[SessionId],
        *,
        unreadable: tuple[str, ...],
        told: datetime | None,
        incomplete: str = "",
        loading: bool = False,
    ) -> Step:
        """Put what was found over what is known; new sessions come first, as they do on the server."""
        held = self.last.sessions
        added = tuple(session for key, session in found.items() if key not in held)
        changed = tuple(
            session for key, session in found.items() if key in held and not is_same(held[key], session)
        )
        removed = tuple(key for key in gone if key in held and key not in found)
        delta = Delta(self.last.revision, added, changed, removed)
        sessions = held
        if delta:
            new = {session.id: session for session in added}
            sessions = {**held, **new} if loading else {**new, **held}
            sessions.update((session.id, session) for session in changed)
            for key in removed:
                del sessions[key]
        if not loading:  # the newest ones may hold again what the whole list held
            unreadable = tuple((Counter(self._unreadable) | Counter(unreadable)).elements())
        incomplete = self.last.incomplete or incomplete
        return self._take(
            sessions, delta, unreadable=unreadable, told=told, incomplete=incomplete, loading=loading
        )

    def _take(
        self,
        sessions: Mapping[SessionId, Session],
        delta: Delta | None,
        *,
        unreadable: tuple[str, ...],
        told: datetime | None,
        incomplete: str,
        loading: bool = False,
    ) -> Step:
        """Make ``sessions`` what is known; ``delta`` is worked out where it is not given."""
        before = self.last
        start = self._window_from()
        if start is not None:
            over = {key for key, session in sessions.items() if session.was_over(start)}
            sessions = {key: session for key, session in sessions.items() if key not in over}
            delta = None if over else delta
        if delta is None:
            sessions = _same_where_equal(before.sessions, sessions)
        skew = self._skew(told)
        after = Snapshot(before.revision + 1, sessions, unreadable, loading, incomplete, skew)
        delta = diff(before, after) if delta is None else delta
        self._working.difference_update(delta.removed, (session.id for session in delta.changed))
        self._working.update(session.id for session in (*delta.added, *delta.changed) if session.is_working)
        self.last = after
        return Step(after, delta)

    def _window_from(self) -> datetime | None:
        """Return since when sessions are of interest, by the server's clock."""
        return None if self._window is None else self._server_now() - self._window

    def _server_now(self) -> datetime:
        """Return the time by the server's clock, as far as it is known."""
        return self._now() + self.last.skew

    def _skew(self, told: datetime | None) -> timedelta:
        """Return the server's lead, steady from poll to poll so that durations do not jitter."""
        if told is None:
            return self.last.skew
        skew = told - self._now()
        if abs(skew) < SKEW_WORTH_KNOWING:
            return timedelta(0)
        if abs(skew - self.last.skew) < SKEW_WORTH_KNOWING:
            return self.last.skew
        return timedelta(seconds=round(skew.total_seconds()))


def _same_where_equal(
    held: Mapping[SessionId, Session], sessions: Mapping[SessionId, Session]
) -> dict[SessionId, Session]:
    """Return ``sessions``, with the very objects that are held already in place of equal ones."""
    return {
        key: before if (before := held.get(key)) is not None and is_same(before, session) else session
        for key, session in sessions.items()
    }


def is_same(held: Session, session: Session) -> bool:
    """Tell whether a server says the same of a session as before; how it writes its links is no news."""
    return held == session or replace(session, link_forms=held.link_forms) == held


def _is_newest_first(sessions: Iterable[Session]) -> bool:
    """Tell whether a server's order was seen to be the newest first; where all start at once it was not."""
    starts = [session.created for session in sessions if session.created is not None]
    return len(set(starts)) > 1 and all(newer >= older for newer, older in pairwise(starts))

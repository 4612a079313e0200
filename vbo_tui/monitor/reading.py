"""What to ask for, so that no poll asks for more than can have changed. No waiting, no retries.

The whole list is read at first, and again every so often, since only then it shows what was deleted.
In between it is the newest sessions, and those that work: all others have ended, and stay as they are.
What comes is taken in part by part, so that no part of a long list holds up the keys.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Collection, Iterable
from contextlib import aclosing
from datetime import datetime, timedelta

from vbo_tui.courtesy import give_way
from vbo_tui.model.session import Session, SessionId
from vbo_tui.model.snapshot import Snapshot, Step
from vbo_tui.monitor.ledger import Ledger
from vbo_tui.monitor.plan import ONE_BY_ONE, OVERLAP, Plan, window_start
from vbo_tui.monitor.server import Server
from vbo_tui.monitor.single import Singles, ask_for
from vbo_tui.monitor.survey import Survey

WHOLE_APART = (10.0, 300.0)
"""Seconds between readings of the whole list for what was missed: those after the first, and the most."""

MOST_FOREIGN = 10_000
"""Ids of sessions of other accounts that are remembered, so that they are not asked for again and again."""

MOST_AGAIN = 1000
"""Sessions that could not be read and are asked for one by one again; of more the whole list is read."""

WHOLE_EVERY = 900.0
"""Seconds after which the whole list is read again."""

INCOMPLETE_FOR = 60.0
"""Seconds after which a list that could not be read to its end is tried again."""

ONE_PAGE = 1000
"""Sessions up to which the user's own wish for a refresh reads the whole list."""


STEP = 250
"""Sessions of a long list that are shown at a time; of its beginning fewer, so that it is there at once."""


class Reader:
    """Keeps what is known of one server, and knows how little has to be asked to renew it."""

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
        self._server = server
        self._seconds = seconds
        self._ledger = Ledger(now=now, window=window)
        self.whole_due = -math.inf
        """The clock's seconds at which the whole list is to be read."""
        self._whole_at = -math.inf
        self._is_forced = False
        self._apart = 0.0
        self._whole_known = False
        self._newest_first = False
        self._unreadable: tuple[str, ...] = ()
        """What the last reading of the whole list could not read."""
        self._again: set[SessionId] = set()
        """Single sessions that could not be read: asked for again by the next poll."""
        self._foreign: set[SessionId] = set()
        """Sessions that were named, but that the account may not see."""

    @property
    def last(self) -> Snapshot:
        """What is known."""
        return self._ledger.last

    # -- what to ask ------------------------------------------------------------------------

    def plan(self, *, wished: bool = False) -> Plan:
        """Return what the next poll has to ask for; ``wished`` says that the user wants to know."""
        known = self._ledger.sessions
        able = self._server.capabilities
        whole = not self._whole_known or self._seconds() >= self.whole_due
        if whole or (wished and len(known) <= ONE_PAGE):
            return Plan(whole=True)
        since = self._window_start() if able.filters_start else None
        head = since is None and able.paged and self._newest_first
        working = self._ledger.working
        old = {key for key in working if since is None or known[key].started < since} | self._again
        if (since is None and not head) or len(old) * ONE_BY_ONE > len(known):
            return Plan(whole=True)
        return Plan(since=since, head=head, ids=tuple(sorted(old)))

    def _window_start(self) -> datetime | None:
        start = window_start(self._ledger.newest.sessions)
        if start is None:
            return self._ledger.window_from
        return min(start, self._ledger.server_now) - OVERLAP

    # -- asking -----------------------------------------------------------------------------

    async def read(self, plan: Plan) -> AsyncGenerator[Step, None]:
        """Ask for what ``plan`` says; yield what is known then, of the whole list part by part.

        Raises:
            ApiError: Something went wrong; of the whole list, what came before that is known.
        """
        self._ledger.begin_answer()
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
        ids = [key for key in plan.ids if key not in found]
        if plan.since is not None and not incomplete:
            ids += self._passed_over(found, plan.since)
        singles = await self._ask_for(ids)
        if incomplete:
            self.whole_due = min(self.whole_due, self._seconds() + INCOMPLETE_FOR)
        found |= singles.found
        self._ledger.hear(told)
        yield self._merge(found, singles.gone, (*unreadable, *singles.reasons), incomplete)

    def _passed_over(self, found: Collection[SessionId], since: datetime) -> list[SessionId]:
        """Return those that worked, and that a list from ``since`` on should hold: most likely deleted."""
        known = self._ledger.sessions
        return sorted(key for key in self._ledger.working if key not in found and known[key].started >= since)

    async def read_these(self, ids: Iterable[SessionId], deleted: Collection[SessionId]) -> Step:
        """Ask for single sessions that are said to have changed; drop those said to be deleted.

        Raises:
            ApiError: Something went wrong; nothing is taken over.
        """
        self._ledger.begin_answer()
        singles = await self._ask_for(ids)
        return self._merge(singles.found, singles.gone.union(deleted), singles.reasons)

    def _merge(
        self,
        found: dict[SessionId, Session],
        gone: Collection[SessionId],
        unreadable: tuple[str, ...],
        incomplete: str = "",
    ) -> Step:
        """Take in a part of the list; the newest ones may hold again what of the whole could not be read."""
        unreadable = tuple((Counter(self._unreadable) | Counter(unreadable)).elements())
        incomplete = self.last.incomplete or incomplete
        news = self._ledger.news(found.values(), gone)
        return self._ledger.take(news, unreadable=unreadable, incomplete=incomplete)

    async def _ask_for(self, ids: Iterable[SessionId]) -> Singles:
        singles = await ask_for(self._server, ids)
        known = self._ledger.sessions
        for key in singles.foreign:
            if key in known:
                singles.unreadable[key] = "the server does not let this account see it any more"
            else:
                self._foreign.add(key)
        self._again -= singles.found.keys() | singles.gone | singles.foreign
        self._again |= singles.unreadable.keys()
        if len(self._foreign) > MOST_FOREIGN:
            self._foreign.clear()
        if len(self._again) > MOST_AGAIN:
            self._again.clear()
            self.forget_whole()
        return singles

    def forget_whole(self) -> None:
        """Take in that something was missed: the whole list has to be read, but not again and again."""
        self.whole_due = min(self.whole_due, self._whole_at + self._apart)
        self._is_forced = True

    def has_to_ask(self, session: SessionId, etag: int | None) -> bool:
        """Tell whether a session that is said to be in the state of ``etag`` is not known so."""
        held = self._ledger.sessions.get(session)
        known = held is not None and etag is not None and held.etag == etag
        return not known and session not in self._foreign

    # -- the whole list -----------------------------------------------------------------------

    async def _read_whole(self) -> AsyncGenerator[Step, None]:
        started, first = self._seconds(), not self._whole_known
        survey, came = Survey(), list[Session]()
        start = self._ledger.window_from
        async with aclosing(self._server.pages(start, ended_since=start)) as parts:
            async for part in parts:
                came += survey.take(part)
                self._ledger.hear(survey.told)
                if part.more and len(came) >= min(len(survey.seen) // 4, STEP):
                    step = self._part(came, survey, loading=first)
                    came = []
                    if step is not None:
                        yield step
        yield await self._end_whole(survey, came, start, started)

    def _part(self, came: Collection[Session], survey: Survey, *, loading: bool) -> Step | None:
        """Take in a part of the list while there is more; of a later reading only where it brings news."""
        news = self._ledger.news(came)
        if not (news or loading):
            return None
        unreadable = survey.unreadable if loading else self.last.unreadable
        return self._ledger.take(
            news, unreadable=unreadable, incomplete=self.last.incomplete, loading=loading, more=True
        )

    async def _end_whole(
        self, survey: Survey, came: Collection[Session], start: datetime | None, started: float
    ) -> Step:
        """Take in the last part of the list, and what the list left out."""
        incomplete = survey.incomplete
        if not incomplete:
            self._again.clear()
        left_out = self._left_out(survey.seen, start)
        singles = await self._ask_for(left_out)
        if len(survey.seen) > STEP:
            await give_way()
        gone = set() if incomplete else self._ledger.missing(survey.seen, came).difference(left_out)
        self._newest_first, self._ledger.newest = survey.is_newest_first, survey.newest
        self._whole_known, self._whole_at = True, started
        first_apart, last_apart = WHOLE_APART
        self._apart = min(max(2 * self._apart, first_apart), last_apart) if self._is_forced else 0.0
        self._is_forced = False
        self.whole_due = started + (INCOMPLETE_FOR if incomplete else WHOLE_EVERY)
        self._unreadable = survey.unreadable
        news = self._ledger.news([*came, *singles.found.values()], gone | singles.gone)
        unreadable = (*survey.unreadable, *singles.reasons)
        step = self._ledger.take(news, unreadable=unreadable, incomplete=incomplete)
        asked_for_less = start is not None and (self._ledger.window_from or start) < start
        if asked_for_less:
            self.forget_whole()
        return step

    def _is_old(self, session: Session) -> bool:
        """Tell whether a session is known, or no longer of interest."""
        start = self._ledger.window_from
        return session.id in self._ledger.sessions or (start is not None and session.was_over(start))

    def _left_out(self, found: Collection[SessionId], start: datetime | None) -> list[SessionId]:
        """Return those that a list from ``start`` on leaves out though they work, or ended only after it."""
        if start is None or not self._server.capabilities.filters_start:
            return []
        early = (session for session in self._ledger.sessions.values() if session.started < start)
        return sorted(
            session.id for session in early if session.id not in found and not session.was_over(start)
        )

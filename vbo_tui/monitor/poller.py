"""The poll loop: THE REFRESH HAPPENS HERE.

Asks, waits, asks again. A failure is an update like any other; the loop ends only with the task
that runs it. What is shown, and how, is none of its business.
"""

from __future__ import annotations

import asyncio
import math
import random
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from vbo_tui.errors import ApiError
from vbo_tui.model.session import Session, SessionId
from vbo_tui.model.snapshot import Delta, Listing, Snapshot, diff
from vbo_tui.monitor.backoff import wait_after
from vbo_tui.monitor.clock import Clock
from vbo_tui.monitor.server import Server

SKEW_WORTH_KNOWING = timedelta(seconds=5)
"""Below this the server's clock counts as ours: its ``Date`` header has whole seconds only."""


@dataclass(frozen=True, slots=True)
class Polled:
    """A poll brought a complete answer."""

    snapshot: Snapshot
    delta: Delta
    """From the snapshot before to this one."""


@dataclass(frozen=True, slots=True)
class PollFailed:
    """A poll went wrong; the last snapshot still stands."""

    error: ApiError
    retry_in: float | None
    """Seconds until the next try; None when only the user can help."""


Update = Polled | PollFailed


class Poller:
    """Keeps the newest snapshot of one server."""

    def __init__(
        self,
        server: Server,
        *,
        interval: float,
        clock: Clock,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.last = Snapshot()
        """The last complete answer; revision 0 before the first."""
        self._server = server
        self._interval = interval
        self._clock = clock
        self._chance = chance
        self._failures = 0
        self._wanted_now = False
        self._nudge = asyncio.Event()

    @property
    def interval(self) -> float:
        """Seconds from an answer to the next question; a change counts at once."""
        return self._interval

    @interval.setter
    def interval(self, seconds: float) -> None:
        self._interval = seconds
        self._nudge.set()

    def wake(self) -> None:
        """Drop the wait and ask now, but not before the time the server asked us to wait."""
        self._wanted_now = True
        self._nudge.set()

    async def updates(self) -> AsyncIterator[Update]:
        """Ask for ever; yield what came of each poll. Never two polls at once."""
        while True:
            update = await self._poll()
            ended = self._clock.seconds()
            self._wanted_now = False
            yield update
            await self._wait(update, ended)

    async def _poll(self) -> Update:
        try:
            listing = await self._server.sessions()
        except ApiError as error:
            self._failures += 1
            return PollFailed(error, wait_after(self._failures, error, self._chance()))
        self._failures = 0
        fresh = self._snapshot(listing)
        delta = diff(self.last, fresh)
        self.last = fresh
        return Polled(fresh, delta)

    def _snapshot(self, listing: Listing) -> Snapshot:
        held = self.last.sessions
        sessions: dict[SessionId, Session] = {}
        for session in listing.sessions:
            before = held.get(session.id)
            same = before is not None and before == session
            sessions.setdefault(session.id, before if before is not None and same else session)
        return Snapshot(self.last.revision + 1, sessions, listing.unreadable, self._skew(listing))

    def _skew(self, listing: Listing) -> timedelta:
        """Return the server's lead, steady from poll to poll so that durations do not jitter."""
        if listing.server_time is None:
            return self.last.skew
        skew = listing.server_time - self._clock.now()
        if abs(skew) < SKEW_WORTH_KNOWING:
            return timedelta(0)
        if abs(skew - self.last.skew) < SKEW_WORTH_KNOWING:
            return self.last.skew
        return timedelta(seconds=round(skew.total_seconds()))

    async def _wait(self, update: Update, ended: float) -> None:
        while (left := self._due(update, ended) - self._clock.seconds()) > 0:
            self._nudge.clear()
            await self._rest(left)

    def _due(self, update: Update, ended: float) -> float:
        """Return the clock's seconds at which to ask again, as things stand now."""
        if isinstance(update, Polled):
            return ended if self._wanted_now else ended + self._interval
        if self._wanted_now:
            return ended + (update.error.retry_after or 0.0)
        return ended + (math.inf if update.retry_in is None else update.retry_in)

    async def _rest(self, seconds: float) -> None:
        """Sleep, but no longer than until something was asked of the loop."""
        waits: set[asyncio.Task[Literal[True]]] = {asyncio.create_task(self._nudge.wait())}
        if seconds < math.inf:
            waits.add(asyncio.create_task(self._sleep(seconds)))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
            await asyncio.gather(*waits, return_exceptions=True)

    async def _sleep(self, seconds: float) -> Literal[True]:
        await self._clock.sleep(seconds)
        return True

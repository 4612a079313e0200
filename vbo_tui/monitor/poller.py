"""The poll loop: THE REFRESH HAPPENS HERE.

Asks, waits, asks again; where the server tells of changes by itself, listens while it waits. A failure
is an update like any other; the loop ends only with the task that runs it. What is asked for is decided
in ``reading``; what is shown, and how, is none of its business.
"""

from __future__ import annotations

import asyncio
import logging
import math
import random
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from vbo_tui.courtesy import collector_at_rest, give_way
from vbo_tui.errors import ApiError
from vbo_tui.model.session import Session, SessionId
from vbo_tui.model.snapshot import Delta, Snapshot, Step
from vbo_tui.monitor.backoff import wait_after
from vbo_tui.monitor.clock import Clock
from vbo_tui.monitor.feed import Feed
from vbo_tui.monitor.reading import Reader
from vbo_tui.monitor.server import Server

_LOG = logging.getLogger(__name__)

CHECK = 60.0
"""Seconds between polls while the feed is followed: its silence is no proof of anything."""

FEED_AGAIN = 120.0
"""Seconds after which a feed that failed is tried again; twice as long each time it fails soon."""

FEED_AGAIN_AT_MOST = 900.0

DEAF_AGAIN = 3600.0
"""Seconds after which a feed that did not tell of a change is believed again."""

FEED_IS_GOOD = 600.0
"""Seconds after which a feed that fails is no bad one."""

MANY = 10_000
"""Sessions from which on the garbage collector is kept away from them: it would take too long."""

MOST_NEWS = 100
"""Sessions that the feed may name at once for being asked for one by one."""


@dataclass(frozen=True, slots=True)
class Polled:
    """A poll brought an answer: all of it, or of a first long one a part."""

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
        window: timedelta | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """Prepare to poll.

        Args:
            server: Whom to ask.
            interval: Seconds from an answer to the next question.
            clock: The time.
            window: How far back sessions are of interest; None for all.
            chance: Returns numbers from 0 to 1, for spreading the waits after failures.
        """
        self._server = server
        self._interval = interval
        self._clock = clock
        self._chance = chance
        self._reader = Reader(server, now=clock.now, seconds=clock.seconds, window=window)
        self.is_asking = False
        """Whether a poll is under way."""
        self._rests: tuple[Update, float] | None = None
        """What came of the last poll, and when it ended, while the next one is waited for."""
        self._failures = 0
        self._wanted_now = False
        self._at_once = False
        self._checked = -math.inf
        self._nudge = asyncio.Event()
        self._feed = Feed(server, self._nudge.set, clock)
        self._feed_due = -math.inf
        self._feed_again = FEED_AGAIN / 2

    @property
    def last(self) -> Snapshot:
        """What is known; revision 0 before the first answer."""
        return self._reader.last

    @property
    def follows_feed(self) -> bool:
        """Whether the server tells of changes by itself, and is listened to."""
        return self._feed.is_followed

    @property
    def interval(self) -> float:
        """Seconds from an answer to the next question; a change counts at once."""
        return self._interval

    @interval.setter
    def interval(self, seconds: float) -> None:
        self._interval = seconds
        self._nudge.set()

    @property
    def pace(self) -> float:
        """Seconds from poll to poll as things stand: the interval, or longer while the feed is followed."""
        return max(self._interval, CHECK) if self.follows_feed else self._interval

    @property
    def due(self) -> float | None:
        """The clock's seconds at which it asks next, as things stand; None for not before the user acts.

        Also None while :attr:`is_asking`. A time that has passed: it asks in a moment.
        """
        if self._rests is None:
            return None
        update, ended = self._rests
        due = self._due(update, ended)
        return None if due == math.inf else max(due, ended)

    def wake(self) -> None:
        """Drop the wait and ask now, but not before the time the server asked us to wait."""
        self._wanted_now = True
        self._nudge.set()

    async def updates(self) -> AsyncGenerator[Update, None]:
        """Ask for ever; yield what came of each poll. Never two polls at once."""
        try:
            while True:
                update: Update | None = None
                self.is_asking = True
                async with aclosing(self._poll()) as polled:
                    async for update in polled:
                        yield update
                self.is_asking = False
                ended = self._clock.seconds()
                self._wanted_now = False
                _log(update)
                if isinstance(update, Polled) and await self._follow_feed():
                    self._at_once = True
                if update is not None:
                    await self._wait(update, ended)
        finally:
            await self._feed.stop()

    async def _poll(self) -> AsyncGenerator[Update, None]:
        try:
            await self._server.meet()
            async with aclosing(self._steps()) as steps:
                async for step in steps:
                    yield Polled(step.snapshot, step.delta)
            self._failures = 0
        except ApiError as error:
            self._failures += 1
            await self._lose_feed(again_in=0.0)
            yield PollFailed(error, wait_after(self._failures, error, self._chance()))

    async def _steps(self) -> AsyncGenerator[Step, None]:
        """Ask for what the feed named, else for what is due."""
        if self._feed.is_started and not self._feed.is_followed:
            soon = self._feed.lasted < FEED_IS_GOOD
            self._feed_again = min(2 * self._feed_again, FEED_AGAIN_AT_MOST) if soon else FEED_AGAIN
            again_in = DEAF_AGAIN if self._feed.is_deaf else self._feed_again
            await self._lose_feed(again_in=max(again_in, self._feed.retry_after))
        elif self._feed.has_news and self._clock.seconds() < self._check_due():
            updated, deleted = self._feed.take()
            unknown = [key for key, etag in updated.items() if self._reader.has_to_ask(key, etag)]
            if len(unknown) <= MOST_NEWS:
                yield await self._reader.read_these(unknown, deleted)
                return
            self._reader.forget_whole()
        plan = self._reader.plan(wished=self._wanted_now)
        if plan.whole:
            await self._follow_feed()  # first, so that nothing happens between the list and the feed
        held = self._reader.last.sessions
        listened = self._feed.is_followed and not self._at_once and not plan.whole
        self._at_once = False
        rest = collector_at_rest(self._holds_many) if plan.whole else nullcontext()
        async with aclosing(self._reader.read(plan)) as steps:
            with rest:
                async for step in steps:
                    if listened:  # of a whole list it is not known when it came to differ
                        self._feed.expect(_other_etags(held, step.delta))
                    yield step
                if self._holds_many():
                    await give_way()  # then the collector has its turn
        self._checked = self._clock.seconds()

    def _holds_many(self) -> bool:
        return len(self.last.sessions) >= MANY

    # -- the feed ---------------------------------------------------------------------------

    async def _follow_feed(self) -> bool:
        """Begin to listen to the feed where there is one; return whether that was done now."""
        due = not self._feed.is_started and self._clock.seconds() >= self._feed_due
        if not (due and self._server.capabilities.feed):
            return False
        try:
            await self._feed.start()
        except ApiError as error:
            self._feed_due = self._clock.seconds() + max(FEED_AGAIN, error.retry_after or 0.0)
            return False
        return True

    async def _lose_feed(self, *, again_in: float) -> None:
        """Listen no more: something was missed, so that the whole list has to be read."""
        if self._feed.is_started:
            await self._feed.stop()
            self._reader.forget_whole()
        self._feed_due = self._clock.seconds() + again_in

    # -- waiting ----------------------------------------------------------------------------

    async def _wait(self, update: Update, ended: float) -> None:
        self._rests = update, ended
        while (left := self._due(update, ended) - self._clock.seconds()) > 0:
            self._nudge.clear()
            await self._rest(left)
        self._rests = None

    def _due(self, update: Update, ended: float) -> float:
        """Return the clock's seconds at which to ask again, as things stand now."""
        if isinstance(update, Polled):
            return ended if self._feed.has_news else self._check_due()
        if self._wanted_now:
            return ended + (update.error.retry_after or 0.0)
        return ended + (math.inf if update.retry_in is None else update.retry_in)

    def _check_due(self) -> float:
        """Return the clock's seconds at which to ask whatever the feed says."""
        if self._wanted_now or self._at_once:
            return -math.inf
        return min(self._checked + self.pace, self._reader.whole_due)

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


def _log(update: Update | None) -> None:
    """Write down what came of a poll, where that is wished."""
    match update:
        case Polled(snapshot):
            _LOG.debug("polled: %d sessions, %d unreadable", len(snapshot.sessions), len(snapshot.unreadable))
        case PollFailed(error, retry_in):
            next_try = "not before the user acts" if retry_in is None else f"again in {retry_in:.1f} s"
            _LOG.debug("poll failed: %s: %s; %s", error.failed, error, next_try)


def _other_etags(held: Mapping[SessionId, Session], delta: Delta) -> dict[SessionId, int]:
    """Return the ``eTag`` of each session of a delta where it is another than the held one."""
    return {
        session.id: session.etag
        for session in (*delta.added, *delta.changed)
        if session.etag is not None
        and ((before := held.get(session.id)) is None or before.etag != session.etag)
    }

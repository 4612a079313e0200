"""The server's change feed, listened to in the background; what it says is taken by the poll loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from vbo_tui.errors import ApiError, Unreachable
from vbo_tui.model.change import Changes
from vbo_tui.model.session import SessionId
from vbo_tui.monitor.clock import Clock
from vbo_tui.monitor.server import Server

HOLD = 25.0
"""Seconds that the server is asked to hold an answer back for."""

APART = 0.5
"""Seconds from one question to the next, where the server does not hold its answers back."""

BURST = 10
"""How many answers in a row may come sooner than that."""

AGAIN = 1.0
"""Seconds after which it is asked again where the connection was lost."""

TIME_TO_TELL = 30.0
"""Seconds within which the feed has to tell of a change that was seen elsewhere."""

MOST_SAID = 10_000
"""Sessions of which it is remembered what was said last."""

MOST_UNTAKEN = 10_000
"""Sessions that may be named while nobody takes them: who tells of more is not followed any more."""


class Feed:
    """One listening to the feed: from a token on, until it fails or is stopped."""

    def __init__(self, server: Server, nudge: Callable[[], None], clock: Clock) -> None:
        """Prepare to listen.

        Args:
            server: Whom to listen to.
            nudge: Called when there is something to be taken.
            clock: The time.
        """
        self.updated: dict[SessionId, int | None] = {}
        """Sessions that are said to have come or changed, and their newest ``eTag``; taken by the loop."""
        self.deleted: set[SessionId] = set()
        self._server = server
        self._nudge = nudge
        self._clock = clock
        self.is_deaf = False
        """Whether it ended because it did not tell of a change that was seen."""
        self._failure: ApiError | None = None
        self._began = clock.seconds()
        self._token = ""
        self._task: asyncio.Task[None] | None = None
        self._untold: dict[SessionId, float] = {}
        self._said: dict[SessionId, int | None] = {}

    @property
    def is_started(self) -> bool:
        """Whether it was begun to listen; it may have ended since."""
        return self._task is not None

    @property
    def is_followed(self) -> bool:
        """Whether changes are being told."""
        return self._task is not None and not self._task.done()

    @property
    def lasted(self) -> float:
        """Seconds since it was begun to listen."""
        return self._clock.seconds() - self._began

    @property
    def retry_after(self) -> float:
        """Seconds that the server wants to be left alone since it failed; 0 where it says nothing."""
        return (self._failure.retry_after if self._failure else None) or 0.0

    @property
    def has_news(self) -> bool:
        """Whether there is something to be taken, be it that it came to an end."""
        return bool(self.updated or self.deleted) or (self._task is not None and self._task.done())

    async def start(self) -> None:
        """Begin to listen.

        Raises:
            ApiError: The server gave no token.
        """
        self._failure, self.is_deaf = None, False
        self._began = self._clock.seconds()
        self._token = (await self._server.changes("", 0.0)).token
        self._task = asyncio.create_task(self._listen())
        self._task.add_done_callback(lambda task: self._nudge())

    async def stop(self) -> None:
        """Listen no more, and forget what was said. What ended it unforeseen is raised."""
        task, self._task = self._task, None
        self.updated, self.deleted = {}, set()
        self._untold, self._said = {}, {}
        if task is not None:
            task.cancel()
            await asyncio.wait({task})  # unlike the task itself, it can be cancelled from outside
            if not task.cancelled():
                task.result()

    def take(self) -> tuple[dict[SessionId, int | None], set[SessionId]]:
        """Return what was said since the last time."""
        said = self.updated, self.deleted
        self.updated, self.deleted = {}, set()
        return said

    def expect(self, etags: Mapping[SessionId, int]) -> None:
        """Take in that sessions were seen to have changed: a feed that does not tell of them is deaf."""
        if self.is_followed:
            told = {
                key for key, etag in etags.items() if key in self._said and self._said[key] in (None, etag)
            }
            self._untold |= dict.fromkeys(etags.keys() - told, self._clock.seconds())

    async def _listen(self) -> None:
        in_a_row = 0
        while True:
            asked = self._clock.seconds()
            changes = await self._ask()
            if changes is None or not self._take_in(changes):
                return
            if self.has_news:
                self._nudge()
            early = APART - (self._clock.seconds() - asked)
            in_a_row = in_a_row + 1 if early > 0 else 0
            if in_a_row > BURST:  # it does not wait, or tells of very much: nobody could look that fast
                await self._clock.sleep(early)

    async def _ask(self) -> Changes | None:
        """Ask for the changes after the last ones, twice where the connection is lost; None for failed."""
        try:
            return await self._server.changes(self._token, HOLD)
        except Unreachable:
            await self._clock.sleep(AGAIN)
        except ApiError as error:
            self._failure = error
            return None
        try:
            return await self._server.changes(self._token, HOLD)
        except ApiError as error:
            self._failure = error
            return None

    def _take_in(self, changes: Changes) -> bool:
        """Keep what was said; return False where it turns out that not all is said."""
        self._token = changes.token
        for key in (*changes.updated, *changes.deleted):
            self._untold.pop(key, None)
        if len(self._said) > MOST_SAID:
            self._said.clear()
        self._said |= changes.updated
        if any(self._clock.seconds() - since >= TIME_TO_TELL for since in self._untold.values()):
            self.is_deaf = True
            return False
        self.deleted = (self.deleted - changes.updated.keys()) | changes.deleted
        self.updated = {
            key: etag
            for key, etag in {**self.updated, **changes.updated}.items()
            if key not in changes.deleted
        }
        return len(self.updated) + len(self.deleted) <= MOST_UNTAKEN

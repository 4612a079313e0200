"""A server that lives: sessions come, change, end and go, and it tells of them what its version can."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from datetime import datetime, timedelta
from typing import Any

import msgspec

from vbo_tui.errors import ApiError, FeedOutdated, NotFound
from vbo_tui.model.capabilities import Capabilities
from vbo_tui.model.change import Changes
from vbo_tui.model.conversation import Conversation
from vbo_tui.model.document import Document, Resource
from vbo_tui.model.links import Link, Rel
from vbo_tui.model.session import Session, SessionId
from vbo_tui.model.snapshot import Listing
from vbo_tui.monitor.clock import Clock
from vbo_tui.secret import Secret

UNPAGED = Capabilities(version="v1")
PAGED = Capabilities(version="v2", paged=True)
FILTERING = Capabilities(version="v4", paged=True, filters_start=True)
TELLING = Capabilities(version="v8", paged=True, filters_start=True, feed=True)

Asked = tuple[str, object]
"""``("list", since)``, ``("page", number)`` for its later ones, ``("one", id)``, ``("feed", after)``."""


def sid(number: int) -> SessionId:
    return SessionId(f"00000000-0000-0000-0000-{number:012}")


class LivingServer:
    """Fulfils ``Server`` over sessions in memory."""

    def __init__(self, clock: Clock, able: Capabilities, *, page: int = 5) -> None:
        self.capabilities = Capabilities()
        """Those of any server, before it is met."""
        self._able = able
        self.page = page
        self.sessions: dict[SessionId, Session] = {}
        self.log: list[Asked] = []
        self.lists: list[tuple[datetime | None, bool]] = []
        """For each list what else was said: since when sessions ended, and whether few are expected."""
        self.open_lists = 0
        self.ones_at_once = 0
        self.most_ones_at_once = 0
        self.newest_first = True
        self.filters_end = able.version == "v8"
        self.lead: timedelta | None = None
        """How far its clock is ahead; None for no ``Date`` header."""
        self.incomplete = ""
        self.unreadable: tuple[str, ...] = ()
        """What the first page of every list cannot say."""
        self.lost: Exception | None = None
        """Raised by whatever is asked."""
        self.breaks: dict[int, ApiError] = {}
        """Raised, once, in place of the page of that number, from 0."""
        self.refused: dict[SessionId, ApiError] = {}
        """Raised when that session is asked for."""
        self.mistaken: dict[SessionId, SessionId] = {}
        """Sessions that are answered with another one."""
        self.feed_fails: Exception | None = None
        """Raised by the feed for as long as it stands."""
        self.says_no_etags = False
        self.hasty = False
        """Whether the feed answers without waiting for news."""
        self.deaf = False
        """Whether the feed leaves out what happens."""
        self.gate: asyncio.Event | None = None
        """What pages wait for, where there is one."""
        self._clock = clock
        self._told: list[tuple[SessionId, int | None, bool] | None] = []
        self._first_known = 0
        self._news = asyncio.Event()
        self._etags = 0

    # -- what happens on it -----------------------------------------------------------------

    def begin(self, number: int, *, ago: float = 0.0, **fields: Any) -> SessionId:
        """Start a session, or rather have it started ``ago`` seconds."""
        started = self._clock.now() - timedelta(seconds=ago)
        self._put(
            Session(**{"id": sid(number), "type": "Vex", "state": "Working", "created": started, **fields})
        )
        return sid(number)

    def change(self, key: SessionId, **fields: Any) -> None:
        self._put(msgspec.structs.replace(self.sessions[key], **fields))

    def end(self, key: SessionId, *, ago: float = 0.0) -> None:
        ended = self._clock.now() - timedelta(seconds=ago)
        self.change(key, state="Stopped", result="Success", ended=ended)

    def delete(self, key: SessionId) -> None:
        del self.sessions[key]
        self.tell(key, None, deleted=True)

    def repeat(self, key: SessionId) -> None:
        """Tell of a session once more, as it is."""
        self.tell(key, self.sessions[key].etag)

    def tell_something_else(self) -> None:
        """Put on the feed what is about no restore session."""
        self._told.append(None)
        self._wake()

    def outdate(self) -> None:
        """Forget what the feed told so far, and what it would tell to who asks after it."""
        self._first_known = len(self._told) + 1
        self._told.append(None)
        self._wake()

    def fail_feed(self, error: Exception | None) -> None:
        self.feed_fails = error
        self._wake()

    def lose(self, error: Exception | None) -> None:
        self.lost = error
        self._wake()

    def asked(self) -> list[Asked]:
        """Return what was asked since the last time, but for the feed."""
        log = [entry for entry in self.log if entry[0] != "feed"]
        self.log.clear()
        return log

    def _put(self, session: Session) -> None:
        if self._able.feed:
            self._etags += 1
            session = msgspec.structs.replace(session, etag=None if self.says_no_etags else self._etags)
        self.sessions[session.id] = session
        self.tell(session.id, session.etag)

    def tell(self, key: SessionId, etag: int | None, *, deleted: bool = False) -> None:
        if not self.deaf:
            self._told.append((key, etag, deleted))
            self._wake()

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    # -- what it is asked -------------------------------------------------------------------

    def conversation(self) -> Conversation:
        return Conversation()

    async def meet(self) -> None:
        if self.lost:
            raise self.lost
        self.capabilities = self._able

    async def pages(
        self, since: datetime | None = None, *, ended_since: datetime | None = None, few: bool = False
    ) -> AsyncGenerator[Listing, None]:
        self.log.append(("list", since))
        self.lists.append((ended_since, few))
        self.open_lists += 1
        try:
            rows = [row.id for row in self._rows(since, ended_since)]
            size = self.page if self.capabilities.paged else max(len(rows), 1)
            for number, start in enumerate(range(0, max(len(rows), 1), size)):
                if number:
                    self.log.append(("page", number))
                await (asyncio.sleep(0) if self.gate is None else self.gate.wait())
                if error := self.breaks.pop(number, self.lost):
                    raise error
                more = start + size < len(rows)
                there = (key for key in rows[start : start + size] if key in self.sessions)
                yield Listing(
                    tuple(self.sessions[key] for key in there),
                    unreadable=() if number else self.unreadable,
                    server_time=None if self.lead is None else self._clock.now() + self.lead,
                    incomplete="" if more else self.incomplete,
                    more=more,
                )
        finally:
            self.open_lists -= 1

    def _rows(self, since: datetime | None, ended_since: datetime | None) -> list[Session]:
        rows = [row for row in self.sessions.values() if self._matches(row, since, ended_since)]
        rows.sort(key=lambda row: row.started)
        return rows[::-1] if self.newest_first else rows

    def _matches(self, row: Session, since: datetime | None, ended_since: datetime | None) -> bool:
        if since is None or not self.capabilities.filters_start or row.started >= since:
            return True
        if ended_since is None or not self.filters_end:
            return False
        return row.is_working or (row.ended is not None and row.ended >= ended_since)

    async def follow(self, session: SessionId, link: Link, known: Resource | None = None) -> Document:
        assert link.known is Rel.SELF
        self.log.append(("one", session))
        self.ones_at_once += 1
        self.most_ones_at_once = max(self.most_ones_at_once, self.ones_at_once)
        await asyncio.sleep(0)
        self.ones_at_once -= 1
        if error := self.refused.get(session, self.lost):
            raise error
        session = self.mistaken.get(session, session)
        if session not in self.sessions:
            raise NotFound("the server has no such session")
        return Document(Rel.SELF, self.sessions[session], b"{}", f"/{session}")

    async def changes(self, after: str, wait: float) -> Changes:
        self.log.append(("feed", after))
        due = self._clock.seconds() + wait
        while True:
            if error := self.feed_fails or self.lost:
                raise error
            after = after or str(len(self._told))
            if int(after) < self._first_known:
                raise FeedOutdated("the server no longer knows what changed")
            left = due - self._clock.seconds()
            if len(self._told) > int(after) or left <= 0 or self.hasty:
                return self._since(int(after))
            await self._sleep_or_news(left)

    def _since(self, first: int) -> Changes:
        updated: dict[SessionId, int | None] = {}
        deleted: set[SessionId] = set()
        for key, etag, is_deleted in filter(None, self._told[first:]):
            updated.pop(key, None)
            deleted.discard(key)
            if is_deleted:
                deleted.add(key)
            else:
                updated[key] = etag
        return Changes(str(len(self._told)), updated, frozenset(deleted))

    async def _sleep_or_news(self, seconds: float) -> None:
        waits: set[asyncio.Task[Any]] = {
            asyncio.create_task(self._clock.sleep(seconds)),
            asyncio.create_task(self._news.wait()),
        }
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
            await asyncio.gather(*waits, return_exceptions=True)

    def sign_in_with(self, password: Secret) -> None:
        raise NotImplementedError

    async def aclose(self) -> None:
        raise NotImplementedError

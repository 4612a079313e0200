"""A reader on a living server, polled by hand; and a poller that runs on one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from datetime import datetime, timedelta

from tests.monitor.living import TELLING, Asked, LivingServer
from tests.monitor.metronome import Metronome
from tests.monitor.test_poller import running, settle, until
from vbo_tui.model.capabilities import Capabilities
from vbo_tui.model.session import Session, SessionId
from vbo_tui.model.snapshot import Step
from vbo_tui.monitor.plan import OVERLAP
from vbo_tui.monitor.poller import Poller, Update
from vbo_tui.monitor.reading import Reader


class Stage:
    """Server, clock and reader, and what the reader's steps add up to."""

    def __init__(self, able: Capabilities, *, page: int = 5, window: timedelta | None = None) -> None:
        self.clock = Metronome()
        self.server = LivingServer(self.clock, able, page=page)
        self.reader = Reader(self.server, now=self.clock.now, seconds=self.clock.seconds, window=window)
        self.was_whole = False
        """Whether the last poll asked for everything."""

    @property
    def held(self) -> dict[SessionId, Session]:
        return dict(self.reader.last.sessions)

    async def poll(self, *, wished: bool = False, after: float = 0.0) -> list[Step]:
        """Let ``after`` seconds pass and poll; return the steps that came."""
        self.clock.advance(after)
        await self.server.meet()
        plan = self.reader.plan(wished=wished)
        self.was_whole = plan.whole
        async with aclosing(self.reader.read(plan)) as steps:
            return [step async for step in steps]

    async def known(self) -> None:
        """Read everything for the first time, and forget that it was asked for."""
        await self.poll()
        assert self.held == self.server.sessions
        self.server.asked()

    def window(self, key: SessionId) -> datetime:
        """Return since when sessions are asked for where that one is the newest, or worked near it."""
        return self.server.sessions[key].started - OVERLAP


class Scene:
    """A poller that runs on a living server."""

    def __init__(self, able: Capabilities = TELLING, *, interval: float = 10.0) -> None:
        self.clock = Metronome()
        self.server = LivingServer(self.clock, able, page=1000)
        self.poller = Poller(self.server, interval=interval, clock=self.clock, chance=lambda: 0.5)
        self.seen: list[Update] = []
        for number in range(5, 0, -1):
            self.server.begin(number, ago=60.0 * number, state="Stopped")

    @property
    def is_true(self) -> bool:
        """Whether what is known is what is on the server."""
        return self.poller.last.sessions == self.server.sessions

    @property
    def window(self) -> Asked:
        """The list of the newest sessions."""
        return "list", max(session.started for session in self.server.sessions.values()) - OVERLAP

    @property
    def feeds_begun(self) -> int:
        return self.server.log.count(("feed", ""))

    async def passes(self, seconds: float) -> None:
        """Let time pass, and everybody do what they do meanwhile, as soon as they wake up."""
        end = self.clock.seconds() + seconds
        await settle()
        while (left := end - self.clock.seconds()) > 0:
            self.clock.advance(min([left, *self.clock.waits]))
            await settle()

    async def seconds_until(self, fact: Callable[[], bool]) -> int:
        """Let time pass until ``fact`` holds; return how many seconds did."""
        for second in range(1000):
            if fact():
                return second
            await self.passes(1)
        raise AssertionError("it never came true")


@asynccontextmanager
async def listening(*, interval: float = 10.0) -> AsyncIterator[Scene]:
    """A poller that has read everything and listens to the feed since just now."""
    scene = Scene(interval=interval)
    async with running(scene.poller) as scene.seen:
        await until(lambda: bool(scene.seen) and scene.poller.follows_feed)
        await settle()
        scene.server.log.clear()
        yield scene

"""The real screen and the real client, on a server that a test spoils; a clock that a test moves."""

from __future__ import annotations

import logging
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import trustme
from textual.pilot import Pilot

from tests.faults.server import IDS, Server
from tests.monitor.metronome import Metronome
from tests.ui.stage import until
from vbo_tui.api.auth import Greet
from vbo_tui.api.client import Client
from vbo_tui.api.trust import Trust
from vbo_tui.monitor.health import Word
from vbo_tui.monitor.poller import Poller
from vbo_tui.profiles.profile import Profile
from vbo_tui.secret import Secret
from vbo_tui.ui.app import VboApp
from vbo_tui.ui.screens.sessions import SessionsScreen
from vbo_tui.ui.widgets.session_table import SessionTable
from vbo_tui.ui.widgets.status_line import StatusLine

LARGEST = 2 * 2**20
"""Bytes of an answer that the client takes in."""

PATIENCE = 0.4
"""Seconds that it waits for a connection, or for a byte."""

POLL = 10.0
"""Seconds from poll to poll."""


class Log(logging.Handler):
    """Keeps what the program would write into its debug log."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@dataclass
class Scene:
    """A screen that showed five sessions when all was well, and everything that may go wrong around it."""

    server: Server
    app: VboApp
    pilot: Pilot[None]
    clock: Metronome
    log: Log
    before: ssl.SSLContext
    """What the server's certificate was at first."""
    resolves: bool = True
    """Whether the server's name is known."""

    @property
    def screen(self) -> SessionsScreen:
        return next(one for one in self.app.screen_stack if isinstance(one, SessionsScreen))

    @property
    def table(self) -> SessionTable:
        return self.screen.query_one(SessionTable)

    @property
    def status(self) -> str:
        return self.screen.query_one(StatusLine).text.plain

    @property
    def word(self) -> Word:
        return self.screen.word

    @property
    def rows(self) -> list[str]:
        """The ids that the table shows, sorted."""
        return sorted(
            key.rpartition("/")[2] for key in map(self.table.source.key, range(self.table.row_count))
        )

    @property
    def planned(self) -> float | None:
        """Seconds until the next try after a failure; None where only the user can help."""
        due = self.screen.poller.due
        failed = self.screen.view.health.error is not None
        return due - self.clock.seconds() if failed and due is not None else None

    async def until(self, fact: Callable[[], object]) -> None:
        await until(self.pilot, fact)

    async def polled(self, after: float = POLL) -> None:
        """Let so many seconds pass, after which the server is asked; wait for what came of it."""
        self.clock.advance(after)
        health, now = self.screen.view.health, self.clock.seconds()
        await self.until(lambda: now in (health.last_success, health.failed_at))

    @contextmanager
    def naming(self) -> Iterator[None]:
        """Let names resolve, or not, as ``resolves`` says."""
        known = socket.getaddrinfo

        def look_up(*asked: Any, **more: Any) -> Any:
            if not self.resolves:
                raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
            return known(*asked, **more)

        with patch.object(socket, "getaddrinfo", look_up):
            yield


@asynccontextmanager
async def scene(
    folder: Path, authority: trustme.CA, *, pinned: bool = False, patience: float = PATIENCE
) -> AsyncIterator[Scene]:
    """Show five sessions.

    Args:
        folder: A place for files.
        authority: Who made the server's certificates, and is believed.
        pinned: Whether it is that very certificate that is believed.
        patience: Seconds that the client waits for a connection, or for a byte.
    """
    server, clock, log = Server(authority), Metronome(), Log()
    trust_file = folder / "authority.pem"
    authority.cert_pem.write_to_path(str(trust_file))
    await server.start()
    trust = Trust(pin=server.fingerprint) if pinned else Trust(ca_file=str(trust_file))
    profile = Profile(name="prod", url=server.url, user="operator", interval=POLL)

    async def password(_: Greet) -> Secret:
        return Secret("the-password")

    def connect(_: Profile) -> Client:
        return Client(
            server.url,
            user="operator",
            ask_password=password,
            seconds=clock.seconds,
            sleep=clock.sleep,
            trust=trust,
            connect_timeout=patience,
            read_timeout=patience,
            largest_body=LARGEST,
        )

    app = VboApp(connect=connect, profiles=folder / "profiles.toml", profile=profile, clock=clock)
    logger = logging.getLogger("vbo_tui")
    logger.addHandler(log)
    logger.setLevel(logging.DEBUG)
    steady = patch.dict(Poller.__init__.__kwdefaults__, {"chance": lambda: 0.5})  # no spread of the waits
    try:
        with steady:
            async with app.run_test(size=(140, 24)) as pilot:
                made = Scene(server, app, pilot, clock, log, server.context)
                with made.naming():
                    await made.until(lambda: made.word is Word.LIVE and made.rows == sorted(IDS))
                    yield made
    finally:
        logger.removeHandler(log)
        logger.setLevel(logging.NOTSET)
        await server.stop()

"""The app on a stage: a scripted server, a clock that stands still, no real second."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from textual.pilot import Pilot

from tests.monitor.metronome import Metronome
from tests.monitor.scripted import ScriptedServer
from vbo_tui.monitor.server import Server
from vbo_tui.profiles.profile import Profile
from vbo_tui.profiles.settings import Settings
from vbo_tui.profiles.views import Views
from vbo_tui.ui.app import VboApp
from vbo_tui.ui.info import About
from vbo_tui.ui.screens.sessions import SessionsScreen
from vbo_tui.ui.widgets.detail_pane import DetailPane
from vbo_tui.ui.widgets.session_table import SessionTable
from vbo_tui.ui.widgets.status_line import StatusLine
from vbo_tui.ui.widgets.title_line import TitleLine

PROFILE = Profile(name="prod", url="https://veeam01:4443", user="CONTOSO\\operator")


class Stage:
    """One app and everything around it that a test may turn."""

    def __init__(
        self,
        folder: Path,
        *servers: ScriptedServer,
        profile: Profile | None = PROFILE,
        clock: Metronome | None = None,
        settings: Settings | None = None,
        views: Views | None = None,
        about: About | None = None,
    ) -> None:
        self.clock = clock or Metronome()
        self.servers = list(servers)
        self.connected: list[Profile] = []
        self.profiles = folder / "profiles.toml"
        self.app = VboApp(
            connect=self._connect,
            profiles=self.profiles,
            profile=profile,
            clock=self.clock,
            settings=settings,
            views=views,
            about=about,
        )

    def _connect(self, profile: Profile) -> Server:
        server = self.servers[min(len(self.connected), len(self.servers) - 1)]
        self.connected.append(profile)
        return server

    @property
    def screen(self) -> SessionsScreen:
        return next(
            screen for screen in reversed(self.app.screen_stack) if isinstance(screen, SessionsScreen)
        )

    @property
    def table(self) -> SessionTable:
        return self.screen.query_one(SessionTable)

    @property
    def pane(self) -> DetailPane:
        return self.screen.query_one(DetailPane)

    @property
    def status(self) -> str:
        return self.screen.query_one(StatusLine).text.plain

    @property
    def title(self) -> str:
        return self.screen.query_one(TitleLine).text.plain

    @property
    def printed(self) -> list[str]:
        """The table as it is printed, line by line."""
        return [self.table.render_line(y).text.rstrip() for y in range(self.table.size.height)]


async def until(pilot: Pilot[None], fact: Callable[[], object], seconds: float = 20.0) -> None:
    """Let the app run until ``fact`` holds; on a busy machine that may take a while."""
    deadline = time.monotonic() + seconds
    while not fact():
        if time.monotonic() > deadline:
            raise AssertionError("it never came true")
        await pilot.pause()

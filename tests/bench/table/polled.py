"""The real program's screen on a server that always answers the same: what its polls write.

Time passes all the same, and the ages of sessions at work grow with it: by minutes, and in a session's
first minute by seconds.
"""

from __future__ import annotations

import asyncio
import inspect
import time
from datetime import timedelta
from pathlib import Path
from statistics import median

from tests.bench.table.meter import CountingDriver, Outcome, settled
from tests.bench.table.rows import NOW, sessions
from tests.monitor.metronome import Metronome
from tests.monitor.scripted import ScriptedServer
from vbo_tui.profiles.profile import Profile
from vbo_tui.profiles.settings import Settings
from vbo_tui.ui.app import VboApp
from vbo_tui.ui.screens.sessions import SessionsScreen
from vbo_tui.ui.widgets.session_table import SessionTable
from vbo_tui.ui.widgets.status_line import StatusLine

AFTER_A_TICK = 6.0
"""Seconds after an answer at which the status row tells an age, as it does every few seconds."""

IN_A_MINUTE = 4
"""Polls of a session's first minute, the one before them not counted."""

PATIENCE = 60.0
"""Seconds after which something never comes."""


class PolledScreen(VboApp):
    """Polls when its clock is moved; what stands on the screen between two polls is what a user sees."""

    CSS_PATH = str(Path(inspect.getfile(VboApp)).with_name(VboApp.CSS_PATH))
    """Else it would be looked for here."""

    def __init__(self, rows: int, times: int, folder: Path, *, young: bool) -> None:
        """Prepare to watch.

        Args:
            rows: So many sessions.
            times: For so many polls.
            folder: Holds no profiles.
            young: Whether the newest session is in its first minute, or in its second hour.
        """
        self.rows, self.times = rows, min(times, IN_A_MINUTE) if young else times
        self.metronome = Metronome(NOW if young else NOW + timedelta(hours=1))
        self.profile = Profile(name="bench", url="https://server:4443", user="operator")
        super().__init__(
            connect=lambda _: ScriptedServer(sessions(rows)),
            profiles=folder / "profiles.toml",
            profile=self.profile,
            clock=self.metronome,
            settings=Settings(sort="started"),
        )
        self.driver_class = CountingDriver
        self.outcome: Outcome | None = None

    def on_ready(self) -> None:
        """Begin; the screen is there."""
        self.run_worker(self.perform())

    async def perform(self) -> None:
        """Poll again and again; each time the age that stood in the status row becomes 0 s."""
        await self.told("LIVE 0s")
        taken = [await self.polled() for _ in range(self.times + 1)][1:]
        if self.main.query_one(SessionTable).total_count != self.rows:
            raise RuntimeError("the polls were to change nothing")
        self.outcome = Outcome(0.0, int(median(taken)))
        self.exit()

    @property
    def main(self) -> SessionsScreen:
        """The screen that polls."""
        return next(screen for screen in self.screen_stack if isinstance(screen, SessionsScreen))

    async def polled(self) -> int:
        """Let the age grow, then the poll come; return what the poll wrote."""
        interval = self.profile.interval
        self.metronome.advance(AFTER_A_TICK)
        self.main.tick()
        await self.told(f"LIVE {AFTER_A_TICK:g}s")
        before = CountingDriver.written
        self.metronome.advance(interval - AFTER_A_TICK)
        await self.told("LIVE 0s")
        return CountingDriver.written - before

    async def told(self, word: str) -> None:
        """Return when the status row begins with ``word``, and all is painted."""
        deadline = time.monotonic() + PATIENCE
        while not (said := self.main.query_one(StatusLine).text.plain).startswith(word):
            if time.monotonic() > deadline:
                raise TimeoutError(f"the status row was to tell {word!r} and tells {said!r}")
            await asyncio.sleep(0)
        await settled()


def polled(rows: int, times: int, folder: Path, *, young: bool) -> Outcome | None:
    """Run the program; return the bytes of a poll, as a median.

    Raises:
        Exception: The bug that ended it.
    """
    program = PolledScreen(rows, times, folder, young=young)
    program.run(mouse=False)
    if program.crash is not None:
        raise program.crash
    return program.outcome

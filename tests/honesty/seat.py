"""Where the user sits: keys go in, and what stands on the screen is read off its widgets."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from textual import events
from textual.geometry import Size

from tests.honesty.laptop import Laptop
from tests.honesty.witness import Witness
from vbo_tui.model.session import SessionId
from vbo_tui.profiles.profile import Profile
from vbo_tui.ui.app import VboApp
from vbo_tui.ui.screens.sessions import SessionsScreen
from vbo_tui.ui.widgets.session_table import SessionTable
from vbo_tui.ui.widgets.status_line import StatusLine
from vbo_tui.ui.widgets.title_line import TitleLine

INTERVAL = 10.0
"""Seconds from poll to poll at first."""

MOMENT = 0.05
"""Seconds within which everything is done that a key, or an answer, sets off."""

TYPED = {"slash": "/", "plus": "+", "minus": "-", "question_mark": "?", "space": " "}
"""Keys whose name is not what they type."""


class Seat:
    """One app on one server; nothing happens but in its methods."""

    def __init__(self, folder: Path, laptop: Laptop, server: Witness, size: Size) -> None:
        self.size = size
        self.began = laptop.seconds()
        """When one sat down."""
        profile = Profile(name="prod", url="https://veeam01:4443", user="operator", interval=INTERVAL)
        self._app = VboApp(
            connect=lambda _: server, profiles=folder / "profiles.toml", profile=profile, clock=laptop
        )
        self._running: asyncio.Task[None] | None = None

    # -- what one does ----------------------------------------------------------------------

    async def sit_down(self) -> None:
        self._running = asyncio.create_task(
            self._app.run_async(headless=True, size=(self.size.width, self.size.height))
        )
        await asyncio.sleep(1.0)

    async def leave(self) -> None:
        assert self._running is not None
        self._app.exit()
        await self._running

    async def wait(self, seconds: float) -> None:
        await asyncio.sleep(max(seconds, MOMENT))
        assert self._running is not None
        if self._running.done():
            await self._running
            raise AssertionError("the program has ended") from self._app.crash

    async def press(self, *keys: str) -> None:
        for key in keys:
            character = TYPED.get(key, key if len(key) == 1 else None)
            self._app.post_message(events.Key(key, character))
        await self.wait(MOMENT)

    async def resize(self, size: Size) -> None:
        self.size = size
        self._app.post_message(events.Resize(size, size))
        await self.wait(MOMENT)

    # -- what one sees ------------------------------------------------------------------------

    @property
    def screen(self) -> SessionsScreen:
        return next(screen for screen in self._app.screen_stack if isinstance(screen, SessionsScreen))

    @property
    def is_asked(self) -> bool:
        """Whether something else lies over the screen."""
        return self._app.screen is not self.screen

    @property
    def table(self) -> SessionTable:
        return self.screen.query_one(SessionTable)

    @property
    def has_the_keys(self) -> bool:
        """Whether the table has them."""
        return not self.is_asked and self.screen.focused is self.table

    @property
    def status(self) -> str:
        return self.screen.query_one(StatusLine).text.plain

    @property
    def title(self) -> str:
        return self.screen.query_one(TitleLine).text.plain

    @property
    def word(self) -> str:
        return self.status.split(" ", 1)[0]

    @property
    def counts(self) -> dict[str, int]:
        """The numbers in the title, as far as there is room for them."""
        found = re.findall(r"(?<!\S)(\d+) (run|stuck|fail|warn|all)(?!\S)", self.title)
        return {name: int(number) for number, name in found}

    @property
    def ids(self) -> list[SessionId]:
        """The rows, from the first one down."""
        keys = map(self.table.source.key, range(self.table.row_count))
        return [SessionId(key.rpartition("/")[2]) for key in keys]

    @property
    def words(self) -> list[str]:
        """What stands before the rows."""
        rows = map(self.table.source.cells, range(self.table.row_count))
        return [cells[1].text.strip() for cells in rows if len(cells) > 1]

    @property
    def chosen(self) -> SessionId | None:
        found = self.table.chosen
        return None if found is None else found.id


def seconds_of(face: str) -> int:
    """Return what ``4s``, ``02:13`` or ``01:02:13`` says."""
    if face.endswith("s"):
        return int(face[:-1])
    total = 0
    for part in face.split(":"):
        total = 60 * total + int(part)
    return total

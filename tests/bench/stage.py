"""One program under measurement: a table in a real terminal, driven step by step.

Runs as a child of the bench, its terminal drained by the parent: ``python -m tests.bench.stage PLAY``,
where PLAY is a JSON file that is replaced by its outcome.
"""

from __future__ import annotations

import json
import sys
import time
from abc import abstractmethod
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import msgspec
from rich.text import Text
from textual.app import App, ComposeResult
from textual.drivers.linux_driver import LinuxDriver
from textual.pilot import Pilot
from textual.widgets import DataTable

from vbo_tui.model.session import Session, SessionId
from vbo_tui.model.snapshot import Delta, Snapshot, diff
from vbo_tui.ui.columns import View, layout
from vbo_tui.ui.format import TimeMode
from vbo_tui.ui.widgets.session_table import SessionTable

NOW = datetime(2026, 9, 24, 14, 3, tzinfo=UTC)


class Play(msgspec.Struct):
    """What to do, and how often."""

    table: str
    """``plain`` or ``virtual``."""
    rows: int
    step: str
    times: int


class Outcome(msgspec.Struct):
    """What one step took, as a median."""

    ms: float
    """Processor time of the program, from the call to the last byte of the paint."""
    bytes: int
    """Sent to the terminal."""


class CountingDriver(LinuxDriver):
    """Writes to the terminal, and counts."""

    written = 0

    def write(self, data: str) -> None:
        CountingDriver.written += len(data.encode())
        super().write(data)


def sessions(count: int) -> list[Session]:
    """Return sessions that started one minute after another, the newest first; one in ten works."""
    return [
        Session(
            id=SessionId(f"{number:08x}-d0e2-422b-9d7c-35d15661c3fb"),
            type="Vex",
            state="Stopped" if number % 10 else "Working",
            result=("Success", "Warning", "Failed")[number % 3],
            created=NOW - timedelta(minutes=number),
            ended=NOW - timedelta(minutes=number, seconds=-40) if number % 10 else None,
            point_in_time=NOW - timedelta(days=1, minutes=number),
        )
        for number in range(count)
    ]


def changed(session: Session) -> Session:
    """Return ``session`` with another verdict."""
    result = "Failed" if session.result == "Success" else "Success"
    return msgspec.structs.replace(session, result=result)


class Rig:
    """A table and the ways to change it."""

    def __init__(self, rows: int) -> None:
        self.sessions = sessions(rows)

    @abstractmethod
    def widget(self) -> DataTable[Text]:
        """Return the table."""

    @abstractmethod
    def show(self, touched: Sequence[int]) -> None:
        """Show the sessions as they are now; the rows ``touched`` differ from what is shown."""

    def change(self, touched: Sequence[int]) -> None:
        """Change some sessions, and show them."""
        for row in touched:
            self.sessions[row] = changed(self.sessions[row])
        self.show(touched)


class Virtual(Rig):
    """Our table, as the screen uses it: every answer comes with what it changed."""

    def __init__(self, rows: int) -> None:
        super().__init__(rows)
        self._table = SessionTable("bench", now=lambda: NOW)
        self._shown = Snapshot()

    def widget(self) -> DataTable[Text]:
        return self._table

    def show(self, touched: Sequence[int]) -> None:
        after = Snapshot(self._shown.revision + 1, {session.id: session for session in self.sessions})
        delta = Delta(self._shown.revision, (), tuple(self.sessions[row] for row in touched))
        self._table.show(after, delta if self._shown.revision else diff(self._shown, after))
        self._shown = after


class Plain(Rig):
    """The table as tutorials use it: cleared and filled again for each answer."""

    def __init__(self, rows: int) -> None:
        super().__init__(rows)
        self._table: DataTable[Text] = DataTable(cursor_type="row", cell_padding=0)
        self._slots = layout(80)
        self._view = View(NOW, TimeMode.UTC, {})

    def widget(self) -> DataTable[Text]:
        return self._table

    def show(self, touched: Sequence[int]) -> None:
        if not self._table.columns:
            for slot in self._slots:
                self._table.add_column(slot.column.key, width=slot.width, key=slot.column.key)
        self._table.clear()
        for session in self.sessions:
            self._table.add_row(*self._cells(session), key=session.id)

    def change(self, touched: Sequence[int]) -> None:
        if len(touched) != 1:
            super().change(touched)
            return
        row = touched[0]
        self.sessions[row] = changed(self.sessions[row])
        cell = self._cells(self.sessions[row])[1]
        self._table.update_cell(self.sessions[row].id, self._slots[1].column.key, cell)

    def _cells(self, session: Session) -> list[Text]:
        cells = (slot.column.cell(session, self._view) for slot in self._slots)
        return [Text(cell.text, style=cell.style) for cell in cells]


class Stage(App[None]):
    """A screen with nothing but the table."""

    def __init__(self, play: Play) -> None:
        super().__init__(driver_class=CountingDriver)
        self.theme = "ansi-dark"
        self.animation_level = "none"
        self.play = play
        self.rig: Rig = {"plain": Plain, "virtual": Virtual}[play.table](play.rows)
        self.outcome = Outcome(0.0, 0)

    def compose(self) -> ComposeResult:
        yield self.rig.widget()

    async def perform(self, pilot: Pilot[object]) -> None:
        """Fill the table, then do the step again and again."""
        self.rig.widget().focus()
        await settled(pilot)
        fill = await self._measure(pilot, lambda: self.rig.show(range(self.play.rows)))
        if self.play.step == "fill":
            self.outcome = fill
        else:
            step = STEPS[self.play.step]
            for _ in range(3):
                step(self.rig)  # until what is measured is the same every time
                await settled(pilot)
            taken = [await self._measure(pilot, lambda: step(self.rig)) for _ in range(self.play.times)]
            self.outcome = Outcome(median(one.ms for one in taken), int(median(one.bytes for one in taken)))
        self.exit()

    async def _measure(self, pilot: Pilot[object], act: Callable[[], None]) -> Outcome:
        started, written = time.process_time(), CountingDriver.written
        act()
        await settled(pilot)
        return Outcome((time.process_time() - started) * 1000, CountingDriver.written - written)


async def settled(pilot: Pilot[object]) -> None:
    """Return when everything is painted."""
    await pilot.pause()
    await pilot.pause()


def some(rig: Rig) -> None:
    """Change every hundredth session."""
    rig.change(range(0, len(rig.sessions), 100))


def one(rig: Rig) -> None:
    """Change one session that is seen."""
    rig.change([min(4, len(rig.sessions) - 1)])


def same(rig: Rig) -> None:
    """Show the same again."""
    rig.show([])


def down(rig: Rig) -> None:
    """Go on by a row from the last one that is seen, so that the page moves."""
    table = rig.widget()
    if table.cursor_row < table.size.height:
        table.move_cursor(row=table.size.height)
    table.action_cursor_down()


STEPS: dict[str, Callable[[Rig], None]] = {"some": some, "one": one, "same": same, "down": down}


def main(path: Path) -> None:
    """Do what the file says, and leave the outcome in its place."""
    stage = Stage(msgspec.json.decode(path.read_bytes(), type=Play))
    stage.run(auto_pilot=stage.perform, mouse=False)
    path.write_text(json.dumps({"ms": stage.outcome.ms, "bytes": stage.outcome.bytes}), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

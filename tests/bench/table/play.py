"""One program under measurement: a table in a real terminal, driven step by step.

Runs as a child of the bench, its terminal drained by the parent: ``python -m tests.bench.table.play PLAY``,
where PLAY is a JSON file that is replaced by its outcome.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median

import msgspec
from textual.app import App, ComposeResult
from textual.drivers.linux_driver import LinuxDriver
from textual.widgets import Static

from tests.bench.table.rows import NOW
from tests.bench.table.tables import Act, Floor, Ours, Plain, Table
from vbo_tui.model.snapshot import Delta, Snapshot
from vbo_tui.monitor.health import Health
from vbo_tui.monitor.poller import Polled
from vbo_tui.ui.situation import Situation
from vbo_tui.ui.widgets.status_line import StatusLine

TURNS = 20
"""Turns of the event loop within which whatever an action leads to has begun."""

QUIET = 0.05
"""Seconds without a byte after which everything is painted."""


class Play(msgspec.Struct):
    """What to do, and how often."""

    table: str
    """``ours``, ``plain``, ``faster`` or ``floor``."""
    rows: int
    step: str
    times: int
    width: int


class Outcome(msgspec.Struct):
    """What one step took, as a median."""

    ms: float
    """Processor time of the program, from the call to the last byte of the paint."""
    bytes: int
    """Sent to the terminal."""


class CountingDriver(LinuxDriver):
    """Writes to the terminal, and counts."""

    written = 0
    at = 0.0
    """The program's processor time at the last byte."""

    def write(self, data: str) -> None:
        super().write(data)
        CountingDriver.written += len(data.encode())
        CountingDriver.at = time.process_time()


class Stage(App[None]):
    """A table over a status row."""

    def __init__(self, play: Play) -> None:
        super().__init__(driver_class=CountingDriver, ansi_color=True)
        self.theme = "ansi-dark"
        self.animation_level = "none"
        self.play = play
        self.table = table_of(play)
        self.status: StatusLine | Static = StatusLine() if play.table == "ours" else Static("LIVE 0s")
        self.ages = count(11)
        """The seconds that the status row tells, poll by poll."""
        self.outcome: Outcome | None = None

    def compose(self) -> ComposeResult:
        """Nothing else is on the screen."""
        yield self.table.widget
        yield self.status

    def on_mount(self) -> None:
        """Begin when all is painted."""
        self.table.widget.styles.height = "1fr"
        self.set_focus(self.table.widget)
        self.run_worker(self.perform())

    async def perform(self) -> None:
        """Fill the table, then do the step again and again."""
        await self.settled()
        fill = await self.measured(self.table.shower(range(self.play.rows)))
        if self.play.step == "fill":
            self.outcome = fill
        else:
            step = STEPS[self.play.step]
            for _ in range(1 if self.play.rows >= 100_000 else 2):
                await self.measured(step(self))  # until what is measured is the same every time
            if self.play.step == "down":
                for _ in range(self.play.rows):
                    if not self.table.at_the_end:
                        await self.measured(step(self))
            taken = [await self.measured(step(self)) for _ in range(self.play.times)]
            self.outcome = Outcome(median(one.ms for one in taken), int(median(one.bytes for one in taken)))
        self.exit()

    async def measured(self, act: Act) -> Outcome:
        """Act; return what that took, whatever it leads to included, but not the wait for nothing more."""
        started, written = time.process_time(), CountingDriver.written
        act()
        for _ in range(TURNS):
            await asyncio.sleep(0)
        done = time.process_time()
        await self.settled()
        if CountingDriver.written > written:
            done = max(done, CountingDriver.at)
        return Outcome((done - started) * 1000, CountingDriver.written - written)

    async def settled(self) -> None:
        """Return when everything is painted."""
        while True:
            before = CountingDriver.written
            await asyncio.sleep(QUIET)
            if CountingDriver.written == before:
                return


def table_of(play: Play) -> Table:
    """Return the table that is measured."""
    if play.table == "faster":
        from tests.bench.table.faster import Faster

        return Faster(play.rows, play.width)
    tables: dict[str, type[Table]] = {"ours": Ours, "plain": Plain, "floor": Floor}
    return tables[play.table](play.rows, play.width)


def poll(stage: Stage) -> Act:
    """Return what an answer without a change leads to, the age of the data in the status row included."""
    age, status, table = next(stage.ages), stage.status, stage.table
    if isinstance(status, Static):
        return partial(status.update, f"LIVE {age}s  every 10s  sort started")
    health = Health(0.0)
    health.note(Polled(Snapshot(1), Delta(0)), 0.0)
    situation = Situation(at=float(age), now=NOW, interval=100.0, address="server", order="started")
    show = table.shower([])

    def act() -> None:
        show()
        status.show_status(health, situation)

    return act


STEPS: dict[str, Callable[[Stage], Act]] = {
    "some": lambda stage: stage.table.change(range(0, stage.play.rows, 100)),
    "one": lambda stage: stage.table.change([min(4, stage.play.rows - 1)]),
    "same": lambda stage: stage.table.shower([]),
    "down": lambda stage: stage.table.down(),
    "poll": poll,
}


def main(path: Path) -> None:
    """Do what the file says, and leave the outcome in its place."""
    stage = Stage(msgspec.json.decode(path.read_bytes(), type=Play))
    stage.run(mouse=False)
    if stage.outcome is not None:
        path.write_bytes(msgspec.json.encode(stage.outcome))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""One program under measurement: a table in a real terminal, driven step by step.

Runs as a child of the bench, its terminal drained by the parent: ``python -m tests.bench.table.play PLAY``,
where PLAY is a JSON file that is replaced by its outcome.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from itertools import cycle
from pathlib import Path
from statistics import median

import msgspec
from textual.app import App, ComposeResult
from textual.widgets import Static

from tests.bench.table.meter import Act, CountingDriver, Outcome, measured, settled
from tests.bench.table.tables import Floor, Ours, Plain, Table


class Play(msgspec.Struct):
    """What to do, and how often."""

    table: str
    """``ours``, ``plain``, ``faster``, ``floor``, or ``screen``: the real program's, which is but polled."""
    rows: int
    step: str
    times: int
    width: int


class Stage(App[None]):
    """A table over a status row."""

    def __init__(self, play: Play) -> None:
        super().__init__(driver_class=CountingDriver, ansi_color=True)
        self.theme = "ansi-dark"
        self.animation_level = "none"
        self.play = play
        self.table = table_of(play)
        self.status = Static("LIVE 0s  every 10s  sort started")
        self.ages = cycle((6, 0))
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
        await settled()
        fill = await measured(self.table.shower(range(self.play.rows)))
        step = STEPS[self.play.step]
        if self.play.step == "down":
            await self.go_to_the_end()
        await measured(step(self))  # the first one finds nothing kept from the one before
        taken = [await measured(step(self)) for _ in range(self.play.times)]
        ms, size = median(one.ms for one in taken), int(median(one.bytes for one in taken))
        self.outcome = Outcome(ms, size, fill.ms)
        self.exit()

    async def go_to_the_end(self) -> None:
        """Put the cursor on the last row of the page."""
        for _ in range(self.play.rows):
            if not self.table.at_the_end:
                self.table.down()()
        await settled()


def table_of(play: Play) -> Table:
    """Return the table that is measured."""
    if play.table == "faster":
        from tests.bench.table.faster import Faster

        return Faster(play.rows, play.width)
    tables: dict[str, type[Table]] = {"ours": Ours, "plain": Plain, "floor": Floor}
    return tables[play.table](play.rows, play.width)


def poll(stage: Stage) -> Act:
    """Return what tutorials do with the status row when an answer came that changes nothing."""
    return partial(stage.status.update, f"LIVE {next(stage.ages)}s  every 10s  sort started")


STEPS: dict[str, Callable[[Stage], Act]] = {
    "some": lambda stage: stage.table.change(range(0, stage.play.rows, 100)),
    "one": lambda stage: stage.table.change([min(4, stage.play.rows - 1)]),
    "same": lambda stage: stage.table.shower([]),
    "down": lambda stage: stage.table.down(),
    "poll": poll,
}


def outcome_of(play: Play, folder: Path) -> Outcome | None:
    """Return what came of ``play``, None where it failed; ``folder`` is a place of its own."""
    if play.table == "screen":
        from tests.bench.table.polled import polled

        return polled(play.rows, play.times, folder, young=play.step == "poll-young")
    stage = Stage(play)
    stage.run(mouse=False)
    return stage.outcome


def main(path: Path) -> None:
    """Do what the file says, and leave the outcome in its place."""
    outcome = outcome_of(msgspec.json.decode(path.read_bytes(), type=Play), path.parent)
    if outcome is not None:
        path.write_bytes(msgspec.json.encode(outcome))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

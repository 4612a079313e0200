"""A key in each view of five thousand sessions: bytes to the terminal, and time on the processor.

Held to the goals of the table: half of the bytes of a plain table that scrolls, and twice its time. Each key
is pressed when the one before has done its work, so that what it costs is its own. Where there is enough to
see it scrolls; else it goes down and up.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from statistics import median
from typing import NamedTuple

from tests.bench.figure import Bench, Figure, Scale, compared
from tests.bench.program.home import at_home
from tests.bench.program.served import serving
from tests.bench.program.signs import LIVE, Sign
from tests.bench.program.typist import Typist, program

SESSIONS = 5_000

SIZE, PROCESSOR = 0.5, 2.0
"""The goals: so much of a plain table's bytes for a key that scrolls, and of its processor time."""

PLAIN_ROWS = 100

TO_THE_EDGE = "j" * 45
"""From there on each ``j`` scrolls, where there is so much to see."""


class View(NamedTuple):
    """One of the program's pages."""

    name: str
    way: str
    """The keys from the view before."""
    scrolls: bool = False
    """Whether there is more of it than the screen holds."""


VIEWS = (
    View("table", "", scrolls=True),
    View("timeline", "V", scrolls=True),
    View("timeline of organizations", "v"),
    View("detail", "vVG\r"),
    View("JSON", "y"),
    View("events", "yl"),
)


class Cost(NamedTuple):
    """What one key costs."""

    size: float
    """Bytes."""
    processor: float
    """Milliseconds."""


def run(scale: Scale) -> Iterator[Figure]:
    """Walk through the views; medians."""
    times = max(scale.times, 3)
    command = [sys.executable, "-m", "tests.bench.program.plain", "table", str(PLAIN_ROWS)]
    with at_home() as env, Typist(command, env) as typist:
        typist.until(Sign(typist, rb"#0000000").last)
        plain = _cost(typist, times, scrolls=True)
    with (
        serving(SESSIONS) as server,
        at_home(server, interval=300) as env,
        Typist(program(), env) as typist,
    ):
        typist.until(Sign(typist, LIVE).last)
        for view in VIEWS:
            for step in view.way:
                typist.rest()
                typist.press(step)
            cost = _cost(typist, times, scrolls=view.scrolls)
            name = f"{view.name} {SESSIONS:,}"
            yield compared(f"20 bytes of j, {name}", "B", cost.size, plain.size, most=SIZE)
            took = cost.processor
            yield compared(f"20 CPU of j, {name}", "ms", took, plain.processor, most=PROCESSOR)


def _cost(typist: Typist, times: int, *, scrolls: bool) -> Cost:
    costs = []
    typist.rest()
    typist.press(TO_THE_EDGE if scrolls else "g")
    typist.rest()
    for number in range(times):
        size, spent = typist.size, typist.processor_seconds()
        typist.press("j" if scrolls or number % 2 == 0 else "k")
        typist.rest()
        costs.append(Cost(typist.size - size, (typist.processor_seconds() - spent) * 1000))
    return Cost(median(cost.size for cost in costs), median(cost.processor for cost in costs))


BENCH = Bench("views", "a key in each view of 5,000 sessions, against a plain table that scrolls", run)

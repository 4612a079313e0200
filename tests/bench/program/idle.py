"""An idle minute: bytes to the terminal, and time on the processor: goal 8.

The server has its usual life: sessions start and end there, and that is shown. Four programs are watched
at the same time, with nobody at their keys.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack

from tests.bench.figure import Bench, Figure, Scale, compared
from tests.bench.program.home import at_home
from tests.bench.program.served import serving
from tests.bench.program.signs import LIVE, Sign
from tests.bench.program.spent import Meter, listen_to_all
from tests.bench.program.typist import Typist, program

SESSIONS = 30

APIS = ("v8", "v1")
"""With the change feed, and polled."""

PLAIN = [sys.executable, "-m", "tests.bench.program.plain"]

SIZE, PROCESSOR = 0.5, 2.0
"""The goals: so many times a header's clock, and so many times a table that nothing happens in."""

MINUTE = 60.0


def run(scale: Scale) -> Iterator[Figure]:
    """Watch all of them for a while; the figures are for a minute."""
    with ExitStack() as stack:
        server = stack.enter_context(serving(SESSIONS, lively=True))
        clock, table = (
            stack.enter_context(Typist([*PLAIN, kind, str(SESSIONS)], stack.enter_context(at_home())))
            for kind in ("clock", "table")
        )
        ours = [
            stack.enter_context(Typist(program(), stack.enter_context(at_home(server, api=api))))
            for api in APIS
        ]
        for typist in ours:
            typist.until(Sign(typist, LIVE).last)
        typists = (clock, table, *ours)
        for typist in typists:
            typist.rest()
        meters = [Meter.of(typist) for typist in typists]
        listen_to_all(typists, scale.seconds)
        costs = [meter.read() for meter in meters]
    minutes = scale.seconds / MINUTE
    size, processor = costs[0].size / minutes, costs[1].seconds * 1000 / minutes
    for api, cost in zip(APIS, costs[2:], strict=True):
        held = api == "v8"
        name = f"in an idle minute {api}"
        yield compared(f"8 bytes {name}", "B", cost.size / minutes, size, most=SIZE if held else None)
        took = cost.seconds * 1000 / minutes
        yield compared(f"8 CPU {name}", "ms", took, processor, most=PROCESSOR if held else None)


BENCH = Bench("idle", "an idle minute, against a header's clock and a table without timers", run)

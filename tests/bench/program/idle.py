"""An idle minute: bytes to the terminal, and time on the processor: goal 8.

Nobody is at the keys, and on the server nothing happens but that the working sessions grow older; that is
held to the goal. Beside it a server with its usual life, on which two sessions start in a minute, and that is
shown. All programs are watched at once. The clock has the same colours as ours: Textual's own would make it
write two thirds more.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack

from tests.bench.figure import Bench, Figure, Scale, compared
from tests.bench.program.home import at_home
from tests.bench.program.served import Served, serving
from tests.bench.program.signs import LIVE, Sign
from tests.bench.program.spent import Meter, listen_to_all
from tests.bench.program.typist import Typist, program

SESSIONS = 30

QUIET = "v8, nothing happens"
"""The figure that is held to the goal; the others inform."""

PLAIN = [sys.executable, "-m", "tests.bench.program.plain"]

SIZE, PROCESSOR = 0.5, 2.0
"""The goals: so many times a header's clock, and so many times a table that nothing happens in."""

MINUTE = 60.0


def run(scale: Scale) -> Iterator[Figure]:
    """Watch all of them for a while; the figures are for a minute."""
    with ExitStack() as stack:
        lively = stack.enter_context(serving(SESSIONS, lively=True))
        quiet = stack.enter_context(serving(SESSIONS))
        programs = {
            "v8": _ours(stack, lively, "v8"),
            "v1": _ours(stack, lively, "v1"),
            QUIET: _ours(stack, quiet, "v8"),
        }
        clock, table = (_plain(stack, kind) for kind in ("clock", "table"))
        typists = (clock, table, *programs.values())
        for typist in typists:
            typist.rest()
        meters = [Meter.of(typist) for typist in typists]
        listen_to_all(typists, scale.seconds)
        costs = [meter.read() for meter in meters]
    minutes = scale.seconds / MINUTE
    size, processor = costs[0].size / minutes, costs[1].seconds * 1000 / minutes
    for name, cost in zip(programs, costs[2:], strict=True):
        most = (SIZE, PROCESSOR) if name == QUIET else (None, None)
        yield compared(f"8 bytes in an idle minute {name}", "B", cost.size / minutes, size, most=most[0])
        took = cost.seconds * 1000 / minutes
        yield compared(f"8 CPU in an idle minute {name}", "ms", took, processor, most=most[1])


def _ours(stack: ExitStack, server: Served, api: str) -> Typist:
    env = stack.enter_context(at_home(server, api=api))
    typist = stack.enter_context(Typist(program(), env))
    typist.until(Sign(typist, LIVE).last)
    return typist


def _plain(stack: ExitStack, kind: str) -> Typist:
    return stack.enter_context(Typist([*PLAIN, kind, str(SESSIONS)], stack.enter_context(at_home())))


BENCH = Bench("idle", "an idle minute, against a header's clock and a table without timers", run)

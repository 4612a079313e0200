"""From the start of the program to its first painted frame, and to the first row: goals 10 and 11."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from statistics import median

from tests.bench.figure import Bench, Figure, Scale, compared
from tests.bench.program.home import at_home
from tests.bench.program.served import Served, lasting, serving
from tests.bench.program.signs import PAINTED, ROW, Sign
from tests.bench.program.typist import Typist, program

FEW = 30
"""Sessions of the server behind the first frame, and rows of the plain table."""

PLAIN = [sys.executable, "-m", "tests.bench.program.plain", "table", str(FEW)]
PLAIN_PAINTED = f"#{FEW - 1:07}".encode()
"""The last row of the plain table."""

FIRST_FRAME, FIRST_ROW = 1.25, 2.0
"""The goals: so many times the plain program's first frame, and so many times the own."""


def run(scale: Scale) -> Iterator[Figure]:
    """Measure both, one start of each program after the other."""
    with serving(FEW) as server, at_home(server) as env:
        once(program(), env)
        once(PLAIN, env, PLAIN_PAINTED)
        first, plain = [], []
        for _ in range(scale.times):
            first += once(program(), env)
            plain += once(PLAIN, env, PLAIN_PAINTED)
    yield compared("10 first frame", "ms", median(first), median(plain), most=FIRST_FRAME)
    yield _first_row(lasting(scale.most), scale)


def _first_row(server: Served, scale: Scale) -> Figure:
    with at_home(server) as env:
        once(program(), env, PAINTED, ROW)
        times = [once(program(), env, PAINTED, ROW) for _ in range(scale.times)]
    first, row = (median(both[place] for both in times) for place in (0, 1))
    return compared(f"11 first row {scale.most:,}", "ms", row, first, most=FIRST_ROW)


def once(command: Sequence[str], env: Mapping[str, str], *signs: bytes) -> list[float]:
    """Start a program and end it; return the milliseconds after which each of ``signs`` was on its screen.

    What is waited for is the last line of the first frame, so all of it is there.
    """
    with Typist(command, env) as typist:
        wanted = [Sign(typist, pattern) for pattern in signs or (PAINTED,)]
        taken: list[float] = []
        for sign in wanted:
            typist.until(sign.last, look=1.0)
            taken.append((typist.heard[-1].at - typist.started) * 1000)
        return taken


BENCH = Bench("starts", "start to first frame and to first row, against a minimal program", run)

"""Key to paint with many sessions, while they are read, and at rest: goal 4."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator

from tests.bench.figure import Bench, Figure, Scale, compared
from tests.bench.program.home import at_home
from tests.bench.program.latency import BEYOND, NUMBERED, STARTED, Press, Walker, milliseconds, p95
from tests.bench.program.refresh import FAILING_FEED, LEAST, Title, polled, read_again
from tests.bench.program.served import Served, lasting
from tests.bench.program.signs import LIVE, ROW, Sign
from tests.bench.program.typist import Typist, program

FEW = 10
"""Keys that are pressed even if what they are pressed during is over, and at rest in a short run."""

TIMES = 2
"""How often the program is started at most; the keys of all its lives are taken together."""

PLAIN_ROWS = 100

MOST = 2.0
"""The goal: so many times the plain table's."""

Times = dict[str, list[float]]
"""Milliseconds by situation."""


def run(scale: Scale) -> Iterator[Figure]:
    """Measure each situation, with and without scrolling."""
    count, times = max(scale.most, LEAST), min(scale.times, TIMES)
    keys = FEW if times == 1 else PLAIN_ROWS - BEYOND - 1
    server = lasting(count)
    for scroll in (False, True):
        plain: list[float] = []
        taken: Times = defaultdict(list)
        for _ in range(times):
            plain += _plain(keys, scroll=scroll)
            for api in ("v8", "v1"):
                for situation, took in _sessions(server, api, keys, scroll=scroll).items():
                    taken[situation] += took
        key = "j, scrolling," if scroll else "j"
        for situation, took in taken.items():
            yield compared(f"4 {key} {situation} {count:,}", "ms", p95(took), p95(plain), most=MOST)


def _plain(keys: int, *, scroll: bool) -> list[float]:
    """Return what the keys took in a plain table at rest."""
    command = [sys.executable, "-m", "tests.bench.program.plain", "table", str(PLAIN_ROWS)]
    with at_home() as env, Typist(command, env) as typist:
        typist.until(Sign(typist, rb"#0000000").last)
        typist.rest()
        walker = Walker(typist)
        if scroll:
            walker.to_the_end_of_the_page()
            typist.rest()
        walker.stroll(keys, scroll=scroll)
        typist.rest()
        return list(milliseconds(typist, walker.presses, NUMBERED).values())


def _sessions(server: Served, api: str, keys: int, *, scroll: bool) -> Times:
    """Return what the keys took in the table of sessions, by situation."""
    presses: dict[str, list[Press]] = {}
    server.fault(FAILING_FEED, on=False)
    with at_home(server, api=api, interval=300) as env, Typist(program(), env) as typist:
        title, live, row = Title(typist), Sign(typist, LIVE), Sign(typist, ROW)
        walker = Walker(typist)
        typist.until(row.last)
        if scroll:
            walker.to_the_end_of_the_page()
        if api == "v8":
            loading = walker.run(lambda: live.last() is None, least=FEW, scroll=scroll)
            presses["while loading"] = loading
        typist.until(live.last)
        typist.rest()
        if api == "v8":
            presses["at rest"] = walker.stroll(keys, scroll=scroll)
            typist.rest()
            presses["while read again on v8"] = walker.run(
                read_again(server, title), least=FEW, scroll=scroll
            )
        else:
            presses["while polled on v1"] = walker.run(
                polled(server, typist, title), least=FEW, scroll=scroll
            )
        typist.rest()
        taken = milliseconds(typist, walker.presses, STARTED)
    return {name: [taken[press] for press in pressed if press.counts] for name, pressed in presses.items()}


BENCH = Bench("keys", "key to painted frame while all is read, against a plain table at rest", run)

"""How long the event loop is held up by a refresh of many sessions: goal 5.

Against one repaint of the visible rows: the longest callback from the key that moves the table a page down,
so that every row that is seen is put into words and painted for the first time, in the same program at rest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from statistics import median

from tests.bench.figure import Bench, Figure, Scale, compared
from tests.bench.program.refresh import LEAST
from tests.bench.program.refreshes import with_feed, with_polls
from tests.bench.program.served import lasting

TIMES = 2
"""How often the program is started at most."""

REPAINTS, POLLS = 5, 2
"""How often each is done in one life of the program."""

MOST = 3.0
"""The goal: so many times a repaint."""

REPAINT = "repaint"


def run(scale: Scale) -> Iterator[Figure]:
    """Measure each kind of refresh: the median of the longest callback of each."""
    count = max(scale.most, LEAST)
    longest: dict[str, list[float]] = defaultdict(list)
    latest: dict[str, list[float]] = defaultdict(list)
    server = lasting(count)
    for _ in range(min(scale.times, TIMES)):
        for refresh in [*with_feed(server, REPAINTS), *with_polls(server, POLLS)]:
            longest[refresh.name].append(refresh.longest("callback"))
            latest[refresh.name].append(refresh.longest("callback", "late"))
    repaint = median(longest.pop(REPAINT))
    for name, values in longest.items():
        yield compared(f"5 longest block {name} {count:,}", "ms", median(values), repaint, most=MOST)
    worst = max(max(values) for values in longest.values())
    yield compared(f"5 longest block of all {count:,}", "ms", worst, repaint)
    del latest[REPAINT]
    wait = max(median(values) for values in latest.values())
    yield compared(f"5 longest wait for the loop {count:,}", "ms", wait, repaint)


BENCH = Bench("blocks", "the longest stop of the event loop in a refresh, against one repaint", run)

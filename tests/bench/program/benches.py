"""All that is measured of the program as it is shipped."""

from __future__ import annotations

from tests.bench.figure import Bench
from tests.bench.program import blocks, commands, filters, idle, keys, polling, starts, views

BENCHES: tuple[Bench, ...] = (
    keys.BENCH,
    blocks.BENCH,
    filters.BENCH,
    starts.BENCH,
    commands.BENCH,
    idle.BENCH,
    polling.BENCH,
    views.BENCH,
)

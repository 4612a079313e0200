"""What is measured: each figure against the plain DataTable in the same run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from tests.bench.stage import Outcome, Play
from tests.bench.terminal import perform

SIZES = ((80, 24), (120, 40))
"""Terminals, in columns and lines."""

QUICK = (1_000, 10_000)
FULL = (*QUICK, 100_000)
"""How many sessions there are."""


@dataclass(frozen=True, slots=True)
class Bench:
    """A step of the stage, and how much better than the plain table it has to be."""

    name: str
    step: str
    tells: str
    quicker: float
    """The goal for the time: the ratio to the plain table's, at most."""
    smaller: float
    """The goal for the bytes, likewise."""
    rows: tuple[int, ...] = (1_000,)
    sizes: tuple[tuple[int, int], ...] = SIZES
    most: int | None = None
    """The goal for the bytes at 80x24, where it does not depend on the plain table."""


BENCHES = (
    Bench("fill", "fill", "the first answer", 0.25, 0.8, rows=FULL, sizes=((80, 24),)),
    Bench(
        "refresh",
        "some",
        "an answer with 1 % changed, against refilling",
        0.1,
        0.1,
        rows=FULL,
        sizes=((80, 24),),
    ),
    Bench("one", "one", "one changed row that is seen, against update_cell", 0.4, 0.05, most=1024),
    Bench("same", "same", "an answer without a change, against refilling", 0.1, 0.0, most=0),
    Bench("down", "down", "cursor down from the last row of the page", 1.0, 0.9),
)


class Figure(msgspec.Struct):
    """One line of the outcome."""

    name: str
    value: float
    unit: str
    baseline: float
    """The plain table's."""
    ratio: float
    """``value`` to ``baseline``."""
    goal: str
    met: bool


def measure(bench: Bench, rows: tuple[int, ...], times: int) -> Iterator[Figure]:
    """Run one bench with so many rows, each step so many times; medians.

    A plain table of 100,000 takes a quarter of a minute for one refill: there three times will do.
    """
    for count in rows:
        times = times if count < 100_000 else min(times, 3)
        for width, height in bench.sizes:
            plain = perform(Play("plain", count, bench.step, times), width=width, height=height)
            ours = perform(Play("virtual", count, bench.step, times), width=width, height=height)
            name = f"{bench.name} {count:,} {width}x{height}"
            yield from _figures(bench, name, ours, plain, narrow=width == 80)


def _figures(bench: Bench, name: str, ours: Outcome, plain: Outcome, *, narrow: bool) -> Iterator[Figure]:
    yield _figure(f"{name} time", "ms", ours.ms, plain.ms, bench.quicker)
    figure = _figure(f"{name} bytes", "B", ours.bytes, plain.bytes, bench.smaller)
    if narrow and bench.most is not None and ours.bytes > bench.most:
        figure = msgspec.structs.replace(figure, goal=f"<= {bench.most} B", met=False)
    yield figure


def _figure(name: str, unit: str, value: float, baseline: float, goal: float) -> Figure:
    ratio = value / baseline if baseline else 0.0
    return Figure(
        name, round(value, 2), unit, round(baseline, 2), round(ratio, 4), f"<= {goal}", ratio <= goal
    )

"""What is measured of the table: each figure against the plain DataTable in the same run."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec

from tests.bench.figure import Bench, Figure, Scale, compared
from tests.bench.table.meter import Outcome
from tests.bench.table.perform import perform
from tests.bench.table.play import Play

SMALL, LARGE = SIZES = ((80, 24), (120, 40))
"""Terminals, in columns and lines; times are taken in the small one where nothing else is said."""

SLOW = 2
"""So often a step is done where a table of 100,000 rows takes seconds for it."""

REFILLED = ("plain", "faster")
"""Tables that are filled anew for each answer."""

REFRESH = {1_000: 40, 10_000: 150, 100_000: 300}
ONE_ROW = {1_000: 20, 100_000: 100}
"""The goals: so many times as fast as the plain table, by the number of rows."""

BARE = ("plain", "ours", "floor")
"""Tables that are there wherever the program is."""

CALLED = {"ours": "", "screen": "", "floor": "floor", "faster": "fastdatatable"}
"""What figures of a table have in their names."""


def refresh(scale: Scale) -> Iterator[Figure]:
    """The first answer, which informs, and one with 1 % changed: goals 1 and 2."""
    for rows in scale.sizes:
        found = _plays(_all(), rows, "some", scale)
        yield from _figures("1 fill", f"{rows:,}", "ms", {table: one.fill for table, one in found.items()})
        yield from _figures("1 refresh", f"{rows:,}", "ms", _times(found), faster=REFRESH.get(rows))


def one_row(scale: Scale) -> Iterator[Figure]:
    """One changed row that is seen: goals 3 and 6. How dear a repaint is depends on the terminal."""
    for rows in sorted({scale.sizes[0], scale.most}):
        found = _plays(_all(), rows, "one", scale)
        yield from _figures("3 one row", f"{rows:,}", "ms", _times(found), faster=ONE_ROW.get(rows))
        if rows == scale.sizes[0]:
            large = _plays(BARE, rows, "one", scale, LARGE)
            yield from _figures("3 one row", f"{rows:,} {_name(LARGE)}", "ms", _times(large))
            yield from _figures("6 one row bytes", _name(SMALL), "B", _sizes(found), faster=50)
            yield from _figures("6 one row bytes", _name(LARGE), "B", _sizes(large), faster=50)


def unchanged(scale: Scale) -> Iterator[Figure]:
    """An answer without a change: to the table alone, then to the program's whole screen: goal 7."""
    rows = scale.sizes[0]
    for size in SIZES:
        ours = _play("ours", rows, "same", scale.times, size)
        name = f"7 same table bytes {_name(size)}"
        yield Figure(name, ours.bytes, "B", 0.0, 0.0, "<= 0 B", ours.bytes == 0)
    for size in SIZES:
        found = _plays(("plain", "screen"), rows, "poll", scale, size)
        yield from _figures("7 poll bytes", _name(size), "B", _sizes(found), faster=20)
        if size == SMALL:
            found["screen"] = _play("screen", rows, "poll-young", scale.times, size)
            yield from _figures("7 poll bytes, a session's first minute", _name(size), "B", _sizes(found))


def scroll(scale: Scale) -> Iterator[Figure]:
    """Cursor down from the last row of the page: goal 9."""
    rows = scale.sizes[0]
    small = _plays(_all(), rows, "down", scale)
    yield from _figures("9 scroll bytes", _name(SMALL), "B", _sizes(small), faster=2)
    large = _plays(BARE, rows, "down", scale, LARGE)
    yield from _figures("9 scroll bytes", _name(LARGE), "B", _sizes(large), faster=2)
    yield from _figures("9 scroll time", f"{rows:,}", "ms", _times(large))


def _all() -> tuple[str, ...]:
    """Return the tables that are compared; say which one cannot be."""
    if find_spec("textual_fastdatatable") and find_spec("pyarrow"):
        return (*BARE, "faster")
    sys.stderr.write("table: not compared with textual-fastdatatable, which is not installed\n")
    return BARE


def _plays(
    tables: Sequence[str], rows: int, step: str, scale: Scale, size: tuple[int, int] = SMALL
) -> dict[str, Outcome]:
    """Return what a step took each table."""
    found = {}
    for table in tables:
        slow = rows >= 100_000 and step == "some" and table in REFILLED
        found[table] = _play(table, rows, step, min(scale.times, SLOW) if slow else scale.times, size)
    return found


def _play(table: str, rows: int, step: str, times: int, size: tuple[int, int]) -> Outcome:
    width, height = size
    return perform(Play(table, rows, step, times, width), width=width, height=height)


def _times(found: Mapping[str, Outcome]) -> Mapping[str, float]:
    return {table: outcome.ms for table, outcome in found.items()}


def _sizes(found: Mapping[str, Outcome]) -> Mapping[str, float]:
    return {table: outcome.bytes for table, outcome in found.items()}


def _figures(
    what: str, where: str, unit: str, values: Mapping[str, float], *, faster: int | None = None
) -> Iterator[Figure]:
    """Yield a figure for each table but the plain one; ours is held to so many times as little."""
    for table, value in values.items():
        if table != "plain":
            called = CALLED[table]
            held = None if called or faster is None else 1 / faster
            name = " ".join(filter(None, (what, called, where)))
            yield compared(name, unit, value, values["plain"], most=held)


def _name(size: tuple[int, int]) -> str:
    return f"{size[0]}x{size[1]}"


BENCHES = (
    Bench("refresh", "a first answer, and 1 % changed, against filling a plain DataTable", refresh),
    Bench("one-row", "one changed row that is seen, against update_cell", one_row),
    Bench("unchanged", "a poll without a change, against Static.update", unchanged),
    Bench("scroll", "cursor down at the end of the page, against a plain DataTable", scroll),
)

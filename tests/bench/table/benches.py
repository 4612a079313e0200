"""What is measured of the table: each figure against the plain DataTable in the same run."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec

from tests.bench.figure import Bench, Figure, Scale, compared
from tests.bench.table.perform import perform
from tests.bench.table.play import Outcome, Play

SIZES = ((80, 24), (120, 40))
"""Terminals, in columns and lines."""

SLOW = 2
"""So often a step is done where a plain table of 100,000 rows takes a quarter of a minute for it."""

REFRESH = {1_000: 40, 10_000: 150, 100_000: 300}
ONE_ROW = {1_000: 20, 100_000: 100}
"""The goals: so many times as fast as the plain table, by the number of rows."""

PEERS = (("floor", "floor"), *((("faster", "fastdatatable"),) if find_spec("textual_fastdatatable") else ()))


def fill(scale: Scale) -> Iterator[Figure]:
    """The first answer; informs."""
    yield from _times("fill", "1 fill", scale, {})


def refresh(scale: Scale) -> Iterator[Figure]:
    """An answer with 1 % changed: goals 1 and 2."""
    yield from _times("some", "1 refresh", scale, REFRESH)


def one_row(scale: Scale) -> Iterator[Figure]:
    """One changed row that is seen: goals 3 and 6."""
    yield from _times("one", "3 one row", scale, ONE_ROW)
    yield from _bytes("one", "6 one row bytes", scale, 1 / 50)


def unchanged(scale: Scale) -> Iterator[Figure]:
    """An answer without a change, without and with the status row: goal 7."""
    for size in SIZES:
        ours = _play("ours", scale.sizes[0], "same", scale.times, size)
        yield Figure(
            f"7 same table bytes {_name(size)}", ours.bytes, "B", 0.0, 0.0, "<= 0 B", ours.bytes == 0
        )
    yield from _bytes("poll", "7 poll bytes", scale, 1 / 20)


def scroll(scale: Scale) -> Iterator[Figure]:
    """Cursor down from the last row of the page: goal 9."""
    yield from _bytes("down", "9 scroll bytes", scale, 1 / 2, peers=True)
    rows = scale.sizes[0]
    plain, ours = (_play(table, rows, "down", scale.times, SIZES[1]) for table in ("plain", "ours"))
    yield compared(f"9 scroll time {rows:,}", "ms", ours.ms, plain.ms)


def _times(step: str, name: str, scale: Scale, faster: dict[int, int]) -> Iterator[Figure]:
    for rows in scale.sizes:
        times = scale.times if rows < 100_000 else min(scale.times, SLOW)
        plain = _play("plain", rows, step, times, SIZES[0])
        most = faster.get(rows)
        ours = _play("ours", rows, step, scale.times, SIZES[0])
        yield compared(f"{name} {rows:,}", "ms", ours.ms, plain.ms, most=None if most is None else 1 / most)
        for table, called in PEERS:
            peer = _play(table, rows, step, times, SIZES[0])
            yield compared(f"{name} {called} {rows:,}", "ms", peer.ms, plain.ms)


def _bytes(step: str, name: str, scale: Scale, most: float, *, peers: bool = False) -> Iterator[Figure]:
    for size in SIZES:
        plain = _play("plain", scale.sizes[0], step, scale.times, size)
        ours = _play("ours", scale.sizes[0], step, scale.times, size)
        yield compared(f"{name} {_name(size)}", "B", ours.bytes, plain.bytes, most=most)
        for table, called in PEERS if peers else ():
            peer = _play(table, scale.sizes[0], step, scale.times, size)
            yield compared(f"{name} {called} {_name(size)}", "B", peer.bytes, plain.bytes)


def _name(size: tuple[int, int]) -> str:
    return f"{size[0]}x{size[1]}"


def _play(table: str, rows: int, step: str, times: int, size: tuple[int, int]) -> Outcome:
    width, height = size
    return perform(Play(table, rows, step, times, width), width=width, height=height)


BENCHES = (
    Bench("fill", "the first answer, against filling a plain DataTable", fill),
    Bench("refresh", "an answer with 1 % changed, against refilling a plain DataTable", refresh),
    Bench("one-row", "one changed row that is seen, against update_cell", one_row),
    Bench("unchanged", "a poll without a change, against Static.update", unchanged),
    Bench("scroll", "cursor down at the end of the page, against a plain DataTable", scroll),
)

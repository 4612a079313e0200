"""What a list takes in memory once it is read: ``python -m tests.bench.reading.holding JSON``."""

from __future__ import annotations

import asyncio
import json

from tests.bench.reading import shelf
from tests.bench.reading.child import answer
from tests.bench.reading.gauge import resident
from tests.bench.reading.ours import NOW
from tests.bench.reading.saved_server import read_steps, reader_of
from vbo_tui.model.filter import Filter
from vbo_tui.model.query import Order, SortKey
from vbo_tui.ui.columns import layout
from vbo_tui.ui.session_rows import SessionRows

WORD = "exchange"
"""What is filtered by: about half of the sessions say it."""


def measure(folder: str, other: str, way: str, sort: str = "started") -> int:
    """Return the bytes that a list takes when all else is given back.

    Args:
        folder: The list.
        other: A short one, read first: what is held once for all lists is held by then.
        way: ``ours`` or ``json``.
        sort: What our rows are sorted by.
    """
    _held(other, way, sort)
    before = resident()
    held = _held(folder, way, sort)
    taken = resident() - before
    del held
    return taken


def _held(folder: str, way: str, sort: str) -> object:
    if way == "json":
        return [json.loads(body) for body in shelf.pages(folder)]
    return asyncio.run(_shown(folder, Order(SortKey(sort))))


async def _shown(folder: str, order: Order) -> object:
    """Return all that the program holds of a list: sessions, their order, what a filter lets through."""
    reader, rows = reader_of(folder), SessionRows("bench", NOW)
    rows.slots = layout(120)
    rows.arranged.sort(order, NOW)
    rows.arranged.sift(Filter.parse(WORD), None)
    _settle(rows)
    async for step in read_steps(reader):
        rows.show(step.snapshot, step.delta)
        _settle(rows)
    assert 0 < len(rows) < len(rows.snapshot.sessions)
    return reader, rows


def _settle(rows: SessionRows) -> None:
    while rows.arranged.is_busy:
        rows.arranged.go_on(1000)


if __name__ == "__main__":
    answer(measure)

"""The first reading of a whole list, without a socket: ``python -m tests.bench.reading.first JSON``."""

from __future__ import annotations

import asyncio
import json
from statistics import median

from tests.bench.reading import shelf
from tests.bench.reading.child import answer
from tests.bench.reading.gauge import milliseconds
from tests.bench.reading.saved_server import read_steps, reader_of


def measure(folder: str, other: str, times: int) -> dict[str, float]:
    """Return the milliseconds until every session is known, and those of ``json.loads``; medians.

    Args:
        folder: The list.
        other: A short one, read first: what is done once is done by then.
        times: How often.
    """
    asyncio.run(_read(other))
    taken: dict[str, list[float]] = {"ours": [], "json": []}
    for _ in range(times):
        taken["ours"].append(milliseconds(lambda: asyncio.run(_read(folder))))
        taken["json"].append(milliseconds(lambda: [json.loads(body) for body in shelf.pages(folder)]))
    return {name: median(each) for name, each in taken.items()}


async def _read(folder: str) -> object:
    reader = reader_of(folder)
    async for _step in read_steps(reader):
        pass
    return reader


if __name__ == "__main__":
    answer(measure)

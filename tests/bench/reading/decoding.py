"""One page decoded by several hands in turn: ``python -m tests.bench.reading.decoding JSON``."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from statistics import median

from tests.bench.reading import bare, ours, plain, shelf
from tests.bench.reading.child import answer
from tests.bench.reading.gauge import milliseconds

HANDS: Mapping[str, Callable[[bytes], object]] = {
    "ours": ours.read,
    "plain": plain.read,
    "bare": bare.read,
    "json": json.loads,
}
"""Ways to read a page."""


def measure(folder: str, other: str, times: int) -> dict[str, float]:
    """Return the milliseconds that each way takes; medians.

    Args:
        folder: The list that is read in one answer.
        other: A short one, read first: what is done once is done by then.
        times: How often.
    """
    for read in HANDS.values():
        read(shelf.whole(other))
    body = shelf.whole(folder)
    taken: dict[str, list[float]] = {name: [] for name in HANDS}
    for _ in range(times):
        for name, read in HANDS.items():
            taken[name].append(milliseconds(partial(read, body)))
    assert (
        sum(len(part.sessions) for part in ours.read(body)) == len(plain.read(body)) == len(bare.read(body))
    )
    return {name: median(each) for name, each in taken.items()}


if __name__ == "__main__":
    answer(measure)

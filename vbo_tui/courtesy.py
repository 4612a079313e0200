"""Long work that steps back for whoever is waiting: a key, a paint, an answer."""

from __future__ import annotations

import asyncio
import time

QUIET = 0.0003
"""Seconds that a turn of the event loop takes at most when nobody else had anything to do."""

MOST_TURNS = 50
"""Turns after which the work goes on all the same."""


async def give_way() -> None:
    """Let everybody else on the event loop come first, until one turn of it was quiet.

    A key is read, handled and painted in many turns: to let only one pass would put a piece of the
    work between each two of them.
    """
    for _ in range(MOST_TURNS):
        before = time.perf_counter()
        await asyncio.sleep(0)
        if time.perf_counter() - before < QUIET:
            return

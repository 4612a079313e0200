"""A server's feed followed, over TLS: ``python -m tests.bench.reading.following JSON``.

Measured is one round: the feed tells of changed sessions, they are asked for one by one, and the rows
of the table are put right.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import aclosing
from datetime import datetime
from statistics import median

from tests.bench.reading.child import answer
from tests.bench.reading.ours import NOW
from tests.bench.reading.served import Served, serving
from vbo_tui.model.snapshot import Step
from vbo_tui.monitor.clock import SystemClock
from vbo_tui.monitor.poller import Polled, Poller, PollFailed, Update
from vbo_tui.ui.columns import layout
from vbo_tui.ui.session_rows import SessionRows

WARM = 2
"""Rounds before the first that counts."""


PATIENCE = 60.0
"""Seconds within which the server has to tell of what changed."""


class StillClock(SystemClock):
    """The machine's own clock, but that it is always the server's time."""

    def now(self) -> datetime:
        """Return the server's time."""
        return NOW


class Screen:
    """What a poll reaches: the rows of a table of 120 columns."""

    def __init__(self) -> None:
        self.rows = SessionRows("bench", NOW)
        self.rows.slots = layout(120)

    def take(self, news: Polled | Step) -> int:
        """Show what is known now; return how many sessions changed."""
        delta = self.rows.show(news.snapshot, news.delta)
        while self.rows.arranged.is_busy:
            self.rows.arranged.go_on(1000)
        return len(delta)


def measure(sessions: int, changes: int, times: int) -> float:
    """Return the processor time, in milliseconds, that a round takes the client; the median."""
    with serving(sessions) as server:
        return median(asyncio.run(_rounds(server, changes, times)))


async def _rounds(server: Served, changes: int, times: int) -> list[float]:
    client = server.address.client()
    poller, screen = Poller(client, interval=3600.0, clock=StillClock()), Screen()
    taken: list[float] = []
    try:
        async with aclosing(poller.updates()) as updates:
            async for update in updates:
                screen.take(_polled(update))
                if not poller.last.loading:
                    break
            for _ in range(WARM + times):
                started, left = time.process_time(), changes
                server.churn(changes)
                async with asyncio.timeout(PATIENCE):
                    while left > 0:
                        left -= screen.take(_polled(await anext(updates)))
                taken.append((time.process_time() - started) * 1000)
    finally:
        await client.aclose()
    return taken[WARM:]


def _polled(update: Update) -> Polled:
    """Return what a poll brought; raise what went wrong with it."""
    if isinstance(update, PollFailed):
        raise update.error
    return update


if __name__ == "__main__":
    answer(measure)

"""A clock that stands still until a test moves it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta


class Metronome:
    """Fulfils ``Clock``: time passes only in :meth:`advance`."""

    def __init__(self, now: datetime = datetime(2026, 9, 24, 14, 3, tzinfo=UTC)) -> None:
        self._now = now
        self._seconds = 1000.0
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        return self._now

    def seconds(self) -> float:
        return self._seconds

    @property
    def waits(self) -> list[float]:
        """What is left of each sleep that somebody sleeps right now."""
        return [due - self._seconds for due, future in self._sleepers if not future.done()]

    async def sleep(self, seconds: float) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        entry = (self._seconds + seconds, future)
        self._sleepers.append(entry)
        try:
            await future
        finally:
            self._sleepers.remove(entry)

    def turn(self, by: timedelta) -> None:
        """Set the wall clock, forward or back; no time passes."""
        self._now += by

    def advance(self, seconds: float) -> None:
        """Let ``seconds`` pass; whoever slept no longer than that wakes up."""
        self._seconds += seconds
        self._now += timedelta(seconds=seconds)
        for due, future in self._sleepers:
            if due <= self._seconds and not future.done():
                future.set_result(None)

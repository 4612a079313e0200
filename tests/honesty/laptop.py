"""The clock of a machine that may sleep, and whose wall clock may be set; its server's clock is right."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from vbo_tui.monitor.clock import SystemClock

BEGIN = datetime(2026, 9, 24, 12, 0, tzinfo=UTC)
"""When the event loop was made."""


class Laptop(SystemClock):
    """A machine that may sleep; its event loop's time stands still then."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self.asleep = 0.0
        """Seconds that it slept through."""
        self.turned = timedelta(0)
        """How far its wall clock is ahead."""
        self.woke = 0.0
        """When it woke up last, in its seconds."""

    def sleep_through(self, seconds: float) -> None:
        """Be closed for so long."""
        self.asleep += seconds
        self.woke = self.seconds()

    def now(self) -> datetime:
        return BEGIN + timedelta(seconds=self.seconds()) + self.turned

    def seconds(self) -> float:
        return self._loop.time() + self.asleep


class Elsewhere(SystemClock):
    """The clock of the server, which nobody sets."""

    def __init__(self, laptop: Laptop) -> None:
        self._laptop = laptop

    def now(self) -> datetime:
        return BEGIN + timedelta(seconds=self._laptop.seconds())

    def seconds(self) -> float:
        return self._laptop.seconds()

"""The time, as the monitor takes it from outside; tests bring a clock of their own."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from typing import Protocol

SLICE = 5.0
"""Seconds within which a wait notices that the machine slept meanwhile: timers stand still then."""


class Clock(Protocol):
    """What time it is, how much has passed, and a way to wait."""

    def now(self) -> datetime:
        """Return the wall-clock time, aware, UTC. It may jump: never measure with it."""

    def seconds(self) -> float:
        """Return the seconds since some fixed moment; they only grow."""

    async def sleep(self, seconds: float) -> None:
        """Return after ``seconds``."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the wall-clock time, aware, UTC."""
        return datetime.now(UTC)

    def seconds(self) -> float:
        """Return the seconds since the machine started, those it slept through included.

        A laptop that wakes up after a night must not show last evening's data as fresh.
        """
        boot_time = getattr(time, "CLOCK_BOOTTIME", None)
        return time.monotonic() if boot_time is None else time.clock_gettime(boot_time)

    async def sleep(self, seconds: float) -> None:
        """Return after ``seconds``, soon after the machine woke up where it slept for the rest of them."""
        due = self.seconds() + seconds
        while (left := due - self.seconds()) > 0:  # noqa: ASYNC110 - no event tells of waking up
            await asyncio.sleep(min(left, SLICE))

"""What an action takes: the program's processor time, and what it writes, until nothing more comes of it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import msgspec
from textual.drivers.linux_driver import LinuxDriver

Act = Callable[[], object]
"""What is measured."""

TURNS = 20
"""Turns of the event loop within which whatever an action leads to has begun; themselves 0.06 ms."""

QUIET = 0.035
"""Seconds without a byte, two frames, after which everything is painted."""


class Outcome(msgspec.Struct):
    """What an action took."""

    ms: float
    """Processor time of the program, from the call to the last byte of the paint."""
    bytes: int
    """Sent to the terminal."""
    fill: float = 0.0
    """What the first answer took, in milliseconds; there is but one in a program's life."""


class CountingDriver(LinuxDriver):
    """Writes to the terminal, and counts."""

    written = 0
    at = 0.0
    """The program's processor time at the last byte."""

    def write(self, data: str) -> None:
        super().write(data)
        CountingDriver.written += len(data.encode())
        CountingDriver.at = time.process_time()


async def measured(act: Act) -> Outcome:
    """Act; return what that took, whatever it leads to included, but not the wait for nothing more."""
    started, written = time.process_time(), CountingDriver.written
    act()
    for _ in range(TURNS):
        await asyncio.sleep(0)
    done = time.process_time()
    await settled()
    if CountingDriver.written > written:
        done = max(done, CountingDriver.at)
    return Outcome((done - started) * 1000, CountingDriver.written - written)


async def settled() -> None:
    """Return when everything is painted."""
    while True:
        before = CountingDriver.written
        await asyncio.sleep(QUIET)
        if CountingDriver.written == before:
            return

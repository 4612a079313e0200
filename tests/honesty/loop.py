"""An event loop in which time passes only while nobody has anything to do, and then at once."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch


class Threads(ThreadPoolExecutor):
    """Knows whether somebody waits for a thread: no time passes meanwhile."""

    def __init__(self) -> None:
        super().__init__(max_workers=2)
        self.busy = 0

    def submit(self, *call: Any, **more: Any) -> Future[Any]:
        future: Future[Any] = super().submit(*call, **more)
        self.busy += 1
        future.add_done_callback(self._done)
        return future

    def _done(self, future: Future[Any]) -> None:
        self.busy -= 1


class _Skip(selectors.DefaultSelector):
    """Does not wait for a time to come: it is there."""

    def __init__(self, threads: Threads) -> None:
        super().__init__()
        self.passed = 0.0
        self._threads = threads

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        found = super().select(0)
        if found or timeout == 0:
            return found
        if self._threads.busy:
            return super().select(0.05)
        if timeout is None:
            raise RuntimeError("nothing will ever happen any more")
        self.passed += timeout
        return found


class SkippingLoop(asyncio.SelectorEventLoop):
    """Sleeping costs nothing, and everything that sleeps wakes up in its order, on the dot."""

    def __init__(self) -> None:
        self.threads = Threads()
        self._skip = _Skip(self.threads)
        super().__init__(self._skip)
        self.set_default_executor(self.threads)

    def time(self) -> float:
        """Return the seconds since the loop was made."""
        return self._skip.passed


@contextmanager
def skipping() -> Iterator[asyncio.Runner]:
    """A runner on such a loop; Textual's timers go by it, too."""
    with (
        asyncio.Runner(loop_factory=SkippingLoop) as runner,
        patch("textual._time.get_time", runner.get_loop().time),
    ):
        yield runner

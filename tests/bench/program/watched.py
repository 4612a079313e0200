"""Runs the program with every callback of its event loop timed: ``python -m ...program.watched FILE WORDS``.

When the program ends, FILE has a JSON list of all that took longer than ``WORTH_TELLING``. With
``BENCH_STACKS`` in the environment each long callback also tells what it was within, every few milliseconds.
"""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
import time
from asyncio import events
from collections import Counter
from pathlib import Path
from types import FrameType
from typing import Any

import msgspec

from vbo_tui.cli import main

WORTH_TELLING = 0.0005
"""Seconds."""

TICK = 0.002
"""Seconds between two looks at whether the loop comes when it is called."""

SAMPLE = 0.002
"""Seconds between two looks at where a long callback is."""

TOLD = 16
"""Functions of a span that are told, those that it was in most often."""

STACKS = "BENCH_STACKS"


class Span(msgspec.Struct):
    """A time during which the event loop did one thing."""

    at: float
    """``time.monotonic()`` at its beginning."""
    seconds: float
    kind: str
    """``callback``: the loop ran one. ``late``: it came so much later than wanted. ``collector``: garbage."""
    what: str = ""
    within: dict[str, int] = {}
    """Functions, and in how many of the looks it was within each."""


class Watch:
    """Takes the time of callbacks."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self._began = self._collecting = 0.0
        self._within: Counter[str] = Counter()

    def start(self) -> None:
        """Time every callback from now on, and the collector."""
        run, is_running = events.Handle._run, False

        def timed(handle: events.Handle) -> None:
            nonlocal is_running
            if not is_running:
                is_running = True
                self._tick(time.monotonic())
            self._began = began_at = time.monotonic()
            run(handle)
            self._began = 0.0  # before the looks are counted: one more would come in between
            self._note("callback", began_at, lambda: _named(handle))

        events.Handle._run = timed  # type: ignore[method-assign,assignment]
        gc.callbacks.append(self._collected)
        if os.environ.get(STACKS):
            signal.signal(signal.SIGALRM, self._look)
            signal.setitimer(signal.ITIMER_REAL, SAMPLE, SAMPLE)

    def _note(self, kind: str, began: float, what: Any = lambda: "") -> None:
        seconds = time.monotonic() - began
        if seconds > WORTH_TELLING:
            self.spans.append(Span(began, seconds, kind, what(), dict(self._within.most_common(TOLD))))
        self._within.clear()

    def _tick(self, due: float) -> None:
        self._note("late", due)
        asyncio.get_running_loop().call_later(TICK, self._tick, time.monotonic() + TICK)

    def _collected(self, phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            self._collecting = time.monotonic()
        elif time.monotonic() - self._collecting > WORTH_TELLING:
            seconds = time.monotonic() - self._collecting
            self.spans.append(
                Span(self._collecting, seconds, "collector", f"generation {info['generation']}")
            )

    def _look(self, number: int, frame: FrameType | None) -> None:
        if not self._began or time.monotonic() - self._began < SAMPLE:
            return
        within: set[str] = set()
        while frame is not None and frame.f_code.co_name != "timed":
            within.add(f"{frame.f_code.co_qualname} ({Path(frame.f_code.co_filename).name})")
            frame = frame.f_back
        self._within.update(within)


def _named(handle: events.Handle) -> str:
    callback = handle._callback  # type: ignore[attr-defined]
    owner = getattr(callback, "__self__", None)
    if isinstance(owner, asyncio.Task):
        return f"{getattr(owner.get_coro(), '__qualname__', '')} {owner.get_name()}"
    return str(getattr(callback, "__qualname__", callback))


def run(path: Path, words: list[str]) -> int:
    """Run the program, and leave in ``path`` what took long."""
    watch = Watch()
    watch.start()
    try:
        return main(words)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        path.write_bytes(msgspec.json.encode(watch.spans))


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1]), sys.argv[2:]))

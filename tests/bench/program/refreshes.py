"""The program through all kinds of refreshes, its event loop watched: what held it up in each."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from tests.bench.program.home import at_home
from tests.bench.program.refresh import FAILING_FEED, Going, Title, polled, read_again, told
from tests.bench.program.served import Served
from tests.bench.program.signs import LIVE, PAINTED, Sign
from tests.bench.program.typist import Typist
from tests.bench.program.watched import Span

PAGE_DOWN = "\x06"

NEWS = 0.0005
"""The share of sessions that the change feed tells of at once."""


@dataclass(frozen=True, slots=True)
class Refresh:
    """One refresh, or one repaint, and what the event loop did in it that took long."""

    name: str
    spans: list[Span]

    def longest(self, *kinds: str) -> float:
        """Return the milliseconds of the longest span of these kinds."""
        return max((span.seconds * 1000 for span in self.spans if span.kind in kinds), default=0.0)


class Life:
    """A program that runs, and the names of what it goes through."""

    def __init__(self, typist: Typist) -> None:
        """Begin with the first painted frame: what comes before it is the program's start."""
        self._typist = typist
        self.title = Title(typist)
        self._live, self._painted = Sign(typist, LIVE), Sign(typist, PAINTED)
        self._marks: list[tuple[str, float]] = []

    def load(self, name: str) -> None:
        """Wait until everything was read for the first time."""
        self._typist.until(self._painted.last, look=0.001)
        self._marks.append((name, time.monotonic()))
        self._typist.until(self._live.last)
        self._typist.rest()

    def repaint(self) -> None:
        """Paint every visible row anew: a page further down none of them was seen before."""
        self._marks.append(("repaint", self._typist.press(PAGE_DOWN)))
        self._typist.rest()

    def refresh(self, going: Going) -> None:
        """Wait until a refresh that was begun just now is applied and painted."""
        self._typist.until(lambda: not going())
        self._typist.rest()

    def begin(self, name: str) -> None:
        """Name what comes now."""
        self._marks.append((name, time.monotonic()))

    def end(self, path: Path) -> list[Refresh]:
        """Quit, and return what the event loop did meanwhile."""
        self.begin("")
        self._typist.press("qq")
        while self._typist.listen(time.monotonic() + 1.0):
            pass
        self._typist.process.wait(30)
        spans = msgspec.json.decode(path.read_bytes(), type=list[Span])
        ends = [at for _, at in self._marks[1:]]
        return [
            Refresh(name, [span for span in spans if at <= span.at < end])
            for (name, at), end in zip(self._marks, ends, strict=False)
        ]


@contextmanager
def _life(server: Served, api: str) -> Iterator[tuple[Typist, Life, Path]]:
    with at_home(server, api=api, interval=300) as env:
        path = Path(env["HOME"], "spans.json")
        command = [sys.executable, "-m", "tests.bench.program.watched", str(path)]
        with Typist(command, env) as typist:
            yield typist, Life(typist), path


def with_feed(server: Served, repaints: int) -> list[Refresh]:
    """Return what came of a life with a v8 server: first load, repaints, news of the feed, all again."""
    server.fault(FAILING_FEED, on=False)
    with _life(server, "v8") as (_, life, path):
        life.load("first load v8")
        for _ in range(repaints):
            life.repaint()
        life.begin("feed")
        life.refresh(told(server, life.title, NEWS))
        life.begin("read again v8")
        life.refresh(read_again(server, life.title))
        return life.end(path)


def with_polls(server: Served, polls: int) -> list[Refresh]:
    """Return what came of a life with a v1 server: first load, and polls that bring everything."""
    with _life(server, "v1") as (typist, life, path):
        life.load("first load v1")
        for _ in range(polls):
            life.begin("poll v1")
            life.refresh(polled(server, typist, life.title))
        return life.end(path)

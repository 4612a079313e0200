"""The simulator in a process of its own, as the benchmark sees it."""

from __future__ import annotations

import atexit
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from typing import IO, Any


@dataclass(frozen=True, slots=True)
class Served:
    """A server that runs, and the line to whoever pulls its strings."""

    url: str
    user: str
    password: str
    sha256: str
    orders: IO[str]
    """Where orders go."""
    answers: IO[str]
    """Where a line comes back for each."""

    def churn(self, share: float, *, told: bool) -> int:
        """Let a share of all sessions fail; return how many did."""
        return int(self._tell(f"churn {share} {'told' if told else 'untold'}"))

    def fault(self, name: str, *, on: bool) -> None:
        """Let it misbehave, or no more."""
        self._tell(f"fault {name} {'on' if on else 'off'}")

    def lists(self) -> int:
        """Return how often the list was asked for from its beginning."""
        return int(self._tell("lists"))

    def _tell(self, order: str) -> Any:
        self.orders.write(f"{order}\n")
        self.orders.flush()
        return json.loads(self.answers.readline())


@contextmanager
def serving(sessions: int, *versions: str, lively: bool = False) -> Iterator[Served]:
    """Run a server within the block.

    Args:
        sessions: How many it has.
        versions: Those whose answers are to be ready before anybody asks.
        lively: Whether sessions come and go by themselves.
    """
    kind = "lively" if lively else "steady"
    command = [sys.executable, "-m", "tests.bench.program.server", str(sessions), kind, *versions]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            yield Served(**json.loads(child.stdout.readline()), orders=child.stdin, answers=child.stdout)
        finally:
            with suppress(BrokenPipeError):  # it may have ended by itself
                child.stdin.close()
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                child.kill()


@cache
def lasting(sessions: int) -> Served:
    """Return a server that runs until the benchmark ends: with many sessions it takes long to begin.

    Its answers in v8 and v1 are ready; nothing happens there but what is asked for.
    """
    stack = ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(serving(sessions, "v8", "v1"))

"""The simulator in a process of its own: its memory is not the program's."""

from __future__ import annotations

import multiprocessing
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Self

from tests.soak.census import resident
from vbo_tui.simulator import feed
from vbo_tui.simulator.faults import Fault
from vbo_tui.simulator.serve import Simulator
from vbo_tui.simulator.world import World

LOOK = 0.005
"""Real seconds between two looks of the simulator's feed at its world; a second of it is many here."""

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)

_SPAWN = multiprocessing.get_context("spawn")
"""No fork: it would begin with all the memory of the program."""


class Neighbour:
    """A make-believe server that goes by a clock of ours; as a context manager it runs inside the block."""

    def __init__(self, sessions: int, now: datetime, *, api: Collection[str], seed: int) -> None:
        """Prepare a server of so many sessions; ``now`` (aware) is the time until :meth:`tell`."""
        self._now: Any = _SPAWN.Value("q", _microseconds(now))
        self._pipe, theirs = _SPAWN.Pipe()
        self._process = _SPAWN.Process(
            target=_serve, args=(theirs, self._now, sessions, tuple(api), seed), daemon=True
        )
        self.url = self.pin = ""
        """Where it listens, and the fingerprint of its certificate."""

    def __enter__(self) -> Self:
        self._process.start()
        self.url, self.pin = self._pipe.recv()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ask("end")
        self._process.join()
        self._pipe.close()

    @property
    def memory(self) -> int:
        """Bytes that it holds of the machine's memory."""
        return resident(self._process.pid)

    def tell(self, now: datetime) -> None:
        """Turn its clock."""
        self._now.value = _microseconds(now)

    def suffer(self, faults: Collection[Fault]) -> None:
        """Let it misbehave so from now on."""
        self._ask("suffer", set(faults))

    def stop(self) -> None:
        """Let it hang up, and listen no more."""
        self._ask("stop")

    def start(self) -> None:
        """Let it listen again, where it did."""
        self._ask("start")

    def revoke(self, *, refresh: bool) -> None:
        """Let it forget the tokens it gave out."""
        self._ask("revoke", refresh)

    def _ask(self, what: str, *words: object) -> None:
        self._pipe.send((what, *words))
        self._pipe.recv()


def _microseconds(now: datetime) -> int:
    return (now - EPOCH) // timedelta(microseconds=1)


def _serve(pipe: Connection, now: Any, sessions: int, api: tuple[str, ...], seed: int) -> None:
    """Do in the other process what is asked for, until the end."""
    feed.LOOK = LOOK
    server = Simulator(World(seed, sessions), api=api, now=lambda: EPOCH + timedelta(microseconds=now.value))
    server.faults.delay = 0.01
    server.faults.huge = 1_000_000
    with server:
        pipe.send((server.url, server.certificate.sha256))
        while True:
            match pipe.recv():
                case "suffer", faults:
                    server.faults.active = faults
                case ("stop",):
                    server.stop()
                case ("start",):
                    server.start()
                case "revoke", refresh:
                    server.tokens.revoke(refresh=refresh)
                case _:
                    break
            pipe.send(None)
    pipe.send(None)

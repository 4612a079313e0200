"""The server in its own process, as the benches see it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import IO

from tests.bench.reading.child import ROOT, homeless
from vbo_tui.api.auth import Greet
from vbo_tui.api.client import Client
from vbo_tui.api.trust import Trust
from vbo_tui.secret import Secret


@dataclass(frozen=True, slots=True)
class Address:
    """How a server is reached."""

    url: str
    user: str
    password: str
    pin: str
    """SHA-256 of its certificate."""

    def client(self) -> Client:
        """Return the program's own client for it."""

        async def ask(greet: Greet) -> Secret:
            return Secret(self.password)

        return Client(
            self.url,
            user=self.user,
            ask_password=ask,
            seconds=time.monotonic,
            api="v8",
            trust=Trust(pin=self.pin),
            read_timeout=300,
        )

    def in_json(self) -> dict[str, str]:
        """Return what another process needs to be told."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Served:
    """A server that runs."""

    address: Address
    orders: IO[str] = field(repr=False)
    """Where commands go."""

    def churn(self, count: int) -> None:
        """Let so many sessions change."""
        self.orders.write(f"churn {count}\n")
        self.orders.flush()


@contextmanager
def serving(sessions: int) -> Iterator[Served]:
    """Run a server of v8 within the block."""
    command = [sys.executable, "-m", f"{__package__}.server", str(sessions)]
    pipe = subprocess.PIPE
    with (
        homeless() as env,
        subprocess.Popen(command, cwd=ROOT, env=env, stdin=pipe, stdout=pipe, text=True) as child,
    ):
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            yield Served(Address(**json.loads(child.stdout.readline())), child.stdin)
        finally:
            child.kill()

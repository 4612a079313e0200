"""What polling costs: requests and bytes, per version and number of sessions, over a real TLS socket.

Bytes are those of the bodies, not compressed: what a product server compresses is not known.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from vbo_tui.api import client as client_module
from vbo_tui.api.auth import Greet
from vbo_tui.api.client import Client
from vbo_tui.api.connection import Answer, Connection
from vbo_tui.api.trust import Trust
from vbo_tui.monitor.clock import SystemClock
from vbo_tui.monitor.reading import Reader
from vbo_tui.secret import Secret
from vbo_tui.simulator.options import PASSWORD, USER
from vbo_tui.simulator.serve import Simulator
from vbo_tui.simulator.world import World

NOW = datetime(2026, 9, 24, 14, 3, tzinfo=UTC)

VERSIONS = ("v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8")
COUNTS = (30, 3_000, 100_000)
PAGES = (100, 500, 1_000, 2_000, 5_000, 10_000)


@dataclass(slots=True)
class Traffic:
    """What went over the line."""

    requests: int = 0
    size: int = 0
    """Bytes of the answers' bodies."""


@dataclass(slots=True)
class Lag:
    """How long the event loop was held up."""

    longest: float = 0.0
    """Seconds."""
    stopped: bool = field(default=False)

    async def watch(self) -> None:
        """Look at the clock again and again."""
        while not self.stopped:
            before = time.perf_counter()
            await asyncio.sleep(0.001)
            self.longest = max(self.longest, time.perf_counter() - before - 0.001)


@contextmanager
def counting() -> Iterator[Traffic]:
    """Count what the clients in this block receive."""
    traffic, send = Traffic(), Connection._send

    async def counted(self: Connection, *arguments: Any, **named: Any) -> Answer:
        answer = await send(self, *arguments, **named)
        traffic.requests += 1
        traffic.size += len(answer.sent)
        return answer

    Connection._send = counted  # type: ignore[method-assign]
    try:
        yield traffic
    finally:
        Connection._send = send  # type: ignore[method-assign]


def polls(versions: Sequence[str], counts: Sequence[int]) -> Iterator[str]:
    """Yield a line per version and count: the first reading, then a poll in which nothing happened."""
    yield f"{'':4} {'sessions':>9} {'first reading':>26} {'each poll':>26}"
    for count in counts:
        world = World(sessions=count)
        for version in versions:
            with Simulator(world, api=(version,), now=lambda: NOW) as server:
                first, later = asyncio.run(_poll_twice(server))
            told = (f"{one.requests:>8,} requests {one.size / 1000:>9,.1f} kB" for one in (first, later))
            yield f"{version:4} {count:>9,} {' '.join(told)}"


async def _poll_twice(server: Simulator) -> tuple[Traffic, Traffic]:
    client = _client(server)
    reader = Reader(client, now=lambda: NOW, seconds=time.monotonic)
    await client.sign_in()
    found: list[Traffic] = []
    for _ in range(2):
        with counting() as traffic:
            async with aclosing(reader.read(reader.plan())) as steps:
                async for _step in steps:
                    pass
        found.append(traffic)
    await client.aclose()
    return found[0], found[1]


def pages(count: int, sizes: Sequence[int]) -> Iterator[str]:
    """Yield a line per size of a page: what reading a long list takes, and how it holds up the keys."""
    world, usual = World(sessions=count), client_module.PAGE
    yield f"{'page':>6} {'requests':>9} {'seconds':>8} {'longest stop':>13}   ({count:,} sessions, v8)"
    with Simulator(world, api=("v8",), now=lambda: NOW) as server:
        asyncio.run(_read(server))  # the simulator writes each session down once
        for size in sizes:
            client_module.PAGE = size
            try:
                traffic, seconds, lag = asyncio.run(_read(server))
            finally:
                client_module.PAGE = usual
            yield f"{size:>6,} {traffic.requests:>9,} {seconds:>8.2f} {lag * 1000:>10.1f} ms"


async def _read(server: Simulator) -> tuple[Traffic, float, float]:
    client, lag = _client(server), Lag()
    reader = Reader(client, now=lambda: NOW, seconds=SystemClock().seconds)
    await client.sign_in()
    watching = asyncio.create_task(lag.watch())
    started = time.perf_counter()
    with counting() as traffic:
        async with aclosing(reader.read(reader.plan())) as steps:
            async for _step in steps:
                pass
    took = time.perf_counter() - started
    lag.stopped = True
    await watching
    await client.aclose()
    return traffic, took, lag.longest


def _client(server: Simulator) -> Client:
    async def ask(greet: Greet) -> Secret:
        return Secret(PASSWORD)

    trust = Trust(pin=server.certificate.sha256)
    return Client(
        server.url, user=USER, ask_password=ask, seconds=time.monotonic, trust=trust, read_timeout=120
    )

"""A client that finds the version for itself, with a clock of the test's own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from vbo_tui.api.auth import Greet
from vbo_tui.api.client import Client
from vbo_tui.api.trust import Trust
from vbo_tui.secret import Secret
from vbo_tui.simulator.serve import Simulator

USER, PASSWORD = "CONTOSO\\operator", "demo"


class Clock:
    """Stands still but for the time that is slept."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def seconds(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@asynccontextmanager
async def client(
    simulator: Simulator,
    *,
    api: str = "auto",
    known: str = "",
    found: list[str] | None = None,
    clock: Clock | None = None,
) -> AsyncIterator[Client]:
    async def ask(_: Greet) -> Secret:
        return Secret(PASSWORD)

    clock = clock or Clock()
    asking = Client(
        simulator.url,
        user=USER,
        ask_password=ask,
        seconds=clock.seconds,
        sleep=clock.sleep,
        api=api,
        known_version=known,
        version_found=(found if found is not None else []).append,
        trust=Trust(pin=simulator.certificate.sha256),
    )
    try:
        yield asking
    finally:
        await asking.aclose()


def spoken(simulator: Simulator, method: str = "GET") -> list[str]:
    """Return the versions of the requests that came in with a token, or of those for one."""
    return [
        seen.path.split("/")[1]
        for seen in simulator.requests
        if seen.method == method and (seen.bearer or method == "POST")
    ]

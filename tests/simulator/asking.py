"""A make-believe server asked in process: no socket, no TLS, and a clock that the test moves."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from vbo_tui.simulator.app import Service
from vbo_tui.simulator.faults import Fault, Faults
from vbo_tui.simulator.tokens import Tokens
from vbo_tui.simulator.versions import NoEnd
from vbo_tui.simulator.world import TYPES, SimulatedSession, World

NOW = datetime(2026, 9, 24, 14, 3, tzinfo=UTC)
ALL = ("v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8")
LOGIN = {"grant_type": "password", "username": "CONTOSO\\operator", "password": "demo"}
FREE = {"disable_antiforgery_token": "true"}

WORKING = "9f786f0f-de9a-4a90-8118-093b6cb2c4fc"
ENDED = "0800471b-d0e2-422b-9d7c-35d15661c3fb"
"""The documentation's two sessions, which every world has."""

every_version = pytest.mark.parametrize("version", ALL)
every_paged_version = pytest.mark.parametrize("version", ALL[1:])


def since(first: str) -> tuple[str, ...]:
    """Return a version and all later ones."""
    return ALL[ALL.index(first) :]


class Clock:
    """Shows what a test sets."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class Asking:
    """Somebody who talks to one version of a service."""

    def __init__(self, version: str, service: Service, clock: Clock, http: httpx.AsyncClient) -> None:
        self.version = version
        self.service = service
        self.clock = clock
        self.http = http

    @property
    def world(self) -> World:
        return self.service.world

    async def sign_in(self) -> httpx.Response:
        """Ask for a token as the version wants it, and use it from now on."""
        answer = await self.post("token", LOGIN | (FREE if self.version in since("v7") else {}))
        self.http.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        return answer

    async def get(self, path: str, **query: Any) -> httpx.Response:
        """Ask for a path below the version."""
        return await self.http.get(f"/{self.version}/{path}", params=query)

    async def read(self, path: str, **query: Any) -> Any:
        """Return the JSON at a path that is there."""
        answer = await self.get(path, **query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(self, path: str, form: dict[str, str] | None = None) -> httpx.Response:
        """Send a form to a path below the version."""
        return await self.http.post(f"/{self.version}/{path}", data=form or {})

    async def sessions(self, **query: Any) -> list[dict[str, Any]]:
        """Return the sessions that the list answers with, all there are unless told otherwise."""
        body = await self.read("RestoreSessions", **{"limit": 10_000, **query})
        found: list[dict[str, Any]] = body if isinstance(body, list) else body["results"]
        return found


@asynccontextmanager
async def asking(
    version: str,
    world: World | None = None,
    *,
    api: Collection[str] = ALL,
    faults: Collection[Fault] = (),
    tokens: Tokens | None = None,
    no_end: NoEnd | None = None,
    address: str = "127.0.0.1",
    signed_in: bool = True,
) -> AsyncIterator[Asking]:
    """Talk to one version of a new service, from ``address``."""
    clock = Clock()
    service = Service(
        world or World(sessions=45, types=TYPES),
        api=api,
        tokens=tokens,
        faults=Faults(set(faults)),
        no_end=no_end,
        now=clock,
    )
    transport = httpx.ASGITransport(service.application(), client=(address, 50_000))
    async with httpx.AsyncClient(transport=transport, base_url="https://tunnel.test:9443") as http:
        asked = Asking(version, service, clock, http)
        if signed_in:
            await asked.sign_in()
        yield asked


def new_session(number: int, created: datetime = NOW, ends: datetime | None = None) -> SimulatedSession:
    """Return a session of a test's own."""
    return SimulatedSession(
        id=f"00000000-0000-4000-8000-{number:012}",
        created=created,
        ends=ends,
        result="Success",
        worsens=None,
        point_in_time=created - timedelta(days=1),
        organization="contoso.onmicrosoft.com",
    )

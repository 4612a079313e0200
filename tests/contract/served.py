"""A make-believe server of one API version, asked over TLS with nothing but httpx."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import httpx

from vbo_tui.simulator.faults import Faults
from vbo_tui.simulator.serve import Simulator
from vbo_tui.simulator.world import TYPES, World

NOW = datetime(2026, 9, 24, 14, 3, tzinfo=UTC)

SOLD = {"v1": TYPES[:1], "v2": TYPES[:3], "v3": TYPES[:3], "v4": TYPES[:3]}
"""The types of sessions that the products of the first versions had; later ones have all."""


class Served:
    """One running server, and somebody who has signed in to it."""

    def __init__(self, version: str, server: Simulator, http: httpx.Client) -> None:
        self.version = version
        self.server = server
        self._http = http
        form = {"grant_type": "password", "username": "CONTOSO\\operator", "password": "demo"}
        if version in ("v7", "v8"):
            form["disable_antiforgery_token"] = "true"
        self.grant = http.post(f"/{version}/token", data=form)
        self._http.headers["Authorization"] = f"Bearer {self.grant.json()['access_token']}"

    def get(self, path: str, **query: Any) -> httpx.Response:
        """Ask for a path below the version."""
        return self._http.get(f"/{self.version}/{path}", params=query)

    def post(self, path: str, form: dict[str, str]) -> httpx.Response:
        """Send a form."""
        return self._http.post(f"/{self.version}/{path}", data=form)

    def sessions(self) -> list[dict[str, Any]]:
        """Every session on the list."""
        body = self.get("RestoreSessions", **({} if self.version == "v1" else {"limit": 10_000})).json()
        found: list[dict[str, Any]] = body if isinstance(body, list) else body["results"]
        return found


@contextmanager
def served(version: str, sessions: int = 45, faults: Faults | None = None) -> Iterator[Served]:
    """Run a server of ``version`` whose clock stands still."""
    world = World(sessions=sessions, types=SOLD.get(version, TYPES))
    with Simulator(world, api=(version,), faults=faults, now=lambda: NOW) as server:
        context = ssl.create_default_context(cadata=server.certificate.ca_pem.decode("ascii"))
        with httpx.Client(base_url=server.url, verify=context, trust_env=False) as http:
            yield Served(version, server, http)

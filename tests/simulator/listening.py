"""Somebody who follows the change feed."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from typing import Any

import httpx

from tests.simulator.asking import Asking, asking
from vbo_tui.simulator.faults import Fault
from vbo_tui.simulator.tokens import Tokens
from vbo_tui.simulator.world import World


class Listening:
    """Keeps the newest token."""

    def __init__(self, one: Asking) -> None:
        self.one = one
        self.clock = one.clock
        self.world = one.world
        self.faults = one.service.faults.active
        self.token = "latest"

    async def ask(self, **query: Any) -> httpx.Response:
        """Ask for what changed, from the newest token on unless told otherwise."""
        return await self.one.get("Events", **{"from": self.token, **query})

    async def hear(self, **query: Any) -> list[dict[str, Any]]:
        """Return what changed since the last time, and keep the new token."""
        answer = await self.ask(**query)
        assert answer.status_code == 200, answer.text
        body = answer.json()
        assert set(body) == {"nextChangeToken", "limit", "results"}
        assert body["nextChangeToken"] != self.token
        self.token = body["nextChangeToken"]
        results: list[dict[str, Any]] = body["results"]
        return results

    async def news(self, **query: Any) -> list[tuple[str, str]]:
        """Return what changed in restore sessions, as kinds and ids."""
        heard = await self.hear(**query)
        return [(told["eventType"][14:], told["id"]) for told in heard if is_session(told)]

    async def shown(self) -> dict[str, dict[str, Any]]:
        """Return the list, by id."""
        return {item["id"]: item for item in await self.one.sessions()}


def is_session(told: dict[str, Any]) -> bool:
    return str(told["eventType"]).startswith("RestoreSession")


def counted(news: list[tuple[str, str]]) -> set[int]:
    """Return how often single things were told."""
    return set(Counter(news).values())


@asynccontextmanager
async def listening(
    world: World | None = None, *, faults: Collection[Fault] = ()
) -> AsyncIterator[Listening]:
    """Follow a new service's feed from now on; without a world of a test's own, nothing happens by itself."""
    forever = Tokens(lifetime=10**9)
    async with asking("v8", world or World(sessions=2), faults=faults, tokens=forever) as one:
        follower = Listening(one)
        yield follower

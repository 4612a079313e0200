"""A list fetched over TLS and decoded, by one hand: ``python -m tests.bench.reading.fetching JSON``."""

from __future__ import annotations

import asyncio
import importlib
import time
from abc import abstractmethod
from contextlib import aclosing
from typing import Any

from tests.bench.reading.child import answer
from tests.bench.reading.gauge import forget_peak, peak
from tests.bench.reading.served import Address
from vbo_tui.api.client import PAGE


class Hand:
    """Somebody who fetches."""

    @abstractmethod
    async def warm(self) -> None:
        """Sign in, and ask for a little: what is done once is done by then."""

    @abstractmethod
    async def fetch(self) -> list[Any]:
        """Return the list as models."""

    @abstractmethod
    async def close(self) -> None:
        """Give up the connections."""


class Ours(Hand):
    """The program's own client."""

    def __init__(self, address: Address) -> None:
        self._client = address.client()

    async def warm(self) -> None:
        await self._client.sign_in()
        async with aclosing(self._client.pages(few=True)) as parts:
            await anext(parts)

    async def fetch(self) -> list[Any]:
        return list((await self._client.sessions()).sessions)

    async def close(self) -> None:
        await self._client.aclose()


class Peer(Hand):
    """``veeam-365`` from PyPI: a generated client for v8, asked for pages of a given size."""

    def __init__(self, address: Address, page: int) -> None:
        self._client = importlib.import_module("veeam_365.client").VeeamClient(
            address.url, address.user, address.password, "v8", verify_ssl=False, timeout=300.0
        )
        self._get = self._client.api("restore_session").restore_session_get_page
        self._page = page

    async def warm(self) -> None:
        await self._client.connect()
        await self._client.call(self._get, limit=20, offset=0)

    async def fetch(self) -> list[Any]:
        found: list[Any] = []
        while True:
            page = await self._client.call(self._get, limit=self._page, offset=len(found))
            found += page.results
            if len(page.results) < self._page:
                return found

    async def close(self) -> None:
        await self._client.close()


def measure(address: dict[str, str], hand: str, sessions: int) -> dict[str, float]:
    """Return milliseconds, of the processor and of the clock, and the kilobytes held at most besides.

    Args:
        address: The server's.
        hand: ``ours``, ``peer`` with pages as large as ours, or ``peer, one page``.
        sessions: How many there are.
    """
    return asyncio.run(_measure(Address(**address), hand, sessions))


async def _measure(address: Address, name: str, sessions: int) -> dict[str, float]:
    largest = 10_000 if name == "peer, one page" else PAGE
    hand: Hand = Ours(address) if name == "ours" else Peer(address, largest)
    try:
        await hand.warm()
        before = forget_peak()
        started, busy = time.perf_counter(), time.process_time()
        found = await hand.fetch()
        wall, busy = time.perf_counter() - started, time.process_time() - busy
        grown = peak() - before
        assert len(found) == sessions, f"{len(found)} sessions came"
        return {"cpu": busy * 1000, "wall": wall * 1000, "peak": grown / 1000}
    finally:
        await hand.close()


if __name__ == "__main__":
    answer(measure)

"""Some changed sessions taken in and shown, without the way over a socket.

``python -m tests.bench.reading.changing JSON``. Measured is one round: changed sessions are decoded one
by one, taken in, and the rows of the table are put right.
"""

from __future__ import annotations

import asyncio
import json
import time
from statistics import fmean

import msgspec

from tests.bench.reading import shelf
from tests.bench.reading.child import answer
from tests.bench.reading.following import WARM, Screen
from tests.bench.reading.ours import NOW
from tests.bench.reading.saved_server import SavedServer, read_steps
from tests.bench.reading.server import OTHER, chosen
from vbo_tui.api import wire
from vbo_tui.model.document import Document, Resource
from vbo_tui.model.filter import Filter
from vbo_tui.model.links import Link, Rel
from vbo_tui.model.session import SessionId
from vbo_tui.monitor.reading import Reader


class ChangingServer(SavedServer):
    """Has single sessions that are newer than the list."""

    def __init__(self, folder: str) -> None:
        super().__init__(folder)
        self._items = wire.decode_page(shelf.whole(folder)).items
        self._round = 0
        self._newer: dict[SessionId, bytes] = {}

    async def follow(self, session: SessionId, link: Link, known: Resource | None = None) -> Document:
        """Return a session as it is now."""
        body = self._newer[session]
        return Document(Rel.SELF, wire.decode_session(body), body, "")

    def churn(self, count: int) -> list[SessionId]:
        """Let so many sessions change their verdict, others each time; return their ids."""
        self._newer.clear()
        self._round += 1
        for number in chosen(len(self._items), count, self._round):
            item = json.loads(bytes(self._items[number]))
            item |= {"result": OTHER[item["result"]], "eTag": item["eTag"] + 10}
            body = json.dumps(item).encode()
            self._items[number] = msgspec.Raw(body)
            self._newer[SessionId(item["id"])] = body
        return list(self._newer)


def measure(folder: str, changes: int, times: int, word: str = "") -> float:
    """Return the processor time, in milliseconds, that a round takes.

    The mean, since what is put off in most rounds has to be done in some.

    Args:
        folder: The list.
        changes: How many sessions of it, evenly spread, change.
        times: How often.
        word: What the rows are filtered by; "" for nothing.
    """
    server, screen = ChangingServer(folder), Screen()
    reader = Reader(server, now=lambda: NOW, seconds=lambda: 0.0)
    screen.rows.arranged.sift(Filter.parse(word), None)
    taken: list[float] = []

    async def rounds() -> None:
        async for step in read_steps(reader):
            screen.take(step)
        for _ in range(WARM + times):
            ids = server.churn(changes)
            started = time.process_time()
            assert screen.take(await reader.read_these(ids, ())) == changes
            taken.append((time.process_time() - started) * 1000)

    asyncio.run(rounds())
    return fmean(taken[WARM:])


if __name__ == "__main__":
    answer(measure)

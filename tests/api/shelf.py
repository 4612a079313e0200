"""A list that is handed out in pages, and may change from one page to the next."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from vbo_tui.api.paging import FIRST_PAGE, Part, read_pages
from vbo_tui.api.wire import RawPage, decode_page

HONEST = object()
"""A limit as it is."""


class Shelf:
    """Answers requests for pages as a server does, honestly but for what a test makes it say."""

    def __init__(self, count: int, *, cap: int = 10**9, says: Any = HONEST, links: bool = True) -> None:
        self.items: list[int] = list(range(count))
        """Newest first; those that a test adds are negative."""
        self.cap = cap
        """The most items that it puts in a page."""
        self.says = says
        """What it says its limit is."""
        self.links = links
        self.extra: dict[str, Any] = {}
        self.asked: list[dict[str, str]] = []
        self.change: Callable[[int], None] = lambda turn: None
        """Changes the list before a request; it is told how many there were."""

    async def ask(self, query: dict[str, str]) -> RawPage:
        if self.asked:
            self.change(len(self.asked))
        self.asked.append(query)
        offset, limit = int(query["offset"]), min(int(query["limit"]), self.cap)
        return self.page(offset, limit, self.items[offset : offset + limit])

    def page(self, offset: int, limit: int, items: list[int]) -> RawPage:
        turn = len(self.asked)
        body: dict[str, Any] = {
            "offset": offset,
            "limit": limit if self.says is HONEST else self.says,
            "results": [{"id": f"s{item}", "turn": turn} for item in items],
            **self.extra,
        }
        if self.links:
            more = {"next": {"href": "x"}} if offset + limit < len(self.items) else {}
            body["_links"] = {"self": {"href": "x"}, **more}
        return decode_page(json.dumps(body).encode())


async def read(
    shelf: Shelf, page_size: int = 5000, first: int = FIRST_PAGE, offset: int = 0
) -> tuple[list[int], str, list[Part]]:
    """Read a list to its end; return what it held, why that may not be all, and the parts."""
    reading = read_pages(shelf.ask, page_size=page_size, first=first, offset=offset)
    parts = [part async for part in reading]
    items = [int(json.loads(bytes(raw))["id"][1:]) for part in parts for raw in part.items]
    return items, next((part.incomplete for part in parts if part.incomplete), ""), parts

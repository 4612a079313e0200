"""The events of a session, read to their end; of those read before only what can have changed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from vbo_tui.api.connection import Answer
from vbo_tui.api.paging import read_pages
from vbo_tui.api.wire import RawPage, decode_page
from vbo_tui.api.wire_events import decode_events
from vbo_tui.model.document import Resource
from vbo_tui.model.event import Event, EventLog

Get = Callable[[Mapping[str, str]], Awaitable[Answer]]
"""Asks for one page of the events. Raises ``ApiError``."""


async def read_events(get: Get, page_size: int, known: Resource | None = None) -> tuple[EventLog, bytes]:
    """Return all events in their order, and the first body that came.

    Args:
        get: Asks for one page.
        page_size: Events to ask for at a time.
        known: The events as they were before. From the first one on that was not over then they are
            asked for again; from the beginning where the server's list turns out to be another one.

    Source:
        ``GET /vN/RestoreSessions/{id}/Events``: a page, the session's start first, as seen in v6.
    """
    held = known.events if isinstance(known, EventLog) else ()
    offset = next((place for place, event in enumerate(held) if event.is_running), max(len(held) - 1, 0))
    log, body, same = await _read(get, page_size, held[: offset + 1], offset)
    if not same:
        log, body, _ = await _read(get, page_size, (), 0)
    return log, body


async def _read(
    get: Get, page_size: int, held: tuple[Event, ...], offset: int
) -> tuple[EventLog, bytes, bool]:
    """Read on from ``offset``; say also whether the list begins there with the last event of ``held``."""
    first_body = b""
    events = {event.id: event for event in held}
    unreadable: list[str] = []
    incomplete, same = "", True

    async def ask(query: Mapping[str, str]) -> RawPage:
        nonlocal first_body
        answer = await get(query)
        first_body = first_body or answer.body
        return decode_page(answer.body)

    first = True
    async for part in read_pages(ask, page_size=page_size, offset=offset):
        read, bad = decode_events(part.items)
        if first and held:
            same = bool(read) and read[0].id == held[-1].id
        first = False
        events |= {event.id: event for event in read}
        unreadable += bad
        incomplete = incomplete or part.incomplete
        await asyncio.sleep(0)
    ordered = sorted(events.values(), key=lambda event: (event.order is None, event.order or 0))
    return EventLog(tuple(ordered), tuple(unreadable), incomplete), first_body, same

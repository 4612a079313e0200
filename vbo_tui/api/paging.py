"""A list in pages, read to its end: nothing lost, nothing twice, and never for ever."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from typing import NamedTuple

import msgspec

from vbo_tui.api.wire import RawPage, identity
from vbo_tui.courtesy import give_way

FIRST_PAGE = 100
"""Items of the first page: enough for a screen, and there at once."""

STEPS_BACK = (10, 100, 1000)
"""How many items the reading goes back, try by try, when rows have moved up between two pages."""

MOST_ITEMS = 1_000_000
"""Items after which a list is given up."""

MOST_BARREN = 10
"""Pages in a row that may hold nothing new: so many items may come between two small pages."""

MOST_PAGES = 20_000
"""Requests after which a list is given up."""

AT_A_TIME = 1000
"""Items that are looked at before whoever waits comes first."""

REPEATED = "the server repeats its pages: there may be more"
MOVING = "the list kept moving while it was read: some may be missing"
ENDLESS = "the list has no end that could be reached: there may be more"

Ask = Callable[[dict[str, str]], Awaitable[RawPage]]
"""Asks for one page with the given parameters. Raises ``ApiError``."""


class Part(NamedTuple):
    """What one page brought."""

    items: list[msgspec.Raw]
    """Those that no page before had."""
    incomplete: str = ""
    """Why there may be items that were not read; "" when there is no reason to think so."""
    more: bool = False
    """Whether another part follows."""


async def read_pages(
    ask: Ask, *, page_size: int, first: int = FIRST_PAGE, offset: int = 0
) -> AsyncGenerator[Part, None]:
    """Read a list page by page.

    Each page begins with the last item of the one before. While that holds, nothing was lost between
    the two: new items push the others down, and come twice; where items were taken away the others
    move up, the page begins with a stranger or is empty, and the reading goes back.

    Args:
        ask: Asks for one page.
        page_size: Items to ask for at a time, after the first page.
        first: Items of the first page.
        offset: Where to begin.

    Source:
        API reference, pagination: ``limit``, ``offset``, a link ``next`` only where there is a next page;
        the server may answer with a smaller limit, and with ``setId``, which is passed on. No total is
        to be relied on.
    """
    seen: set[str | bytes] = set()
    limit, set_id = min(first, page_size), ""
    reached, overlap, back, barren = offset, 0, 0, 0
    before: list[str | bytes] = []
    for asked in range(MOST_PAGES):
        query = {"limit": str(limit), "offset": str(offset)} | ({"setId": set_id} if set_id else {})
        page = await ask(query)
        if page.whole:
            yield Part(page.items)
            return
        ids = await _identities(page.items)
        moved = bool(overlap and (not ids or ids[0] not in seen))
        last_try = asked == MOST_PAGES - 1
        if moved and back < len(STEPS_BACK) and not last_try:
            offset = max(offset - STEPS_BACK[back], 0)
            back += 1
            continue
        fresh = [raw for raw, key in zip(page.items, ids, strict=True) if key not in seen]
        seen.update(ids)
        again = offset + len(ids) <= reached
        ended = _is_last(page, limit)
        endless = len(seen) > MOST_ITEMS or last_try
        barren = 0 if fresh or again else barren + 1
        repeated = barren > 0 and (ids == before or barren > MOST_BARREN)
        stuck = "" if ended else REPEATED if repeated else ENDLESS if endless else ""
        yield Part(fresh, stuck or (MOVING if moved else ""), more=not (ended or stuck))
        if ended or stuck:
            return
        before = ids
        reached = max(reached, offset + len(ids))
        overlap = int(len(ids) > 1)
        offset += len(ids) - overlap
        limit, set_id = page_size, page.set_id
        back = back if again else 0
        del page, fresh  # megabytes, while the next ones come


async def _identities(items: Sequence[msgspec.Raw]) -> list[str | bytes]:
    """Return what tells the items from each other, looked at a few at a time."""
    found: list[str | bytes] = []
    for start in range(0, len(items), AT_A_TIME):
        found += map(identity, items[start : start + AT_A_TIME])
        await give_way()
    return found


def _is_last(page: RawPage, asked: int) -> bool:
    """Tell whether there is nothing after a page: it is empty, has no next one, or is not full."""
    if not page.items or page.more is False:
        return True
    full = min(page.limit or asked, asked)
    return page.more is None and len(page.items) < full

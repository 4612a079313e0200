"""What one link leads to, asked for and read: which decoder a place has, and which links go on from it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote, unquote, urlencode

import msgspec

from vbo_tui.api import wire, wire_events, wire_items
from vbo_tui.api.address import Target
from vbo_tui.api.connection import Answer
from vbo_tui.api.event_reading import read_events
from vbo_tui.api.places import Kind, is_clean, singular
from vbo_tui.courtesy import give_way
from vbo_tui.model.document import Exchange, Resource
from vbo_tui.model.item import Item, ItemPage
from vbo_tui.model.links import Link, Rel
from vbo_tui.model.organization import Organization

LIST_PAGE = 500
"""Things of a page of a list, where the link names no number."""

MOST_ITEMS = 10_000
"""Things of one answer that are read; a list that comes in one piece may hold more."""

SLICE = 100
"""Things decoded at a time, in some milliseconds: keys are read in between."""

Get = Callable[[str, Mapping[str, str]], Awaitable[Answer]]
"""Asks for a path with parameters. Raises ``ApiError``."""


@dataclass(frozen=True, slots=True)
class Trip:
    """How a link is followed in one version of the API."""

    get: Get
    origin: str
    """The server, for the record of what was asked."""
    events_page: int
    """Events to ask for at a time."""
    paged: bool
    """Whether lists come in pages."""

    async def to(self, goal: Target, known: Resource | None) -> tuple[Resource, bytes, Exchange]:
        """Return what is there, the first body that came, and what it took.

        Raises:
            ApiError: Anything that can go wrong on the way.
        """
        asked: list[tuple[Mapping[str, str], Answer]] = []

        async def ask(query: Mapping[str, str]) -> Answer:
            answer = await self.get(goal.path, query)
            asked.append((query, answer))
            return answer

        resource = await self._read(goal, ask, known)
        query, first = asked[0]
        exchange = Exchange(
            url=f"{self.origin}{goal.path}{f'?{urlencode(query)}' if query else ''}",
            status=first.status,
            size=sum(len(answer.sent) for _, answer in asked),
            took=sum(answer.took for _, answer in asked),
            requests=len(asked),
        )
        return resource, first.body, exchange

    async def _read(
        self, goal: Target, ask: Callable[[Mapping[str, str]], Awaitable[Answer]], known: Resource | None
    ) -> Resource:
        kind = goal.place.kind
        if kind is Kind.EVENTS:
            log, _ = await read_events(ask, self.events_page, known)
            return log
        if kind is Kind.MANY:
            paging = {"offset": "0", "limit": str(LIST_PAGE)} if self.paged else {}
            query = {**paging, **goal.query}
            return await _page(goal, query, (await ask(query)).body)
        body = (await ask({})).body
        match kind:
            case Kind.SESSION:
                return wire.decode_session(body)
            case Kind.STATISTICS:
                return wire_events.decode_statistics(body)
            case Kind.ORGANIZATION:
                return _at_its_place(wire.decode_organization(body), goal.path)
            case Kind.EVENT:
                event = wire_events.decode_event(body)
                return msgspec.structs.replace(event, links=_with_self(event.links, goal.path))
        return _grounded(wire_items.decode_item(body, goal.place.name), goal.path, goal.place.below)


async def _page(goal: Target, query: Mapping[str, str], body: bytes) -> ItemPage:
    """Read one page of a list, some of it at a time.

    The way to the pages beside it is worked out here: what a server's link says beyond that there is a
    next page is nothing that is needed.
    """
    sent = wire.decode_page(body)
    kept = sent.items[:MOST_ITEMS]
    items: list[Item] = []
    unreadable: list[str] = []
    name = goal.place.name
    for start in range(0, len(kept), SLICE):
        read, bad = wire_items.decode_items(kept[start : start + SLICE], singular(name))
        items += [_listed(item, goal) for item in read]
        unreadable += bad
        await give_way()
    offset = 0 if sent.whole else _number(query, "offset")
    limit = _number(query, "limit") or LIST_PAGE
    full = len(sent.items) >= min(limit, sent.limit or limit)
    more = not sent.whole and bool(sent.items) and (full if sent.more is None else sent.more)
    page = ItemPage(
        name, tuple(items), offset, sent.total, more, len(sent.items) - len(kept), tuple(unreadable)
    )
    beside = {**query, "setId": sent.set_id} if is_clean(sent.set_id) else dict(query)
    return replace(page, links=tuple(_paging(goal.path, beside, page, len(sent.items), limit)))


def _paging(path: str, query: Mapping[str, str], page: ItemPage, came: int, limit: int) -> list[Link]:
    def to(rel: Rel, offset: int) -> Link:
        return Link(rel.value, f"{path}?{urlencode({**query, 'offset': offset, 'limit': limit})}")

    forward = [to(Rel.NEXT, page.offset + came)] if page.more else []
    back = [to(Rel.PREVIOUS, max(page.offset - limit, 0))] if page.offset else []
    return [*forward, *back]


def _listed(item: Item, goal: Target) -> Item:
    """Return a member of a list with its id and its place.

    Source: v1 and v2, example lists: folders and items of mailboxes name their id in ``self`` alone.
    """
    if not item.id:
        own = next((link.href for link in item.links if link.known is Rel.SELF), "")
        last = unquote(own.partition("?")[0].rpartition("/")[2])
        item = msgspec.structs.replace(item, id=last if is_clean(last) else "")
    path = f"{goal.path}/{quote(item.id, safe='')}" if is_clean(item.id) else ""
    return _grounded(item, path, goal.place.below)


def _number(query: Mapping[str, str], name: str) -> int:
    return int(query.get(name, "0"))


def _at_its_place(organization: Organization, path: str) -> Organization:
    """Return an organization whose own link leads to where it was found."""
    return msgspec.structs.replace(organization, links=_with_self(organization.links, path))


def _with_self(links: Sequence[Link], path: str) -> tuple[Link, ...]:
    """Return links of which the one to the thing itself is our own: followed, it must not be another's."""
    return tuple(Link(link.rel, path) if link.known is Rel.SELF else link for link in links)


def _grounded(item: Item, path: str, below: Sequence[str]) -> Item:
    """Return a thing with links to itself and to what it has, whatever the server's own links say.

    Args:
        item: The thing.
        path: Where it is; "" where that is not known: then it has no link to itself.
        below: The collections that things like it have.
    """
    kept = [link for link in item.links if link.known is not Rel.SELF]
    if path:
        there = {link.rel.casefold() for link in kept}
        own = [Link(name, f"{path}/{name}") for name in below if name not in there]
        kept = [Link(Rel.SELF.value, path), *kept, *own]
    return msgspec.structs.replace(item, links=tuple(kept))

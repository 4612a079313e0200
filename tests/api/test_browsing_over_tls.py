"""Every documented relation below a session, in every version that has it, over real TLS sockets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import unquote

import pytest

from tests.api.speaking import client
from tests.conftest import NOW, only_get
from vbo_tui.api.client import Client
from vbo_tui.errors import NotFound, ServerFault
from vbo_tui.model.document import Document
from vbo_tui.model.event import Event, EventLog
from vbo_tui.model.item import Item, ItemPage
from vbo_tui.model.links import OPENED_WITH, Link, Rel
from vbo_tui.model.organization import Organization
from vbo_tui.model.session import Session, SessionId
from vbo_tui.simulator.faults import Fault
from vbo_tui.simulator.serve import Simulator
from vbo_tui.simulator.world import DOCUMENTED, World

ID = SessionId(DOCUMENTED[1].id)
"""A session that never ends."""

MAIL = {"mailboxes", "mailboxes/folders", "mailboxes/items"}
ONEDRIVES = {"onedrives", "onedrives/folders", "onedrives/documents"}
SITES = {
    *("sites", "sites/libraries", "sites/lists", "sites/folders", "sites/documents", "sites/items"),
    "sites/items/attachments",
}
TEAMS = {"teams", "teams/channels", "teams/channels/tabs", "teams/posts", "teams/files"}
FORMER = {
    *("onedrives/folders/versions", "onedrives/documents/versions", "sites/folders/versions"),
    *("sites/documents/versions", "sites/items/versions"),
}

PLACES = {
    "v1": MAIL,
    "v2": MAIL | ONEDRIVES | SITES,
    "v3": MAIL | ONEDRIVES | SITES,
    "v4": MAIL | ONEDRIVES | SITES,
    "v5": MAIL | ONEDRIVES | SITES | TEAMS,
    "v6": MAIL | ONEDRIVES | SITES | TEAMS | FORMER,
    "v7": MAIL | ONEDRIVES | SITES | TEAMS | FORMER,
    "v8": MAIL | ONEDRIVES | SITES | TEAMS | FORMER,
}
"""What lies below an organization. Source: API reference of each version."""

TYPES = {"mailboxes": "Vex", "onedrives": "Veod", "sites": "Vesp", "teams": "Vet"}


def opened(version: str, kind: str = "Vex") -> Simulator:
    """A server of one version with a session of some type that works."""
    world = World(sessions=5)
    made = replace(DOCUMENTED[1], type=kind, created=NOW - timedelta(hours=1))
    world.put(made, NOW)
    return Simulator(world, api=(version,), now=lambda: NOW)


def collections(document: Document) -> str:
    """The names of the collections on the way to a document, without the ids between them."""
    return "/".join(unquote(document.path).split("/")[5::2])


def items(document: Document) -> tuple[Item, ...]:
    assert isinstance(document.resource, ItemPage)
    return document.resource.items


def ways_down(item: Item) -> Iterator[Link]:
    """The links to what an item has."""
    return (
        link for link in item.links if link.known not in (Rel.SELF, Rel.OWNER, Rel.ORGANIZATION, Rel.SITES)
    )


async def walk(asking: Client, link: Link, seen: set[str]) -> None:
    """Follow a link to a list, then its last member, and all that it leads to."""
    page = await asking.follow(ID, link)
    seen.add(collections(page))
    if link.rel == "children":
        assert not items(page), "no folder of the make-believe server has others in it"
        return
    last = items(page)[-1]
    own = next(link for link in last.links if link.known is Rel.SELF)
    one = await asking.follow(ID, own)
    assert isinstance(one.resource, Item)
    assert one.resource.values == last.values
    assert one.resource.name == last.name
    assert one.resource.links[0] == own
    owners = [link for link in last.links if link.known is Rel.OWNER]
    for owner in owners:
        assert isinstance((await asking.follow(ID, owner)).resource, Item)
    for way in ways_down(last):
        if collections(page).count("/") < 4:
            await walk(asking, way, seen)


@pytest.mark.parametrize("version", PLACES)
@pytest.mark.parametrize("collection", TYPES)
async def test_every_documented_place_is_reached_by_links(version: str, collection: str) -> None:
    with opened(version, TYPES[collection]) as simulator:
        async with client(simulator, api=version) as asking:
            organization = (await asking.follow(ID, Link("organization", ""))).resource
            assert isinstance(organization, Organization)
            seen: set[str] = set()
            documented = {place for place in PLACES[version] if place.split("/")[0] == collection}
            links = [link for link in organization.links if link.rel == collection]
            assert bool(links) is bool(documented)
            for link in links:
                await walk(asking, link, seen)
            assert seen == documented
    only_get(simulator)
    assert {seen.path.split("/")[1] for seen in simulator.requests} == {version}


@pytest.mark.parametrize("version", PLACES)
async def test_what_a_version_lacks_is_said_without_asking_for_it(version: str) -> None:
    with opened(version) as simulator:
        async with client(simulator, api=version) as asking:
            await asking.sessions()
            before = len(simulator.requests)
            for rel in OPENED_WITH.values():
                if rel.value in PLACES[version]:
                    assert asking.capabilities.lack_of(rel) == ""
                    continue
                with pytest.raises(NotFound, match=f"no {rel} here: API v[25] and later have them"):
                    await asking.follow(ID, Link(rel.value, ""))
            assert len(simulator.requests) == before


@pytest.mark.parametrize("version", [version for version in PLACES if version != "v1"])
async def test_a_list_is_gone_through_page_by_page_and_back(version: str) -> None:
    with opened(version) as simulator:
        async with client(simulator, api=version) as asking:
            simulator.faults.active.add(Fault.SMALL_PAGES)
            simulator.faults.largest_page = 30
            link = Link("mailboxes", "")
            first = (await asking.follow(ID, link)).resource
            assert isinstance(first, ItemPage)
            assert [link.known for link in first.links] == [Rel.NEXT]
            second = (await asking.follow(ID, first.links[0])).resource
            assert isinstance(second, ItemPage)
            assert (first.offset, len(first.items), first.more) == (0, 30, True)
            assert (second.offset, len(second.items), second.more) == (30, 12, False)
            assert [link.known for link in second.links] == [Rel.PREVIOUS]
            back = (await asking.follow(ID, second.links[0])).resource
            assert isinstance(back, ItemPage)
            assert back.items == first.items
            assert len({item.id for item in (*first.items, *second.items)}) == 42


async def test_a_list_that_comes_in_one_piece_has_no_other_pages() -> None:
    with opened("v1") as simulator:
        async with client(simulator, api="v1") as asking:
            page = (await asking.follow(ID, Link("mailboxes", ""))).resource
    assert isinstance(page, ItemPage)
    assert (len(page.items), page.links, page.more) == (42, (), False)
    assert simulator.requests[-1].query == ""


@pytest.mark.parametrize("version", PLACES)
async def test_what_a_session_opened_is_gone_with_its_end(version: str) -> None:
    with opened(version) as simulator:
        async with client(simulator, api=version) as asking:
            page = await asking.follow(ID, Link("mailboxes", ""))
            way = next(link for link in items(page)[0].links if link.known is Rel.ITEMS)
            await asking.follow(ID, way)
            simulator.service.world.end(ID, NOW)
            with pytest.raises(ServerFault, match="expired"):
                await asking.follow(ID, way)
            simulator.service.world.remove(ID, NOW)
            with pytest.raises(NotFound):
                await asking.follow(ID, way)


async def test_an_organization_does_not_hold_what_its_session_is_not_for() -> None:
    with opened("v8", "Vesp") as simulator:
        async with client(simulator, api="v8") as asking:
            with pytest.raises(ServerFault, match="Vesp does not hold mailboxes"):
                await asking.follow(ID, Link("mailboxes", ""))


@pytest.mark.parametrize("version", [version for version in PLACES if version != "v1"])
async def test_one_event_and_the_way_back_from_it(version: str) -> None:
    with opened(version) as simulator:
        async with client(simulator, api=version) as asking:
            log = (await asking.follow(ID, Link("events", ""))).resource
            assert isinstance(log, EventLog)
            own, up = log.events[0].links
            one = (await asking.follow(ID, own)).resource
            assert isinstance(one, Event)
            assert (one.id, one.message) == (log.events[0].id, log.events[0].message)
            session = (await asking.follow(ID, up)).resource
            assert isinstance(session, Session)
            assert session.id == ID


@pytest.mark.parametrize("version", PLACES)
async def test_a_document_says_how_it_was_asked_for(version: str) -> None:
    with opened(version) as simulator:
        async with client(simulator, api=version) as asking:
            document = await asking.follow(ID, Link("mailboxes", ""))
            asked = document.exchange
            assert asked is not None
            paging = "" if version == "v1" else "?offset=0&limit=500"
            assert asked.url == f"{simulator.url}{document.path}{paging}"
            assert (asked.method, asked.status, asked.size) == ("GET", 200, len(document.raw))
            assert 0 < asked.took < 60
            assert asked.requests == 1


async def test_a_document_of_many_requests_counts_them_all() -> None:
    with opened("v8") as simulator:
        async with client(simulator, api="v8") as asking:
            simulator.faults.active.add(Fault.SMALL_PAGES)
            simulator.faults.largest_page = 1
            document = await asking.follow(ID, Link("events", ""))
            assert document.exchange is not None
            asked = [seen for seen in simulator.requests if seen.path.casefold().endswith("/events")]
            assert document.exchange.requests == len(asked) > 1
            assert document.exchange.size > len(document.raw)


@pytest.mark.parametrize("fault", [Fault.HOSTILE_TEXT, Fault.NULLS])
async def test_what_was_opened_is_read_whatever_it_holds(fault: Fault) -> None:
    with opened("v8") as simulator:
        async with client(simulator, api="v8") as asking:
            simulator.faults.active.add(fault)
            page = await asking.follow(ID, Link("mailboxes", ""))
            assert len(items(page)) == 42
            assert all(value.isprintable() for item in items(page) for _, value in item.values)
            ways = [link for link in items(page)[0].links if link.known is Rel.FOLDERS]
            assert items(await asking.follow(ID, ways[0]))

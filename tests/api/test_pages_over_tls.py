"""Lists of servers that hand them out in odd ways, over real TLS sockets."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest

from tests.api.speaking import client
from tests.conftest import NOW
from vbo_tui.api.client import PAGE
from vbo_tui.api.paging import FIRST_PAGE, REPEATED
from vbo_tui.model.event import EventLog
from vbo_tui.model.links import Link
from vbo_tui.model.session import SessionId
from vbo_tui.model.snapshot import Listing
from vbo_tui.simulator.events import MANY, events_of
from vbo_tui.simulator.faults import Fault
from vbo_tui.simulator.serve import Simulator
from vbo_tui.simulator.versions import VERSIONS
from vbo_tui.simulator.world import World

COUNT = 230
PAGED = ["v2", "v5", "v8"]


def pages(simulator: Simulator) -> list[tuple[str, str]]:
    """Return offset and limit of each request for a part of a list."""
    asked = [parse_qs(seen.query) for seen in simulator.requests if "offset=" in seen.query]
    return [(query["offset"][0], query["limit"][0]) for query in asked]


async def read(api: str, *faults: Fault, count: int = COUNT) -> tuple[Listing, Simulator]:
    with Simulator(World(sessions=count), api=(api,), now=lambda: NOW) as simulator:
        simulator.faults.active |= set(faults)
        async with client(simulator) as asking:
            return await asking.sessions(), simulator


def all_of(simulator: Simulator) -> list[SessionId]:
    return [SessionId(made.id) for made in simulator.service.world.sessions(NOW)]


@pytest.mark.parametrize("api", [name for name in VERSIONS if name != "v1"])
async def test_a_list_is_read_to_its_end(api: str) -> None:
    listing, simulator = await read(api)
    assert [session.id for session in listing.sessions] == all_of(simulator)
    assert listing.incomplete == ""
    assert pages(simulator) == [("0", "100"), ("99", str(PAGE))]


async def test_a_list_that_comes_whole_is_asked_for_without_parameters() -> None:
    listing, simulator = await read("v1")
    assert len(listing.sessions) == COUNT
    assert [seen.query for seen in simulator.requests if seen.bearer] == [""]


@pytest.mark.parametrize("api", PAGED)
@pytest.mark.parametrize(
    "faults",
    [{Fault.SMALL_PAGES}, {Fault.NEGATIVE_LIMIT}, {Fault.SMALL_PAGES, Fault.NEGATIVE_LIMIT}],
    ids=lambda faults: "+".join(sorted(faults)),
)
async def test_small_pages_and_nonsense_for_a_limit_cost_no_session(api: str, faults: set[Fault]) -> None:
    listing, simulator = await read(api, *faults)
    assert [session.id for session in listing.sessions] == all_of(simulator)
    assert (listing.incomplete, listing.unreadable) == ("", ())


@pytest.mark.parametrize("api", PAGED)
@pytest.mark.parametrize("count", [3, FIRST_PAGE, COUNT])
async def test_a_server_that_repeats_its_pages_is_named_and_left(api: str, count: int) -> None:
    listing, simulator = await read(api, Fault.REPEATED_PAGE, count=count)
    assert listing.incomplete == REPEATED
    assert [session.id for session in listing.sessions] == all_of(simulator)
    assert len(pages(simulator)) <= 3


@pytest.mark.parametrize("api", PAGED)
async def test_a_server_that_repeats_small_pages_gives_what_it_has(api: str) -> None:
    listing, simulator = await read(api, Fault.REPEATED_PAGE, Fault.SMALL_PAGES)
    assert listing.incomplete == REPEATED
    assert [session.id for session in listing.sessions] == all_of(simulator)[: simulator.faults.largest_page]
    assert len(pages(simulator)) == 2


@pytest.mark.parametrize("api", PAGED)
@pytest.mark.parametrize("fault", [None, Fault.SMALL_PAGES, Fault.REPEATED_PAGE, Fault.NEGATIVE_LIMIT])
async def test_a_log_of_a_thousand_events_is_read_like_any_list(api: str, fault: Fault | None) -> None:
    world = World(sessions=3000)
    long = next(made for made in world.sessions(NOW) if len(events_of(world, made, NOW)) > MANY)
    expected = [event.id for event in events_of(world, long, NOW)]
    with Simulator(world, api=(api,), now=lambda: NOW) as simulator:
        simulator.faults.active |= {fault} if fault else set()
        simulator.faults.largest_page = 90
        async with client(simulator) as asking:
            log = (await asking.follow(SessionId(long.id), Link("events", ""))).resource
    assert isinstance(log, EventLog)
    assert [event.id for event in log.events] == expected
    assert log.incomplete == (REPEATED if fault is Fault.REPEATED_PAGE else "")
    assert pages(simulator)[0] == ("0", "100")

"""Servers of every version, and such as change theirs, over real TLS sockets."""

from __future__ import annotations

import pytest

from tests.api.speaking import Clock, client, spoken
from tests.conftest import NOW, only_get
from vbo_tui.api.detection import BELIEVED
from vbo_tui.errors import NotFound, ServerFault, Throttled
from vbo_tui.model.links import OF_A_SESSION, Link
from vbo_tui.model.session import SessionId
from vbo_tui.simulator.faults import Fault
from vbo_tui.simulator.serve import Simulator
from vbo_tui.simulator.versions import VERSIONS
from vbo_tui.simulator.world import World

GONE = SessionId("00000000-0000-0000-0000-000000000000")

SETS = [
    *((name,) for name in VERSIONS),
    ("v1", "v3"),
    ("v2", "v4"),
    ("v4", "v5"),
    ("v5", "v6", "v7", "v8"),
    tuple(VERSIONS),
]


def server(*api: str, like: Simulator | None = None) -> Simulator:
    """Return a server of some versions; in the place of another one, where that is given."""
    world = like.service.world if like else World(sessions=5)
    made = Simulator(world, api=api, port=like.port if like else 0, now=lambda: NOW)
    if like:
        made.certificate = like.certificate
    return made


@pytest.mark.parametrize("api", SETS, ids="+".join)
async def test_a_server_is_spoken_to_in_its_newest_version(api: tuple[str, ...]) -> None:
    found: list[str] = []
    with server(*api) as simulator:
        async with client(simulator, found=found) as asking:
            assert asking.capabilities.version == ""
            listing = await asking.sessions()
            assert asking.capabilities.version == api[-1]
    assert len(listing.sessions) == 5
    assert found == [api[-1]]
    assert set(spoken(simulator)) == {api[-1]}
    assert spoken(simulator, "POST") == [api[-1]], "one token request, and for the version that is served"
    only_get(simulator)


async def test_a_version_known_of_late_costs_no_question() -> None:
    with server("v7", "v8") as simulator:
        async with client(simulator, known="v7") as asking:
            assert len((await asking.sessions()).sessions) == 5
    assert all(seen.bearer for seen in simulator.requests if seen.method == "GET")
    assert set(spoken(simulator)) == {"v7"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (("v8", "v7"), ("v6", "v5")),
        (("v1",), ("v8",)),
        (("v5",), ("v1",)),
        (("v2",), ("v6",)),
        (("v8",), ("v7", "v6")),
    ],
)
async def test_a_server_that_changes_its_version_between_two_polls_needs_no_help(
    before: tuple[str, ...], after: tuple[str, ...]
) -> None:
    found: list[str] = []
    with server(*before) as simulator:
        async with client(simulator, found=found) as asking:
            first = await asking.sessions()
            simulator.stop()
            with server(*after, like=simulator) as other:
                second = await asking.sessions()
                assert asking.capabilities.version == max(after)
    assert [session.id for session in second.sessions] == [session.id for session in first.sessions]
    assert found == [max(before), max(after)]
    assert set(spoken(other)[-1:]) == {max(after)}
    assert set(spoken(other, "POST")) == {max(after)}, "no token is asked for where none is to be had"


async def test_an_upgrade_that_leaves_the_old_version_in_place_is_found_a_day_later() -> None:
    clock = Clock()
    with server("v7") as simulator:
        async with client(simulator, clock=clock) as asking:
            await asking.sessions()
            simulator.stop()
            with server("v7", "v8", like=simulator):
                await asking.sessions()
                assert asking.capabilities.version == "v7"
                clock.now += BELIEVED
                assert len((await asking.sessions()).sessions) == 5
                assert asking.capabilities.version == "v8"


async def test_a_version_that_went_is_noticed_by_whoever_follows_a_link() -> None:
    with server("v8") as simulator:
        async with client(simulator) as asking:
            session = (await asking.sessions()).sessions[0]
            simulator.stop()
            with server("v6", like=simulator):
                document = await asking.follow(session.id, Link("self", ""))
                assert document.path.startswith("/v6/")
                with pytest.raises(NotFound, match="API v8 and later have them, this server speaks v6"):
                    await asking.follow(session.id, Link("statistics", ""))


async def test_a_session_that_is_not_there_does_not_change_the_version() -> None:
    with server("v7", "v8") as simulator:
        async with client(simulator) as asking:
            for rel in OF_A_SESSION:
                with pytest.raises(NotFound, match="was not found"):
                    await asking.follow(GONE, Link(rel, ""))
            assert asking.capabilities.version == "v8"
    assert set(spoken(simulator)) == {"v8"}


@pytest.mark.parametrize("api", ["v1", "v3", "v7"])
async def test_a_pinned_version_that_is_not_served_is_named_and_left_at_that(api: str) -> None:
    with server("v8") as simulator:
        async with client(simulator, api=api) as asking:
            for _ in range(2):
                with pytest.raises(NotFound, match=f"this server does not serve API {api}"):
                    await asking.sessions()
            assert asking.capabilities.version == api
    assert {seen.path.split("/")[1] for seen in simulator.requests} == {api}


async def test_a_pinned_version_is_spoken_where_a_newer_one_is_served() -> None:
    with server("v3", "v8") as simulator:
        async with client(simulator, api="v3") as asking:
            assert len((await asking.sessions()).sessions) == 5
    assert {seen.path.split("/")[1] for seen in simulator.requests} == {"v3"}


@pytest.mark.parametrize(("fault", "kind"), [(Fault.SERVER_ERROR, ServerFault), (Fault.THROTTLED, Throttled)])
async def test_no_older_version_is_settled_for_while_a_server_starts(
    fault: Fault, kind: type[Exception]
) -> None:
    found: list[str] = []
    with server("v6", "v7") as simulator:
        async with client(simulator, found=found) as asking:
            simulator.faults.active.add(fault)
            with pytest.raises(kind):
                await asking.sessions()
            assert (found, spoken(simulator, "POST")) == ([], [])
            simulator.faults.active.clear()
            await asking.sessions()
            assert found == ["v7"]


async def test_without_any_version_the_port_is_asked_about() -> None:
    with server() as simulator:
        async with client(simulator) as asking:
            with pytest.raises(NotFound, match="none of API v1 to v8 is served here"):
                await asking.sessions()
    assert len(simulator.requests) == len(VERSIONS)
    assert spoken(simulator, "POST") == [], "nobody gets a password there"

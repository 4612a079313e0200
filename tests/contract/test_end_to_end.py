"""The same way through every version, over TLS: sign in, list, open self, organization, events."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from tests.contract.schema import VERSIONS
from vbo_tui.api.auth import Greet
from vbo_tui.api.client import Client
from vbo_tui.api.trust import Trust
from vbo_tui.cli import main
from vbo_tui.errors import NotFound
from vbo_tui.model.event import EventLog
from vbo_tui.model.links import Link, Rel
from vbo_tui.model.organization import Organization
from vbo_tui.model.session import Session, SessionId
from vbo_tui.model.statistics import Statistics
from vbo_tui.monitor.clock import SystemClock
from vbo_tui.monitor.poller import Polled, Poller
from vbo_tui.secret import Secret
from vbo_tui.simulator.serve import Simulator
from vbo_tui.simulator.world import World

NOW = datetime(2026, 9, 24, 14, 3, tzinfo=UTC)
USER = "CONTOSO\\operator"
COUNT = 2_300


@pytest.fixture(scope="module")
def world() -> World:
    return World(sessions=COUNT)


@pytest.fixture(params=VERSIONS)
def server(request: pytest.FixtureRequest, world: World) -> Iterator[Simulator]:
    with Simulator(world, api=(request.param,), now=lambda: NOW) as running:
        yield running


@asynccontextmanager
async def client(server: Simulator) -> AsyncIterator[Client]:
    async def ask(greet: Greet) -> Secret:
        return Secret("demo")

    trust = Trust(pin=server.certificate.sha256)
    asking = Client(server.url, user=USER, ask_password=ask, seconds=time.monotonic, trust=trust)
    try:
        yield asking
    finally:
        await asking.aclose()


async def test_a_session_and_all_that_it_leads_to_is_reached(server: Simulator, world: World) -> None:
    async with client(server) as asking:
        listing = await asking.sessions()
        told = [made.id for made in world.sessions(NOW)]
        assert [session.id for session in listing.sessions] == told
        assert (listing.unreadable, listing.incomplete) == ((), "")
        working = next(session for session in listing.sessions if session.is_working)
        able = asking.capabilities
        await reach_everything(asking, working)
        assert all(seen.method == "GET" for seen in server.requests if not seen.path.endswith("oken"))
        assert able.version in {seen.path.split("/")[1] for seen in server.requests if seen.status == 200}


async def reach_everything(asking: Client, session: Session) -> None:
    able = asking.capabilities
    links = {link.known: link for link in session.links}
    found = await asking.follow(session.id, links[Rel.SELF])
    assert found.resource == session
    organization = (await asking.follow(session.id, links[Rel.ORGANIZATION])).resource
    assert isinstance(organization, Organization)
    assert organization.name.startswith(session.organization)
    for rel, kind in ((Rel.EVENTS, EventLog), (Rel.STATISTICS, Statistics)):
        link = links.get(rel, Link(rel.value, ""))
        if rel in able.rels:
            resource = (await asking.follow(session.id, link)).resource
            assert isinstance(resource, kind)
            assert not isinstance(resource, EventLog) or resource.events[0].title == "Restore session started"
        else:
            with pytest.raises(NotFound, match=f"no {rel} here: API v[28] and later have them"):
                await asking.follow(session.id, link)


async def test_events_in_many_pages_come_whole(server: Simulator, world: World) -> None:
    many = next(made for made in world.sessions(NOW) if made.id in LONG_ONES)
    async with client(server) as asking:
        await asking.sign_in()
        if Rel.EVENTS not in asking.capabilities.rels:
            return
        log = (await asking.follow(SessionId(many.id), Link("events", ""))).resource
        assert isinstance(log, EventLog)
        assert len(log.events) > 1000
        assert [event.order for event in log.events] == list(range(len(log.events)))
        assert (log.unreadable, log.incomplete) == ((), "")


def long_ones() -> set[str]:
    from vbo_tui.simulator.events import events_of

    world = World(sessions=COUNT)
    return {made.id for made in world.sessions(NOW) if len(events_of(world, made, NOW)) > 1000}


LONG_ONES = long_ones()
"""Sessions that restore a whole mailbox."""


def test_every_version_lists_the_same_sessions(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VBO_TUI_PASSWORD", "demo")
    world, told = World(sessions=150), {}
    for version in VERSIONS:
        with Simulator(world, api=(version,), now=lambda: NOW) as server:
            at = ["--url", server.url, "--user", USER, "--trust", server.certificate.sha256]
            assert main(["list", "--json", *at]) == 0
            told[version] = json.loads(capsys.readouterr().out)
            assert main(["doctor", *at]) == 0
            assert f"{version} (Veeam Backup for Microsoft 365" in capsys.readouterr().out
    alike = ("id", "type", "state", "result", "status", "created", "ended", "duration_seconds")
    assert len(told["v1"]) == 150
    for version in VERSIONS[1:]:
        assert only(told[version], alike) == only(told["v1"], alike)
    named = (*alike, "name", "organization", "initiated_by", "details")
    for version in VERSIONS[2:]:
        assert only(told[version], named) == only(told["v2"], named)
    portal = (*named, "scope", "client_host", "reason")
    assert only(told["v8"], portal) == only(told["v7"], portal) == only(told["v6"], portal)
    assert all(item["name"] and item["initiated_by"] for item in told["v8"])


def only(items: list[dict[str, Any]], keys: tuple[str, ...]) -> list[list[Any]]:
    return [[item[key] for key in keys] for item in items]


async def test_a_session_that_starts_is_told_by_the_feed_without_a_list() -> None:
    world = World(sessions=300)
    with Simulator(world) as server:
        async with client(server) as asking:
            poller = Poller(asking, interval=10, clock=SystemClock())
            started = await started_session(poller, world, server)
            since = next(place for place, seen in enumerate(server.requests) if seen.path == "/v8/Events")
            later = [seen.path for seen in list(server.requests)[since + 1 :]]
            assert f"/v8/RestoreSessions/{started}" in later
            after = later[later.index(f"/v8/RestoreSessions/{started}") - 1]
            assert after != "/v8/RestoreSessions"


async def started_session(poller: Poller, world: World, server: Simulator) -> str:
    """Start a session when the feed is followed; return its id when the poller knows it."""
    async with asyncio.timeout(30), aclosing(poller.updates()) as updates:
        made = None
        lists = 0
        async for update in updates:
            assert isinstance(update, Polled)
            if made is not None and made.id in update.snapshot.sessions:
                assert lists == sum(seen.path == "/v8/RestoreSessions" for seen in server.requests)
                return made.id
            if poller.follows_feed and not update.snapshot.loading and made is None:
                now = datetime.now(UTC)
                made = replace(world.sessions(now)[0], id=str(uuid4()), created=now, ends=None)
                lists = sum(seen.path == "/v8/RestoreSessions" for seen in server.requests)
                world.put(made, now)
    raise AssertionError("the updates ended")

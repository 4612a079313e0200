"""Pages of a server that misbehaves."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from tests.simulator.asking import ENDED, Asking, asking, every_paged_version
from vbo_tui.simulator.faults import Fault
from vbo_tui.simulator.world import World

PATHS = ["RestoreSessions", f"RestoreSessions/{ENDED}/Events"]


async def whole(one: Asking, path: str) -> list[dict[str, object]]:
    """Return what is at a path when nothing misbehaves."""
    faults, one.service.faults.active = one.service.faults.active, set()
    body = await one.read(path, limit=10_000)
    one.service.faults.active = faults
    results: list[dict[str, object]] = body["results"]
    return results


@every_paged_version
async def test_small_pages_say_their_limit_and_lead_to_all_there_is(version: str) -> None:
    async with asking(version, faults=[Fault.SMALL_PAGES]) as one:
        one.service.faults.largest_page = 4
        for path in PATHS:
            found: list[dict[str, object]] = []
            at = f"/{version}/{path}?limit=1000"
            while at:
                body = (await one.http.get(at)).json()
                assert body["limit"] == 4
                assert len(body["results"]) <= 4
                found += body["results"]
                link = body["_links"].get("next", {"href": ""})["href"]
                at = f"{urlsplit(link).path}?{urlsplit(link).query}" if link else ""
            assert found == await whole(one, path)
        assert (await one.read(PATHS[0], limit=3))["limit"] == 3


@every_paged_version
async def test_a_repeated_page_is_the_first_one_and_promises_more(version: str) -> None:
    async with asking(version, faults=[Fault.REPEATED_PAGE]) as one:
        for path in PATHS:
            for offset in (0, 30, 4_000):
                body = await one.read(path, offset=offset, limit=10)
                assert body["results"] == (await whole(one, path))[:10]
                assert (body["offset"], body["limit"]) == (0, 10)
                assert body["_links"]["next"]["href"].endswith("?offset=10&limit=10")


@every_paged_version
async def test_a_negative_limit_is_said_and_the_rest_is_as_ever(version: str) -> None:
    async with asking(version, faults=[Fault.NEGATIVE_LIMIT]) as one:
        for path in PATHS:
            body = await one.read(path, limit=10)
            assert body["limit"] == -1
            one.service.faults.active.clear()
            assert {**await one.read(path, limit=10), "limit": -1} == body
            one.service.faults.active.add(Fault.NEGATIVE_LIMIT)


@pytest.mark.parametrize("fault", [Fault.SMALL_PAGES, Fault.REPEATED_PAGE, Fault.NEGATIVE_LIMIT])
async def test_faults_of_pages_do_nothing_to_the_array_of_v1(fault: Fault) -> None:
    async with asking("v1", World(sessions=45), faults=[fault]) as one:
        assert len(await one.read("RestoreSessions")) == 45

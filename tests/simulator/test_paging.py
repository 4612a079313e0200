"""Pages, filters and order of lists, in every version that has them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.simulator.asking import ALL, ENDED, NOW, Asking, asking, every_paged_version, new_session, since
from vbo_tui.simulator.world import World

BAD = ["x", "", "1.5", "-1", "ten"]


def targets(body: dict[str, Any]) -> dict[str, tuple[int, int]]:
    """Return the links of a page: their names, and the offset and limit that they lead to."""
    queries = {name: dict(parse_qsl(urlsplit(link["href"]).query)) for name, link in body["_links"].items()}
    return {name: (int(query["offset"]), int(query["limit"])) for name, query in queries.items()}


async def ids(one: Asking, **query: Any) -> list[str]:
    return [item["id"] for item in await one.sessions(**query)]


def text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@every_paged_version
async def test_a_page_has_thirty_items_unless_told_otherwise(version: str) -> None:
    async with asking(version) as one:
        body = await one.read("RestoreSessions")
    assert (body["offset"], body["limit"], len(body["results"])) == (0, 30, 30)
    assert targets(body) == {"self": (0, 30), "next": (30, 30)}


@pytest.mark.parametrize(
    ("offset", "limit", "count", "links"),
    [
        (0, 10, 10, {"self": (0, 10), "next": (10, 10)}),
        (0, 1, 1, {"self": (0, 1), "next": (1, 1)}),
        (19, 10, 10, {"first": (0, 10), "prev": (9, 10), "self": (19, 10), "next": (29, 10)}),
        (5, 10, 10, {"first": (0, 10), "prev": (0, 10), "self": (5, 10), "next": (15, 10)}),
        (1, 10, 10, {"first": (0, 10), "prev": (0, 10), "self": (1, 10), "next": (11, 10)}),
        (35, 10, 10, {"first": (0, 10), "prev": (25, 10), "self": (35, 10)}),
        (40, 10, 5, {"first": (0, 10), "prev": (30, 10), "self": (40, 10)}),
        (45, 10, 0, {"first": (0, 10), "prev": (35, 10), "self": (45, 10)}),
        (0, 45, 45, {"self": (0, 45)}),
        (0, 44, 44, {"self": (0, 44), "next": (44, 44)}),
        (0, 10_000, 45, {"self": (0, 10_000)}),
    ],
)
@every_paged_version
async def test_a_page_links_to_the_pages_that_there_are(
    version: str, offset: int, limit: int, count: int, links: dict[str, tuple[int, int]]
) -> None:
    async with asking(version) as one:
        body = await one.read("RestoreSessions", offset=offset, limit=limit)
        assert (body["offset"], body["limit"]) == (offset, limit)
        found = [item["id"] for item in body["results"]]
        assert found == (await ids(one))[offset : offset + count]
    assert targets(body) == links


@every_paged_version
async def test_events_come_in_pages_too(version: str) -> None:
    async with asking(version, World(sessions=200)) as one:
        busy = [made.id for made in one.world.sessions(NOW) if not made.is_working(NOW)]
        whole = [await one.read(f"RestoreSessions/{busy_id}/Events") for busy_id in busy]
        longest = max(whole, key=lambda body: len(body["results"]))
        at = f"RestoreSessions/{busy[whole.index(longest)]}/Events"
        assert len(longest["results"]) > 9
        body = await one.read(at, offset=3, limit=4)
    assert body["results"] == longest["results"][3:7]
    assert targets(body) == {"first": (0, 4), "prev": (0, 4), "self": (3, 4), "next": (7, 4)}


@every_paged_version
async def test_names_of_parameters_match_in_any_letter_case(version: str) -> None:
    async with asking(version) as one:
        expected = await one.read("RestoreSessions", offset=3, limit=4)
        assert await one.read("RestoreSessions", OFFSET=3, Limit=4) == expected
        if version in since("v4"):
            late = text(NOW - timedelta(minutes=5))
            assert await ids(one, starttimefrom=late) == await ids(one, STARTTIMEFROM=late) != await ids(one)


@every_paged_version
async def test_a_limit_that_is_too_large_is_lowered_or_refused(version: str) -> None:
    async with asking(version) as one:
        for path in ("RestoreSessions", f"RestoreSessions/{ENDED}/Events"):
            answer = await one.get(path, limit=10_001)
            if version == "v8":
                assert answer.status_code == 400
                assert answer.json()["errorCode"] == "ParameterValidationFailure"
            else:
                assert answer.json()["limit"] == 10_000


@pytest.mark.parametrize(
    "query", [*({"limit": bad} for bad in (*BAD, "0")), *({"offset": bad} for bad in BAD)]
)
@every_paged_version
async def test_what_is_no_number_or_out_of_bounds_is_refused(version: str, query: dict[str, str]) -> None:
    async with asking(version) as one:
        for path in ("RestoreSessions", f"RestoreSessions/{ENDED}/Events"):
            answer = await one.get(path, **query)
            assert answer.status_code == 400
            assert answer.json()["message"]


async def test_v1_knows_no_parameters() -> None:
    async with asking("v1") as one:
        whole = await one.read("RestoreSessions")
        for query in ({"limit": "5"}, {"offset": "-1"}, {"startTimeFrom": "yesterday"}):
            assert await one.read("RestoreSessions", **query) == whole


@pytest.mark.parametrize("version", ALL[1:3])
async def test_start_times_are_ignored_before_v4(version: str) -> None:
    async with asking(version) as one:
        assert len(await ids(one, startTimeFrom=text(NOW), startTimeTo="nonsense")) == 45


@pytest.mark.parametrize("version", since("v4"))
async def test_start_times_filter_from_v4_on(version: str) -> None:
    async with asking(version) as one:
        made = list(one.world.sessions(NOW))
        early, late = made[30].created, made[10].created
        query = {"startTimeFrom": text(early), "startTimeTo": text(late)}
        assert await ids(one, **query) == [session.id for session in made[10:31]]
        assert await ids(one, startTimeFrom=text(late)) == [session.id for session in made[:11]]
        assert await ids(one, startTimeTo=text(early)) == [session.id for session in made[30:]]
        body = await one.read("RestoreSessions", **query, limit=20)
        assert targets(body)["next"] == (20, 20)
        second = await one.read("RestoreSessions", **query, limit=20, offset=20)
        assert "next" not in targets(second)
        assert len(second["results"]) == 1
        for form in ("2022-03-12T15:55:20.8557416Z", "2022-07-08T00:00:00Z"):
            assert len(await ids(one, startTimeFrom=form)) == 43
        for form in (
            early.isoformat(),
            (early + timedelta(hours=2)).isoformat()[:-6] + "+02:00",
            early.isoformat()[:-6],
        ):
            assert await ids(one, startTimeTo=form) == [session.id for session in made[30:]]
        assert (await one.get("RestoreSessions", startTimeFrom="yesterday")).status_code == 400


@pytest.mark.parametrize("version", ALL[3:7])
async def test_end_times_and_order_are_ignored_before_v8(version: str) -> None:
    async with asking(version) as one:
        query = {"endTimeFrom": text(NOW), "endTimeTo": "x", "orderBy": "x", "orderAsc": "x"}
        assert await ids(one, **query) == await ids(one)


async def test_end_times_filter_in_v8_and_the_future_is_not_known() -> None:
    async with asking("v8") as one:
        made = list(one.world.sessions(NOW))
        ended = [session for session in made if not session.is_working(NOW)]
        middle = sorted(session.ends for session in ended if session.ends)[20]
        until = [session.id for session in ended if session.ends and session.ends <= middle]
        assert await ids(one, endTimeTo=text(middle)) == until
        after = [session.id for session in made if session.is_working(NOW) or session.ends >= middle]  # type: ignore[operator]
        assert await ids(one, endTimeFrom=text(middle)) == after
        assert await ids(one, endTimeTo=text(NOW + timedelta(days=9))) == [session.id for session in ended]
        assert (await one.get("RestoreSessions", endTimeTo="x")).status_code == 400


async def test_the_order_can_be_chosen_in_v8() -> None:
    async with asking("v8") as one:
        starts = await ids(one)
        assert await ids(one, orderAsc="true") == starts[::-1]
        assert await ids(one, orderBy="creationtime", orderAsc="False") == starts
        ends = [item["endTime"] or "9999" for item in await one.sessions(orderBy="EndTime", orderAsc="true")]
        assert ends == sorted(ends) != [item["endTime"] for item in await one.sessions(orderAsc="true")]
        ends = [item["endTime"] or "9999" for item in await one.sessions(orderBy="endTime")]
        assert ends == sorted(ends, reverse=True)
        for query in ({"orderBy": "Result"}, {"orderAsc": "maybe"}):
            assert (await one.get("RestoreSessions", **query)).status_code == 400


async def test_sessions_that_work_keep_their_places_whatever_end_awaits_them() -> None:
    world = World(sessions=2)
    for number, minutes in enumerate((5, 1, 9)):
        started = NOW - timedelta(minutes=number)
        world.put(new_session(number, started, NOW + timedelta(minutes=minutes)), NOW)
    async with asking("v8", world) as one:
        found = await ids(one, orderBy="EndTime")
    assert [int(session_id[-12:]) for session_id in found[:3]] == [0, 1, 2]

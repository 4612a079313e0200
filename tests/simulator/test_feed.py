"""The change feed as a client of v8 hears it."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.simulator.asking import NOW, WORKING, new_session
from tests.simulator.listening import listening
from vbo_tui.simulator.feed import LOOK

UPDATE, DELETE = "Update", "Delete"
LONG = 30
"""Seconds that no test waits."""


@pytest.mark.timeout(10)
async def test_latest_gives_a_token_at_once_and_tells_nothing_of_before() -> None:
    async with listening() as feed:
        feed.world.put(new_session(1), NOW)
        assert await feed.hear(timeoutSeconds=LONG) == []
        assert await feed.hear() == []


async def test_what_starts_ends_and_goes_is_told_with_the_etag_that_the_session_has() -> None:
    async with listening() as feed:
        await feed.hear()
        made = new_session(1)
        etags = []
        for step in range(2):
            if step == 0:
                feed.world.put(made, feed.clock.now)
            else:
                feed.world.end(made.id, feed.clock.now)
            told = await feed.hear()
            item = (await feed.shown())[made.id]
            assert told == [{"eventType": "RestoreSessionUpdate", "id": made.id, "eTag": item["eTag"]}]
            assert item == await feed.one.read(f"RestoreSessions/{made.id}")
            etags.append(item["eTag"])
            feed.clock.forward(1)
        assert etags == sorted(set(etags))
        feed.world.remove(made.id, feed.clock.now)
        assert await feed.hear() == [{"eventType": "RestoreSessionDelete", "id": made.id}]
        assert made.id not in await feed.shown()
        assert await feed.hear() == []


async def test_a_stop_over_the_api_is_told() -> None:
    async with listening() as feed:
        await feed.hear()
        await feed.one.post(f"RestoreSessions/{WORKING}/Stop")
        assert await feed.news() == [(UPDATE, WORKING)]


async def test_a_session_that_was_put_there_goes_on_by_itself_and_that_is_told() -> None:
    async with listening() as feed:
        await feed.hear()
        made = new_session(1, NOW, NOW + timedelta(seconds=8))
        made = replace(made, result="Warning", worsens=NOW + timedelta(seconds=4))
        feed.world.put(made, NOW)
        seen = []
        for _ in range(4):
            told = await feed.news()
            item = (await feed.shown())[made.id]
            seen.append((told, item["state"], item["result"]))
            feed.clock.forward(4)
        news = [(UPDATE, made.id)]
        assert seen == [
            (news, "Working", "Success"),
            (news, "Working", "Warning"),
            (news, "Stopped", "Warning"),
            ([], "Stopped", "Warning"),
        ]


@pytest.mark.timeout(10)
async def test_waiting_ends_as_soon_as_something_happens() -> None:
    async with listening() as feed:
        await feed.hear()
        waiting = asyncio.create_task(feed.news(timeoutSeconds=LONG))
        await asyncio.sleep(LOOK)
        assert not waiting.done()
        feed.world.put(new_session(1), NOW)
        assert await waiting == [(UPDATE, new_session(1).id)]


@pytest.mark.timeout(10)
async def test_waiting_ends_when_the_clock_brings_something() -> None:
    async with listening() as feed:
        feed.world.put(new_session(1, NOW, NOW + timedelta(seconds=5)), NOW)
        await feed.hear()
        waiting = asyncio.create_task(feed.news(timeoutSeconds=LONG))
        await asyncio.sleep(LOOK)
        assert not waiting.done()
        feed.clock.forward(5)
        assert await waiting == [(UPDATE, new_session(1).id)]


@pytest.mark.timeout(10)
async def test_waiting_ends_without_news_when_the_time_is_over_and_not_before() -> None:
    async with listening() as feed:
        await feed.hear()
        began = time.monotonic()
        assert await feed.hear(timeoutSeconds=1) == []
        assert time.monotonic() - began >= 1


async def test_news_of_the_past_do_not_wait_and_a_token_may_be_used_again() -> None:
    async with listening() as feed:
        await feed.hear()
        old = feed.token
        feed.world.put(new_session(1), NOW)
        first = await feed.news(timeoutSeconds=LONG)
        feed.world.put(new_session(2), NOW)
        feed.token = old
        assert await feed.news() == [*first, (UPDATE, new_session(2).id)]


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
async def test_a_limit_cuts_and_the_next_token_goes_on_whatever_happens_meanwhile(limit: int) -> None:
    async with listening() as feed:
        await feed.hear()
        made = [new_session(number) for number in range(7)]
        for session in made:
            feed.world.put(session, feed.clock.now)
            feed.clock.forward(0.1)
        told = await feed.news(limit=limit)
        assert told == [(UPDATE, session.id) for session in made[:limit]]
        feed.world.remove(made[0].id, feed.clock.now)  # told already: gone from what the token stands for
        feed.world.put(new_session(99), NOW - timedelta(minutes=1))  # before all others
        while len(told) < 9:
            more = await feed.news(limit=limit, timeoutSeconds=LONG)
            assert 0 < len(more) <= limit
            told += more
        assert await feed.hear() == []
        assert told[:7] == [(UPDATE, session.id) for session in made]
        assert set(told[7:]) == {(DELETE, made[0].id), (UPDATE, new_session(99).id)}


async def test_a_cut_answer_can_be_asked_for_again() -> None:
    async with listening() as feed:
        await feed.hear()
        for number in range(5):
            feed.world.put(new_session(number), NOW)
        await feed.hear(limit=2)
        token = feed.token
        second = await feed.hear(limit=2)
        feed.token = token
        assert await feed.hear(limit=2) == second


async def test_thirty_things_are_told_unless_more_are_asked_for_and_limits_are_said() -> None:
    async with listening() as feed:
        await feed.hear()
        token = feed.token
        for number in range(40):
            feed.world.put(new_session(number), NOW)
        assert len(await feed.hear()) == 30
        assert len(await feed.hear()) == 10
        feed.token = token
        assert len(await feed.hear(limit=10_000)) == 40
        assert (await feed.ask()).json()["limit"] == 30
        assert (await feed.ask(LIMIT=20_000)).json()["limit"] == 10_000


@pytest.mark.parametrize(
    "query",
    [
        {"from": ""},
        {"limit": "x"},
        {"limit": "-1"},
        {"limit": "0"},
        {"timeoutSeconds": "soon"},
        {"timeoutSeconds": "-1"},
    ],
)
async def test_a_parameter_that_makes_no_sense_is_refused(query: dict[str, str]) -> None:
    async with listening() as feed:
        answer = await feed.ask(**query)
        assert (answer.status_code, answer.json()["errorCode"]) == (400, "ParameterValidationFailure")
        assert (await feed.one.get("Events")).status_code == 400
        assert (await feed.one.post("Events")).status_code == 405

"""Tokens that the change feed no longer takes, and what it does when it is told to misbehave."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.simulator.asking import NOW, WORKING, new_session
from tests.simulator.listening import Listening, is_session, listening
from vbo_tui.simulator.faults import Fault
from vbo_tui.simulator.feed import TOKEN_LIFE, TOKENS_KEPT


async def is_outdated(feed: Listening, token: str) -> bool:
    answer = await feed.ask(**{"from": token})
    if answer.status_code == 200:
        return False
    assert answer.status_code == 400
    assert list(answer.json()) == ["message", "errorCode", "stackTrace"]
    assert answer.json()["errorCode"] == "OutdatedChangeToken"
    return True


@pytest.mark.parametrize(
    "token", ["nonsense", "0", "Latest ", "bGF0ZXN0", "北風", "\x00", "../..", WORKING, "x" * 10_000]
)
async def test_a_token_that_is_none_is_outdated(token: str) -> None:
    async with listening() as feed:
        await feed.hear()
        assert await is_outdated(feed, token)
        assert not await is_outdated(feed, feed.token)


async def test_a_token_of_another_server_is_outdated_even_if_that_has_the_same_world() -> None:
    async with listening() as feed, listening(feed.world) as other:
        await feed.hear()
        await other.hear()
        assert feed.token != other.token
        assert await is_outdated(feed, other.token)
        assert await is_outdated(other, feed.token)


async def test_a_token_is_outdated_when_its_life_is_over() -> None:
    async with listening() as feed:
        feed.clock.forward(-TOKEN_LIFE.total_seconds())
        await feed.hear()
        feed.clock.forward(TOKEN_LIFE.total_seconds())
        assert not await is_outdated(feed, feed.token)
        feed.clock.forward(1)
        assert await is_outdated(feed, feed.token)
        feed.token = "latest"
        await feed.hear()
        assert await feed.hear() == []


async def test_so_many_tokens_are_good_and_no_more() -> None:
    async with listening() as feed:
        await feed.hear()
        first = feed.token
        for _ in range(TOKENS_KEPT - 1):
            await feed.hear()
        assert feed.token != first
        assert not await is_outdated(feed, first)
        assert await is_outdated(feed, first)


async def test_every_token_but_the_newest_place_is_outdated_while_that_fault_is_on() -> None:
    async with listening() as feed:
        await feed.hear()
        feed.faults.add(Fault.FEED_OUTDATED)
        assert await is_outdated(feed, feed.token)
        assert not await is_outdated(feed, "latest")
        feed.faults.clear()
        assert not await is_outdated(feed, feed.token)


async def test_a_deaf_feed_tells_of_jobs_and_not_of_sessions() -> None:
    async with listening(faults=[Fault.FEED_DEAF]) as feed:
        await feed.hear()
        feed.world.put(new_session(1), NOW)
        feed.clock.forward(20)
        assert [told["eventType"] for told in await feed.hear()] == ["JobSessionUpdate"]
        feed.faults.clear()
        feed.world.put(new_session(2), feed.clock.now)
        assert await feed.news() == [("Update", new_session(2).id)]


async def test_a_flood_brings_ten_thousand_other_things_with_every_answer() -> None:
    async with listening(faults=[Fault.FEED_FLOOD]) as feed:
        for number in range(3):
            heard = await feed.hear(limit=10_000)
            assert len({told["id"] for told in heard}) == 10_000
            assert not any(is_session(told) for told in heard)
            feed.clock.forward(1)
            feed.world.put(new_session(number), feed.clock.now)
            assert not any(is_session(told) for told in await feed.hear(limit=10_000))
            rest = await feed.hear(limit=10_000)
            assert [told["id"] for told in rest] == [new_session(number).id]


async def test_a_flood_in_small_pieces_comes_to_an_end_with_the_sessions_in_it() -> None:
    async with listening() as feed:
        await feed.hear()
        feed.faults.add(Fault.FEED_FLOOD)
        feed.world.put(new_session(1), NOW)
        feed.clock.forward(1)
        heard = await feed.hear(limit=900)
        feed.faults.clear()
        feed.world.put(new_session(2), feed.clock.now)
        while more := await feed.hear(limit=900):
            heard += more
        assert len(heard) == 10_002
        sessions = [told["id"] for told in heard if is_session(told)]
        assert sessions == [new_session(1).id, new_session(2).id]


async def test_a_broken_feed_is_a_500_and_the_list_is_there_all_the_same() -> None:
    async with listening(faults=[Fault.FEED_BROKEN]) as feed:
        answer = await feed.ask()
        assert (answer.status_code, list(answer.json())) == (500, ["message", "errorCode", "stackTrace"])
        assert WORKING in await feed.shown()
        feed.faults.clear()
        assert await feed.hear() == []


async def test_jobs_are_told_as_time_goes_by_each_thing_in_its_turn() -> None:
    async with listening() as feed:
        await feed.hear()
        feed.clock.forward(timedelta(minutes=1).total_seconds())
        feed.world.put(new_session(1), NOW + timedelta(seconds=40))
        told = await feed.hear()
        assert [is_session(entry) for entry in told] == [False, False, True, False, False]
        told.pop(2)
        for entry in told:
            assert set(entry) == {"eventType", "id", "eTag", "jobId", "status", "jobType"}

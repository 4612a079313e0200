"""The change feed against the list, while the world goes on by itself."""

from __future__ import annotations

import random

import pytest

from tests.simulator.listening import Listening, counted, listening
from vbo_tui.simulator.world import SPACING, World

TICK = SPACING.total_seconds()
Items = dict[str, dict[str, object]]


def differences(before: Items, after: Items) -> set[tuple[str, str]]:
    """Return what a feed has to tell of two lists."""
    changed = {("Update", item_id) for item_id, item in after.items() if before.get(item_id) != item}
    return changed | {("Delete", item_id) for item_id in before.keys() - after.keys()}


async def compare(feed: Listening, before: Items) -> tuple[Items, list[tuple[str, str]]]:
    """Hold what the feed tells to what the list shows; what came and went unseen may be told as gone."""
    heard = await feed.hear(limit=10_000)
    news = [(told["eventType"][14:], told["id"]) for told in heard if told["eventType"] != "JobSessionUpdate"]
    after = await feed.shown()
    unseen = {("Delete", item_id) for _, item_id in news if item_id not in before and item_id not in after}
    assert set(news) - unseen == differences(before, after)
    assert counted(news) <= {1}
    for told in heard:
        if told["eventType"] == "RestoreSessionUpdate":
            assert told["eTag"] == after[told["id"]]["eTag"]
            old = before.get(told["id"], {"eTag": 0})["eTag"]
            assert isinstance(old, int)
            assert told["eTag"] > old
    return after, news


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("longest", [2, 40, 400])
async def test_whatever_changes_between_two_looks_is_told_once(seed: int, longest: int) -> None:
    chance = random.Random(seed)
    async with listening(World(seed=seed, sessions=40)) as feed:
        await feed.hear()
        shown, told = await feed.shown(), 0
        for _ in range(60):
            feed.clock.forward(chance.uniform(0, longest))
            shown, news = await compare(feed, shown)
            told += len(news)
            assert await feed.news() == []
    assert told > 2


async def test_a_session_that_appears_turns_and_ends_between_two_looks_is_told_once_as_it_is() -> None:
    async with listening(World(sessions=300)) as feed:
        await feed.hear()
        before = await feed.shown()
        feed.clock.forward(100 * TICK)
        after, news = await compare(feed, before)
    whole = [item for item_id, item in after.items() if item_id not in before and item["state"] == "Stopped"]
    assert any(item["result"] == "Warning" for item in whole)
    assert any(item["result"] == "Success" for item in whole)
    assert all(news.count(("Update", str(item["id"]))) == 1 for item in whole)


async def test_a_session_is_told_when_it_turns_and_again_when_it_ends() -> None:
    world = World(seed=2, sessions=300)
    async with listening(world) as feed:
        now = feed.clock.now
        made = next(
            made
            for made in world.sessions(now)
            if made.result != "Success" and made.worsens and made.ends and now < made.worsens < made.ends
        )
        assert made.worsens
        assert made.ends
        await feed.hear()
        seen = []
        for moment in (made.worsens, made.ends):
            feed.clock.now = moment
            assert ("Update", made.id) in await feed.news(limit=10_000)
            item = (await feed.shown())[made.id]
            seen.append((item["state"], item["result"]))
    assert seen == [("Working", made.result), ("Stopped", made.result)]


async def test_the_oldest_one_goes_when_one_comes_and_both_are_told() -> None:
    async with listening(World(sessions=12)) as feed:
        await feed.hear()
        for _ in range(15):
            before = list(await feed.shown())
            feed.clock.forward(TICK)
            news = await feed.news()
            after = list(await feed.shown())
            assert (("Update", after[0]), ("Delete", before[9])) == (
                next(told for told in news if told[1] == after[0]),
                next(told for told in news if told[0] == "Delete"),
            )
            assert after[1:10] == before[:9]


@pytest.mark.parametrize("limit", [1, 4, 30])
async def test_pieces_make_up_the_whole(limit: int) -> None:
    async with listening(World(sessions=30)) as feed:
        await feed.hear()
        token = feed.token
        feed.clock.forward(20 * TICK)
        whole = await feed.hear(limit=10_000)
        feed.token = token
        pieces = []
        while piece := await feed.hear(limit=limit):
            assert len(piece) <= limit
            pieces += piece
        assert pieces == whole
        assert len(whole) > 40


async def test_what_is_cut_is_not_lost_while_the_world_goes_on() -> None:
    async with listening(World(sessions=30)) as feed:
        await feed.hear()
        mirror = await feed.shown()
        for _ in range(200):
            feed.clock.forward(7)
            for kind, item_id in await feed.news(limit=3):
                found = (await feed.shown()).get(item_id)
                if kind == "Delete" or found is None:
                    mirror.pop(item_id, None)
                else:
                    mirror[item_id] = found
        while more := await feed.hear():
            for told in more:
                found = (await feed.shown()).get(told["id"])
                if found:
                    mirror[told["id"]] = found
                else:
                    mirror.pop(told["id"], None)
        assert mirror == await feed.shown()


async def test_a_session_that_was_ended_by_hand_is_told_once_and_does_not_turn_any_more() -> None:
    world = World(sessions=300)
    async with listening(world) as feed:
        now = feed.clock.now
        made = next(made for made in world.sessions(now) if made.result != "Success" and made.is_working(now))
        await feed.hear()
        world.end(made.id, now)
        assert await feed.news() == [("Update", made.id)]
        shown = (await feed.shown())[made.id]
        for _ in range(20):
            feed.clock.forward(20 * TICK)
            assert ("Update", made.id) not in await feed.news(limit=10_000)
            assert (await feed.shown())[made.id] == shown
            assert await feed.one.read(f"RestoreSessions/{made.id}") == shown

"""A server that tells of changes by itself is listened to, and hardly asked any more."""

from __future__ import annotations

import asyncio
from contextlib import aclosing

from tests.monitor.living import FILTERING, sid
from tests.monitor.stage import Scene, listening
from tests.monitor.test_poller import running, settle, until
from vbo_tui.monitor.feed import HOLD
from vbo_tui.monitor.poller import CHECK, MOST_NEWS, Polled


async def test_the_feed_is_begun_before_the_first_reading_so_that_nothing_lies_between() -> None:
    scene = Scene()
    async with running(scene.poller) as seen:
        await until(lambda: bool(seen) and scene.poller.follows_feed)
        await settle()
        assert scene.server.log == [("feed", ""), ("list", None), ("feed", "5")] or scene.server.log == [
            ("feed", ""),
            ("feed", "5"),
            ("list", None),
        ]
        await scene.passes(9)
        assert len(seen) == 1


async def test_without_a_feed_none_is_asked_for() -> None:
    scene = Scene(FILTERING)
    async with running(scene.poller) as seen:
        await settle()
        await scene.passes(200)
        assert not [entry for entry in scene.server.log if entry[0] == "feed"]
        assert len(seen) == 21


async def test_what_comes_between_the_first_reading_and_the_feed_is_not_missed() -> None:
    scene = Scene()
    async with aclosing(scene.poller.updates()) as updates:
        await anext(updates)
        scene.server.begin(20)
        scene.server.delete(sid(20))
        scene.server.begin(21)
        await anext(updates)
        assert scene.poller.follows_feed
        assert scene.is_true


async def test_a_new_session_comes_at_once_by_one_request() -> None:
    async with listening() as scene:
        scene.server.begin(20)
        await settle()
        assert scene.is_true
        assert scene.server.asked() == [("one", sid(20))]
        assert isinstance(scene.seen[-1], Polled)
        assert [session.id for session in scene.seen[-1].delta.added] == [sid(20)]


async def test_a_change_and_an_end_come_at_once_by_one_request_each() -> None:
    async with listening() as scene:
        scene.server.change(sid(5), details="7 items")
        await settle()
        assert scene.is_true
        scene.server.begin(20)
        await settle()
        scene.server.end(sid(20))
        await settle()
        assert scene.is_true
        assert scene.server.asked() == [("one", sid(5)), ("one", sid(20)), ("one", sid(20))]


async def test_a_deletion_comes_at_once_and_costs_nothing() -> None:
    async with listening() as scene:
        scene.server.delete(sid(4))
        await settle()
        assert scene.is_true
        assert scene.server.log == [("feed", "6")]


async def test_several_changes_of_a_session_told_at_once_cost_one_request() -> None:
    async with listening() as scene:
        scene.server.begin(20)
        scene.server.change(sid(20), details="1 item")
        scene.server.delete(sid(3))
        scene.server.begin(21)
        scene.server.delete(sid(21))
        await settle()
        assert scene.is_true
        assert scene.server.asked() == [("one", sid(20))]


async def test_a_session_told_of_that_is_gone_when_asked_for_is_dropped() -> None:
    async with listening() as scene:
        scene.server.change(sid(2), details="7 items")
        del scene.server.sessions[sid(2)]
        await settle()
        assert scene.is_true


async def test_a_session_known_in_that_very_state_is_not_asked_for() -> None:
    async with listening() as scene:
        scene.server.repeat(sid(3))
        await settle()
        assert scene.server.log == [("feed", "6")]


async def test_a_session_told_of_without_its_state_is_asked_for() -> None:
    async with listening() as scene:
        scene.server.says_no_etags = True
        for number in range(2):
            scene.server.change(sid(3), details=f"{number} items")
            await settle()
            assert scene.server.asked() == [("one", sid(3))]
            assert scene.is_true


async def test_what_else_is_on_the_feed_costs_nothing() -> None:
    async with listening() as scene:
        for number in range(6, 9):
            scene.server.tell_something_else()
            await settle()
            assert scene.server.log[-1] == ("feed", str(number))
        assert scene.server.asked() == []
        assert len(scene.seen) == 1


async def test_news_are_told_apart_by_their_token() -> None:
    async with listening() as scene:
        await scene.passes(HOLD)
        scene.server.begin(20)
        await settle()
        assert [entry for entry in scene.server.log if entry[0] == "feed"] == [("feed", "5"), ("feed", "6")]


async def test_many_sessions_told_of_at_once_are_asked_for_one_by_one() -> None:
    async with listening() as scene:
        for number in range(MOST_NEWS):
            scene.server.begin(20 + number)
        await until(lambda: scene.is_true)
        assert {entry[0] for entry in scene.server.asked()} == {"one"}
        assert len(scene.seen) == 2


async def test_more_sessions_than_that_lead_to_one_whole_reading_and_the_feed_goes_on() -> None:
    async with listening() as scene:
        for number in range(MOST_NEWS + 1):
            scene.server.begin(20 + number)
        await settle()
        assert scene.is_true
        assert scene.server.asked() == [("list", None)]
        await scene.passes(CHECK - 1)
        assert scene.poller.follows_feed
        assert scene.server.asked() == []


async def test_while_the_feed_is_silent_the_server_is_asked_all_the_same_now_and_then() -> None:
    async with listening() as scene:
        for _ in range(3):
            await scene.passes(CHECK - 1)
            assert scene.server.asked() == []
            await scene.passes(1)
            assert scene.server.asked() == [scene.window]


async def test_while_news_come_all_the_time_the_server_is_asked_all_the_same() -> None:
    async with listening() as scene:
        for _ in range(3):
            for second in range(1, int(CHECK) + 1):
                scene.server.change(sid(1), details=f"{second} items")
                await settle()
                assert scene.window not in scene.server.log
                await scene.passes(1)
            assert scene.server.log.count(scene.window) == 1
            assert scene.is_true
            scene.server.log.clear()


async def test_news_that_come_with_the_users_wish_are_asked_for_once() -> None:
    async with listening() as scene:
        scene.server.begin(20)
        scene.poller.wake()
        await settle()
        assert scene.is_true
        assert scene.server.asked() in ([("list", None)], [("one", sid(20)), ("list", None)])
        await scene.passes(CHECK - 1)
        assert scene.poller.follows_feed


async def test_news_that_come_while_a_poll_is_under_way_are_not_lost() -> None:
    async with listening() as scene:
        scene.server.gate = asyncio.Event()
        scene.poller.wake()
        await until(lambda: scene.server.open_lists == 1)
        for number in (20, 21, 22):
            scene.server.begin(number)
            await settle()
        scene.server.delete(sid(21))
        await settle()
        scene.server.asked()
        scene.server.gate.set()
        await settle()
        assert scene.is_true
        assert scene.server.asked() == [("one", sid(20)), ("one", sid(22))]


async def test_the_pace_is_slow_while_the_feed_is_followed_unless_the_interval_is_slower() -> None:
    async with listening() as scene:
        assert (scene.poller.pace, scene.poller.interval) == (CHECK, 10.0)
        scene.poller.interval = 300.0
        assert scene.poller.pace == 300.0
        await scene.passes(299)
        assert scene.server.asked() == []
        await scene.passes(1)
        assert scene.server.asked() == [scene.window]
    assert not scene.poller.follows_feed
    assert Scene(interval=15.0).poller.pace == 15.0

"""A feed that fails, keeps silent or has forgotten: nothing stays missed, and it is tried again."""

from __future__ import annotations

import asyncio

import msgspec
import pytest

from tests.monitor.living import sid
from tests.monitor.stage import listening
from tests.monitor.test_poller import settle, until
from vbo_tui.errors import ServerFault, Unreachable
from vbo_tui.monitor.feed import HOLD, TIME_TO_TELL
from vbo_tui.monitor.poller import CHECK, DEAF_AGAIN, FEED_AGAIN, PollFailed
from vbo_tui.monitor.reading import WHOLE_EVERY


async def test_a_feed_that_forgot_what_changed_leads_to_a_whole_reading_and_is_begun_again_later() -> None:
    async with listening() as scene:
        del scene.server.sessions[sid(4)]
        scene.server.outdate()
        await settle()
        assert not scene.poller.follows_feed
        assert scene.server.log == [("list", None)]
        assert scene.is_true
        assert await scene.seconds_until(lambda: scene.poller.follows_feed) == FEED_AGAIN
        scene.server.asked()
        scene.server.delete(sid(3))
        await settle()
        assert scene.is_true
        assert scene.server.asked() == []


async def test_while_the_feed_is_gone_the_server_is_asked_at_the_interval() -> None:
    async with listening() as scene:
        scene.server.fail_feed(ServerFault("500"))
        await settle()
        assert scene.poller.pace == 10.0
        assert scene.server.asked() == [("list", None)]
        for _ in range(3):
            await scene.passes(9)
            assert scene.server.asked() == []
            await scene.passes(1)
            assert scene.server.asked() == [scene.window]
        assert not any(isinstance(update, PollFailed) for update in scene.seen)


async def test_a_feed_that_goes_on_failing_is_tried_again_now_and_then() -> None:
    async with listening() as scene:
        scene.server.fail_feed(ServerFault("500"))
        await settle()
        await scene.passes(FEED_AGAIN - 1)
        assert scene.feeds_begun == 0
        await scene.passes(1)
        assert scene.feeds_begun == 1
        await scene.passes(FEED_AGAIN - 1)
        assert scene.feeds_begun == 1
        scene.server.fail_feed(None)
        await scene.passes(1)
        assert scene.feeds_begun == 2
        assert scene.poller.follows_feed


async def test_a_lost_connection_leads_to_a_whole_reading_and_to_the_feed_at_once() -> None:
    async with listening() as scene:
        scene.server.lose(Unreachable("connection reset"))
        await settle()
        assert scene.poller.follows_feed, "a lost connection is tried once more"
        await scene.passes(1)
        assert isinstance(scene.seen[-1], PollFailed)
        assert (scene.poller.follows_feed, scene.poller.pace) == (False, 10.0)
        scene.server.delete(sid(4))
        scene.server.lose(None)
        scene.server.asked()
        assert await scene.seconds_until(lambda: scene.poller.follows_feed) == 5
        assert scene.is_true
        assert scene.server.asked() == [("list", None)]


async def test_a_poll_that_fails_while_the_feed_goes_on_ends_the_feed_and_begins_it_again() -> None:
    async with listening() as scene:
        scene.server.breaks[0] = Unreachable("connection reset")
        await scene.passes(CHECK)
        assert isinstance(scene.seen[-1], PollFailed)
        assert not scene.poller.follows_feed
        scene.server.asked()
        assert await scene.seconds_until(lambda: scene.poller.follows_feed) == 5
        assert scene.server.asked() == [("list", None)]


async def test_news_told_before_a_poll_failed_do_not_take_the_place_of_the_whole_reading() -> None:
    async with listening() as scene:
        scene.server.gate = asyncio.Event()
        scene.server.breaks[0] = Unreachable("connection reset")
        scene.poller.wake()
        await until(lambda: scene.server.open_lists == 1)
        scene.server.begin(20)
        await settle()
        scene.server.gate.set()
        await settle()
        assert isinstance(scene.seen[-1], PollFailed)
        scene.server.asked()
        await scene.passes(5)
        assert scene.server.asked() == [("list", None)]


async def test_news_whose_request_fails_are_not_lost() -> None:
    async with listening() as scene:
        scene.server.refused[sid(5)] = Unreachable("connection reset")
        scene.server.change(sid(5), details="7 items")
        await settle()
        assert isinstance(scene.seen[-1], PollFailed)
        scene.server.refused.clear()
        await scene.passes(5)
        assert scene.is_true


async def test_a_deaf_feed_is_found_out_by_what_the_poll_sees() -> None:
    async with listening() as scene:
        scene.server.deaf = True
        scene.server.begin(20)
        scene.server.delete(sid(4))
        assert await scene.seconds_until(lambda: sid(20) in scene.poller.last.sessions) == CHECK
        assert scene.poller.follows_feed
        late = await scene.seconds_until(lambda: not scene.poller.follows_feed)
        assert TIME_TO_TELL <= late <= TIME_TO_TELL + HOLD
        await settle()
        assert scene.poller.pace == 10.0
        assert scene.is_true
        scene.server.deaf = False
        await scene.passes(DEAF_AGAIN - 1)
        assert not scene.poller.follows_feed, "it has lost its credit"
        await scene.passes(CHECK)
        assert scene.poller.follows_feed
        assert scene.feeds_begun == 1


async def test_a_feed_that_told_of_a_session_once_and_then_no_more_is_deaf() -> None:
    async with listening() as scene:
        scene.server.change(sid(1), details="7 items")
        await settle()
        scene.server.deaf = True
        scene.server.change(sid(1), details="8 items")
        await scene.passes(CHECK)
        assert scene.is_true
        await scene.passes(TIME_TO_TELL + HOLD)
        assert not scene.poller.follows_feed


@pytest.mark.parametrize("says_etags", [True, False])
async def test_a_change_that_is_none_of_the_etag_does_not_count_against_the_feed(says_etags: bool) -> None:
    async with listening() as scene:
        session = scene.server.sessions[sid(1)]
        etag = session.etag if says_etags else None
        scene.server.sessions[sid(1)] = msgspec.structs.replace(session, details="7 items", etag=etag)
        await scene.passes(CHECK)
        assert scene.is_true
        await scene.passes(CHECK - 1)
        assert scene.poller.follows_feed


@pytest.mark.parametrize("is_deleted", [False, True])
async def test_a_feed_that_tells_a_little_late_is_not_deaf(is_deleted: bool) -> None:
    async with listening() as scene:
        scene.server.deaf = True
        scene.server.begin(20)
        await scene.passes(CHECK)
        assert scene.is_true
        scene.server.deaf = False
        await scene.passes(20)
        if is_deleted:
            scene.server.delete(sid(20))
        else:
            scene.server.repeat(sid(20))
        await scene.passes(35)
        assert scene.poller.follows_feed
        assert scene.feeds_begun == 0


async def test_a_feed_that_tells_before_the_poll_sees_is_not_deaf() -> None:
    async with listening() as scene:
        scene.server.gate = asyncio.Event()
        await scene.passes(CHECK)
        assert scene.server.open_lists == 1
        scene.server.change(sid(1), details="7 items")
        await settle()
        scene.server.gate.set()
        await settle()
        assert scene.is_true
        assert scene.server.asked() == [scene.window]
        await scene.passes(CHECK - 1)
        assert scene.poller.follows_feed


async def test_what_came_before_the_feed_was_heard_is_asked_for_and_does_not_count_against_it() -> None:
    async with listening() as scene:
        scene.server.fail_feed(ServerFault("500"))
        await scene.passes(FEED_AGAIN - 1)
        scene.server.fail_feed(None)
        scene.server.gate = asyncio.Event()
        await scene.passes(1)
        assert scene.server.open_lists == 1
        window = scene.window
        scene.server.begin(20)
        scene.server.asked()
        scene.server.gate.set()
        await settle()
        assert scene.is_true
        assert scene.server.asked() == [window]
        await scene.passes(CHECK - 1)
        assert scene.poller.follows_feed


async def test_what_only_a_whole_reading_shows_does_not_count_against_the_feed() -> None:
    async with listening() as scene:
        scene.server.deaf = True
        scene.server.change(sid(5), details="7 items")
        scene.server.deaf = False
        assert await scene.seconds_until(lambda: scene.is_true) == WHOLE_EVERY
        await scene.passes(CHECK - 1)
        assert scene.poller.follows_feed

"""How often the feed is asked, and how soon it is tried again: never in a hurry, never for nothing."""

from __future__ import annotations

import pytest

from tests.monitor.living import sid
from tests.monitor.stage import Scene, listening
from tests.monitor.test_poller import running, settle
from vbo_tui.errors import ServerFault, Throttled, Unreachable
from vbo_tui.monitor.feed import AGAIN, APART, BURST
from vbo_tui.monitor.poller import FEED_AGAIN, FEED_AGAIN_AT_MOST, FEED_IS_GOOD, MOST_NEWS, PollFailed
from vbo_tui.monitor.reading import WHOLE_APART, WHOLE_EVERY


async def test_a_feed_that_does_not_wait_for_news_is_not_asked_without_a_pause() -> None:
    async with listening() as scene:
        scene.server.hasty = True
        scene.server.tell_something_else()
        for _ in range(10):
            await settle()
        assert len(scene.server.log) <= BURST + 2
        scene.server.log.clear()
        await scene.passes(10)
        assert len(scene.server.log) <= 10 / APART + 1
        scene.server.begin(20)
        await scene.passes(1)
        assert scene.is_true


async def test_a_feed_that_waits_for_news_again_is_asked_at_once_again() -> None:
    async with listening() as scene:
        scene.server.hasty = True
        scene.server.tell_something_else()
        await scene.passes(5)
        scene.server.hasty = False
        await scene.passes(5)
        for number in range(20, 20 + BURST):
            scene.server.begin(number)
            await settle()
            assert scene.is_true


async def test_a_connection_lost_for_a_moment_does_not_end_the_feed() -> None:
    async with listening() as scene:
        scene.server.fail_feed(Unreachable("connection reset"))
        await settle()
        scene.server.fail_feed(None)
        scene.server.change(sid(5), details="7 items")
        await scene.passes(AGAIN)
        assert scene.is_true
        assert scene.server.asked() == [("one", sid(5))]
        assert scene.poller.follows_feed


async def test_a_connection_lost_for_longer_ends_the_feed() -> None:
    async with listening() as scene:
        scene.server.fail_feed(Unreachable("connection reset"))
        await scene.passes(AGAIN)
        assert not scene.poller.follows_feed
        assert scene.server.asked() == [("list", None)]


async def test_a_feed_that_fails_soon_again_and_again_is_tried_more_and_more_seldom() -> None:
    async with listening() as scene:
        waits = [await _fail(scene, after=30) for _ in range(5)]
        assert waits == [FEED_AGAIN, 2 * FEED_AGAIN, 4 * FEED_AGAIN, FEED_AGAIN_AT_MOST, FEED_AGAIN_AT_MOST]
        assert await _fail(scene, after=FEED_IS_GOOD) == FEED_AGAIN


async def test_a_pause_that_the_server_asks_for_is_kept_by_the_feed() -> None:
    async with listening(interval=50) as scene:
        scene.server.fail_feed(Throttled("later", retry_after=500))
        await settle()
        assert not scene.poller.follows_feed
        scene.server.asked()
        await scene.passes(499)
        assert scene.feeds_begun == 0
        await scene.passes(1)
        assert scene.feeds_begun == 1
        await scene.passes(499)
        assert scene.feeds_begun == 1
        scene.server.fail_feed(None)
        await scene.passes(1)
        assert scene.poller.follows_feed


async def test_what_was_missed_again_and_again_does_not_lead_to_one_whole_reading_after_the_other() -> None:
    async with listening() as scene:
        first, most = WHOLE_APART
        _flood(scene, 1000)
        await settle()
        assert scene.is_true
        for number in range(7):
            scene.server.log.clear()
            _flood(scene, 2000 + 1000 * number)
            waited = await scene.seconds_until(lambda: ("list", None) in scene.server.log)
            assert waited == min(first * 2**number, most)
            assert scene.is_true
            assert scene.poller.follows_feed


async def test_after_a_whole_reading_that_was_due_anyway_the_next_one_does_not_wait() -> None:
    async with listening() as scene:
        for number in range(3):
            _flood(scene, 1000 * (1 + number))
            await scene.seconds_until(lambda: scene.is_true)
        await scene.passes(WHOLE_EVERY)
        _flood(scene, 9000)
        await settle()
        assert scene.is_true


async def test_the_users_wish_does_not_wait_for_that() -> None:
    async with listening() as scene:
        for number in range(3):
            _flood(scene, 1000 * (1 + number))
            await settle()
        assert not scene.is_true
        scene.poller.wake()
        await settle()
        assert scene.is_true


@pytest.mark.parametrize("error", [Unreachable("refused"), Throttled("later", retry_after=5)])
async def test_a_server_that_cannot_be_met_is_a_failed_poll(error: Unreachable | Throttled) -> None:
    scene = Scene()
    scene.server.lose(error)
    async with running(scene.poller) as seen:
        await settle()
        assert isinstance(seen[0], PollFailed)
        assert scene.server.log == []
        scene.server.lose(None)
        await scene.passes(5)
        assert scene.is_true
        assert scene.poller.follows_feed


async def _fail(scene: Scene, *, after: float) -> int:
    """Let a followed feed fail after some time; return the seconds until it is followed again."""
    await scene.passes(after)
    assert scene.poller.follows_feed
    scene.server.fail_feed(ServerFault("500"))
    await settle()
    assert not scene.poller.follows_feed
    scene.server.fail_feed(None)
    return await scene.seconds_until(lambda: scene.poller.follows_feed)


def _flood(scene: Scene, first: int) -> None:
    for number in range(MOST_NEWS + 1):
        scene.server.begin(first + number, state="Stopped")
        scene.server.change(sid(first + number), details="7 items")
    for number in range(1, 6):
        scene.server.change(sid(number), details=f"{first} items")

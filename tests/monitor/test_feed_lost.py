"""A feed that fails, keeps silent or has forgotten: nothing stays missed, and it is tried again."""

from __future__ import annotations

import asyncio

import pytest

from tests.monitor.living import TELLING, LivingServer, sid
from tests.monitor.metronome import Metronome
from tests.monitor.stage import Scene, listening
from tests.monitor.test_poller import settle, until
from vbo_tui.errors import ServerFault, Unreachable
from vbo_tui.model.change import Changes
from vbo_tui.monitor.feed import HOLD, TIME_TO_TELL
from vbo_tui.monitor.poller import CHECK, FEED_AGAIN, Poller, PollFailed
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
        assert isinstance(scene.seen[-1], PollFailed)
        assert (scene.poller.follows_feed, scene.poller.pace) == (False, 10.0)
        scene.server.delete(sid(4))
        scene.server.lose(None)
        scene.server.asked()
        assert await scene.seconds_until(lambda: scene.poller.follows_feed) == 5
        assert scene.is_true
        window = scene.window
        assert scene.server.asked() == [("list", None), window]


async def test_a_poll_that_fails_while_the_feed_goes_on_ends_the_feed_and_begins_it_again() -> None:
    async with listening() as scene:
        scene.server.breaks[0] = Unreachable("connection reset")
        await scene.passes(CHECK)
        assert isinstance(scene.seen[-1], PollFailed)
        assert not scene.poller.follows_feed
        scene.server.asked()
        assert await scene.seconds_until(lambda: scene.poller.follows_feed) == 5
        assert scene.server.asked() == [("list", None), scene.window]


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
        assert await scene.seconds_until(lambda: scene.poller.follows_feed) == FEED_AGAIN


async def test_a_feed_that_tells_a_little_late_is_not_deaf() -> None:
    async with listening() as scene:
        scene.server.deaf = True
        scene.server.begin(20)
        await scene.passes(CHECK)
        scene.server.deaf = False
        await scene.passes(20)
        scene.server.repeat(sid(20))
        await scene.passes(35)
        assert scene.poller.follows_feed
        assert scene.feeds_begun == 0


async def test_a_feed_that_tells_before_the_poll_sees_is_not_deaf() -> None:
    async with listening() as scene:
        for number in range(20, 24):
            scene.server.begin(number)
            scene.poller.wake()
            await scene.passes(CHECK)
        assert scene.poller.follows_feed
        assert scene.feeds_begun == 0


async def test_what_came_before_the_feed_was_heard_does_not_count_against_it() -> None:
    scene = Scene()
    hold = asyncio.Event()

    async def read() -> None:
        async for update in scene.poller.updates():
            scene.seen.append(update)
            await hold.wait()

    task = asyncio.create_task(read())
    await until(lambda: len(scene.seen) == 1)
    scene.server.begin(20)
    hold.set()
    await until(lambda: scene.is_true)
    await scene.passes(CHECK - 1)
    assert scene.poller.follows_feed
    task.cancel()
    await until(task.done)


async def test_what_only_a_whole_reading_shows_does_not_count_against_the_feed() -> None:
    async with listening() as scene:
        scene.server.deaf = True
        scene.server.change(sid(5), details="7 items")
        scene.server.deaf = False
        assert await scene.seconds_until(lambda: scene.is_true) == WHOLE_EVERY
        await scene.passes(CHECK - 1)
        assert scene.poller.follows_feed


async def test_a_bug_in_the_feed_is_not_taken_for_a_failure() -> None:
    scene = Scene()
    updates = scene.poller.updates()
    for _ in range(2):
        await anext(updates)
    waiting = asyncio.ensure_future(anext(updates))
    await settle()
    scene.server.fail_feed(ZeroDivisionError())
    await settle()
    with pytest.raises(ZeroDivisionError):
        await waiting


async def test_closing_the_updates_on_the_way_closes_the_list_that_is_being_read() -> None:
    scene, before = Scene(), asyncio.all_tasks()
    scene.server.page = 2
    updates = scene.poller.updates()
    await anext(updates)
    assert scene.server.open_lists == 1
    await updates.aclose()
    assert scene.server.open_lists == 0
    assert asyncio.all_tasks() == before


class Clinging(LivingServer):
    """Takes its time to give up a request to the feed."""

    clings = False

    async def changes(self, after: str, wait: float) -> Changes:
        try:
            return await super().changes(after, wait)
        except asyncio.CancelledError:
            self.clings = True
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            raise


async def test_the_loop_ends_when_it_is_cancelled_while_it_stops_the_feed() -> None:
    clock = Metronome()
    server = Clinging(clock, TELLING)
    poller = Poller(server, interval=10, clock=clock, chance=lambda: 0.5)

    async def read() -> None:
        async for _ in poller.updates():
            pass

    task = asyncio.create_task(read())
    await until(lambda: poller.follows_feed)
    await settle()
    server.breaks[0] = Unreachable("connection reset")
    poller.wake()
    await until(lambda: server.clings)
    task.cancel()
    await until(task.done)
    assert task.cancelled()

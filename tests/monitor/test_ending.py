"""The loop is left, or a bug ends it: nothing goes on behind it, and nothing is swallowed."""

from __future__ import annotations

import asyncio

import pytest

from tests.monitor.living import TELLING, LivingServer
from tests.monitor.metronome import Metronome
from tests.monitor.stage import Scene
from tests.monitor.test_poller import settle, until
from vbo_tui.errors import Unreachable
from vbo_tui.model.change import Changes
from vbo_tui.monitor.poller import Poller


async def test_closing_the_updates_leaves_nothing_behind() -> None:
    scene, before = Scene(), asyncio.all_tasks()
    updates = scene.poller.updates()
    await anext(updates)
    await settle()
    assert scene.poller.follows_feed
    assert asyncio.all_tasks() != before
    await updates.aclose()
    assert asyncio.all_tasks() == before
    assert scene.clock.waits == []


async def test_cancelling_whoever_waits_for_updates_leaves_nothing_behind() -> None:
    scene, before = Scene(), asyncio.all_tasks()
    updates = scene.poller.updates()
    await anext(updates)
    waiting = asyncio.ensure_future(anext(updates))
    await settle()
    assert scene.poller.follows_feed
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert asyncio.all_tasks() == before
    assert scene.clock.waits == []


async def test_a_bug_in_the_feed_is_not_taken_for_a_failure() -> None:
    scene = Scene()
    updates = scene.poller.updates()
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

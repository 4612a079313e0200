"""Sessions asked for one by one: what one of them answers costs no other."""

from __future__ import annotations

import pytest

from tests.monitor.living import FILTERING, PAGED, TELLING, UNPAGED, sid
from tests.monitor.stage import Stage, listening
from tests.monitor.test_poller import settle
from tests.monitor.test_reading import ended
from vbo_tui.errors import NotAllowed, ServerFault
from vbo_tui.model.capabilities import Capabilities
from vbo_tui.model.links import Link
from vbo_tui.monitor.poller import CHECK
from vbo_tui.monitor.reading import WHOLE_EVERY


async def test_a_session_that_the_account_may_not_see_any_more_stays_and_is_named() -> None:
    stage = Stage(FILTERING)
    ended(stage, 12)
    running = [stage.server.begin(20 + number, ago=86_400.0) for number in range(2)]
    await stage.known()
    stage.server.refused[running[0]] = NotAllowed("403")
    stage.server.end(running[1])
    for _ in range(2):
        (step,) = await stage.poll(after=10)
        assert step.snapshot.unreadable == (
            f"{running[0]}: the server does not let this account see it any more",
        )
        assert stage.held == stage.server.sessions


async def test_another_session_than_the_one_asked_for_is_not_taken_over() -> None:
    stage = Stage(FILTERING)
    ended(stage, 12)
    running = stage.server.begin(20, ago=86_400.0)
    await stage.known()
    stage.server.change(sid(9), details="7 items")
    stage.server.mistaken[running] = sid(9)
    (step,) = await stage.poll(after=10)
    assert step.snapshot.unreadable == (f"{running}: the server answered with something else",)
    assert not step.delta


async def test_where_most_sessions_would_be_asked_for_one_by_one_the_whole_list_is_read() -> None:
    stage = Stage(PAGED, page=100)
    ended(stage, 5)
    for number in range(20, 26):
        stage.server.begin(number, ago=86_400.0)
    await stage.known()
    stage.server.page = 2
    await stage.poll(after=10)
    assert stage.server.asked() == [("list", None), *(("page", number) for number in range(1, 6))]
    stage.server.end(sid(20))
    await stage.poll(after=10)
    stage.server.asked()
    await stage.poll(after=10)
    assert stage.server.asked() == [("list", None), *(("one", sid(number)) for number in range(21, 26))]


async def test_a_session_of_another_account_is_asked_for_once_however_often_it_is_told_of() -> None:
    async with listening() as scene:
        scene.server.refused[sid(20)] = NotAllowed("403")
        for etag in range(100, 105):
            scene.server.tell(sid(20), etag)
            await settle()
        assert scene.server.asked() == [("one", sid(20))]
        assert scene.is_true
        assert scene.poller.last.unreadable == ()


async def test_a_session_that_the_account_may_see_again_is_read_when_it_is_told_of() -> None:
    async with listening() as scene:
        scene.server.refused[sid(5)] = NotAllowed("403")
        scene.server.change(sid(5), details="7 items")
        await settle()
        scene.server.refused.clear()
        scene.server.change(sid(5), details="8 items")
        await settle()
        assert scene.is_true


async def test_a_session_told_of_that_cannot_be_read_is_asked_for_by_the_next_poll() -> None:
    async with listening() as scene:
        scene.server.refused[sid(5)] = ServerFault("500")
        scene.server.change(sid(5), details="7 items")
        scene.server.begin(20)
        await settle()
        assert sid(20) in scene.poller.last.sessions
        assert list(scene.poller.last.unreadable) == [f"{sid(5)}: 500"]
        scene.server.refused.clear()
        scene.server.asked()
        window = scene.window
        await scene.passes(CHECK)
        assert scene.server.asked() == [window, ("one", sid(5))]
        assert scene.is_true
        assert scene.poller.last.unreadable == ()
        await scene.passes(CHECK)
        assert scene.server.asked() == [window]
        assert scene.poller.follows_feed, "it had told of the session"


async def test_a_session_that_goes_on_being_unreadable_is_asked_for_until_the_whole_list_is_read() -> None:
    async with listening() as scene:
        scene.server.refused[sid(5)] = ServerFault("500")
        scene.server.change(sid(5), details="7 items")
        for _ in range(3):
            await scene.passes(CHECK)
            assert scene.server.asked()[-1] == ("one", sid(5))
            assert list(scene.poller.last.unreadable) == [f"{sid(5)}: 500"]
        scene.poller.wake()
        await settle()
        assert scene.is_true
        assert scene.poller.last.unreadable == ()
        scene.server.asked()
        await scene.passes(CHECK)
        assert scene.server.asked() == [scene.window]


async def test_a_session_told_of_without_its_state_does_not_count_against_the_feed() -> None:
    async with listening() as scene:
        scene.server.refused[sid(5)] = ServerFault("500")
        scene.server.deaf = True
        scene.server.change(sid(5), details="7 items")
        scene.server.deaf = False
        scene.server.tell(sid(5), None)
        await settle()
        scene.server.refused.clear()
        await scene.passes(2 * CHECK)
        assert scene.is_true
        assert scene.poller.follows_feed


@pytest.mark.parametrize("able", [UNPAGED, FILTERING])
async def test_links_that_are_written_in_another_way_are_no_news(able: Capabilities) -> None:
    stage = Stage(able)
    ended(stage, 3)
    await stage.known()
    before = stage.held
    stage.server.change(sid(1), link_forms=(Link("self", "https://other/"),))
    for after in (10, WHOLE_EVERY):
        (step,) = await stage.poll(after=after)
        assert not step.delta
        assert stage.held == before
    stage.server.change(sid(1), details="7 items")
    (step,) = await stage.poll(after=10)
    assert stage.held == stage.server.sessions


async def test_links_written_in_another_way_are_news_where_the_session_is_said_to_have_changed() -> None:
    stage = Stage(TELLING)
    ended(stage, 3)
    await stage.known()
    stage.server.change(sid(1), link_forms=(Link("events", "https://other/"),))
    await stage.poll(after=10)
    assert stage.held == stage.server.sessions

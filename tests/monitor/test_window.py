"""A profile's window: how far back sessions are of interest."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.monitor.living import FILTERING, PAGED, TELLING, UNPAGED, sid
from tests.monitor.stage import Stage
from tests.monitor.test_reading import ended
from vbo_tui.errors import ServerFault
from vbo_tui.model.capabilities import Capabilities
from vbo_tui.monitor.reading import WHOLE_EVERY

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
ALL = (UNPAGED, PAGED, FILTERING, TELLING)


@pytest.mark.parametrize("able", [FILTERING, TELLING])
async def test_a_server_that_filters_is_asked_for_the_window_alone(able: Capabilities) -> None:
    stage = Stage(able, window=DAY)
    await stage.poll()
    start = stage.clock.now() - DAY
    assert stage.server.asked() == [("list", start)]
    assert stage.server.lists == [(start, False)]
    await stage.poll(after=WHOLE_EVERY)
    later = start + timedelta(seconds=WHOLE_EVERY)
    assert stage.server.asked() == [("list", later)]


@pytest.mark.parametrize("able", ALL)
async def test_what_was_over_before_the_window_is_not_shown(able: Capabilities) -> None:
    stage = Stage(able, window=HOUR)
    stage.server.begin(1, ago=3700.0, state="Stopped")
    stage.server.begin(2, ago=3500.0, state="Stopped")
    steps = await stage.poll()
    assert list(stage.held) == [sid(2)]
    assert [[session.id for session in step.delta.added] for step in steps] == [[sid(2)]]


@pytest.mark.parametrize("able", ALL)
async def test_nothing_out_of_the_window_is_shown_on_the_way_either(able: Capabilities) -> None:
    stage = Stage(able, window=timedelta(minutes=7, seconds=30))
    ended(stage, 12)
    for step in await stage.poll():
        assert set(step.snapshot.sessions) <= {sid(number) for number in range(1, 8)}
    assert len(stage.held) == 7


@pytest.mark.parametrize("able", ALL)
async def test_sessions_slide_out_of_the_window_as_time_passes(able: Capabilities) -> None:
    stage = Stage(able, window=HOUR)
    stage.server.begin(1, ago=3590.0, state="Stopped")
    stage.server.begin(2, ago=3570.0, state="Stopped")
    await stage.poll()
    assert set(stage.held) == {sid(1), sid(2)}
    (step,) = await stage.poll(after=20)
    assert step.delta.removed == (sid(1),)
    assert set(stage.held) == {sid(2)}
    await stage.poll(after=20)
    assert stage.held == {}


@pytest.mark.parametrize("able", ALL)
async def test_a_session_that_works_stays_though_it_started_before_the_window(able: Capabilities) -> None:
    stage = Stage(able, window=HOUR)
    running = stage.server.begin(1, ago=3000.0)
    await stage.known()
    for after in (10, WHOLE_EVERY, 10, WHOLE_EVERY):
        stage.server.change(running, details=f"{stage.clock.seconds()} items")
        await stage.poll(after=after)
        assert stage.held == stage.server.sessions
    stage.server.end(running)
    await stage.poll(after=10)
    assert stage.held == stage.server.sessions
    assert not stage.held[running].is_working


@pytest.mark.parametrize("able", ALL)
async def test_a_session_that_ended_in_the_window_stays_until_its_end_slides_out(able: Capabilities) -> None:
    stage = Stage(able, window=HOUR)
    running = stage.server.begin(1, ago=3000.0)
    await stage.known()
    await stage.poll(after=WHOLE_EVERY)
    stage.server.end(running)
    for after in (10, WHOLE_EVERY, WHOLE_EVERY, WHOLE_EVERY, 880):
        await stage.poll(after=after)
        assert stage.held == stage.server.sessions
    await stage.poll(after=20)
    assert stage.held == {}


@pytest.mark.parametrize("able", ALL)
async def test_a_session_from_before_the_window_that_was_deleted_goes(able: Capabilities) -> None:
    stage = Stage(able, window=HOUR)
    running = stage.server.begin(1, ago=3000.0)
    await stage.known()
    stage.server.delete(running)
    await stage.poll(after=WHOLE_EVERY)
    assert stage.held == {}
    assert stage.server.asked()[1:] == ([("one", running)] if able.filters_start else [])


async def test_a_session_from_before_the_window_that_cannot_be_read_stays_and_is_named() -> None:
    stage = Stage(FILTERING, window=HOUR)
    running = stage.server.begin(1, ago=3000.0)
    await stage.known()
    stage.server.refused[running] = ServerFault("500: no database")
    (step,) = await stage.poll(after=WHOLE_EVERY)
    assert step.snapshot.unreadable == (f"{running}: 500: no database",)
    assert stage.held == stage.server.sessions
    stage.server.refused.clear()
    stage.server.end(running)
    await stage.poll(after=10)
    assert stage.held == stage.server.sessions


async def test_a_session_that_ended_in_the_window_but_started_before_it_comes_where_the_server_can_tell() -> (
    None
):
    stage = Stage(TELLING, window=HOUR)
    early = stage.server.begin(1, ago=7200.0)
    stage.server.end(early, ago=1800.0)
    await stage.known()
    await stage.poll(after=WHOLE_EVERY)
    assert stage.held == stage.server.sessions
    assert stage.server.asked() == [("list", stage.clock.now() - HOUR)]


async def test_what_has_slid_out_of_the_window_is_not_asked_for() -> None:
    stage = Stage(FILTERING, window=HOUR)
    stage.server.begin(1, ago=3000.0, state="Stopped")
    await stage.known()
    await stage.poll(after=WHOLE_EVERY)
    assert stage.held == {}
    assert stage.server.asked() == [("list", stage.clock.now() - HOUR)]


async def test_without_a_filter_the_head_is_enough_though_little_of_it_is_in_the_window() -> None:
    stage = Stage(PAGED, window=timedelta(minutes=2, seconds=30))
    ended(stage, 30)
    await stage.poll()
    assert list(stage.held) == [sid(1), sid(2)]
    stage.server.asked()
    await stage.poll(after=10)
    assert stage.server.asked() == [("list", None)]


@pytest.mark.parametrize("able", ALL)
@pytest.mark.parametrize("lead", [-7200, -1800, 1800, 7200])
async def test_the_window_is_one_of_the_servers_clock(able: Capabilities, lead: int) -> None:
    stage = Stage(able, window=HOUR)
    stage.server.lead = timedelta(seconds=lead)
    for number, age in enumerate((1000, 3500, 3700), start=1):
        stage.server.begin(number, ago=age - lead, state="Stopped")
    await stage.poll()
    await stage.poll(after=10)
    assert list(stage.held) == [sid(1), sid(2)]
    stage.server.asked()
    await stage.poll(after=WHOLE_EVERY)
    start = stage.clock.now() + stage.server.lead - HOUR
    assert stage.server.asked()[0] == ("list", start)

"""What the reader makes of answers that lack something, or are refused."""

from __future__ import annotations

from copy import copy
from datetime import timedelta

import pytest

from tests.monitor.living import FILTERING, PAGED, TELLING, UNPAGED, sid
from tests.monitor.stage import Stage
from tests.monitor.test_reading import ended
from vbo_tui.errors import ApiError, BadPayload, ServerFault, SignInRefused, Throttled, Unreachable
from vbo_tui.model.capabilities import Capabilities
from vbo_tui.monitor.reading import INCOMPLETE_FOR, WHOLE_EVERY
from vbo_tui.monitor.single import AT_ONCE


async def test_a_working_session_that_is_not_there_any_more_goes() -> None:
    stage = Stage(FILTERING)
    ended(stage, 12)
    running = stage.server.begin(20, ago=86_400.0)
    await stage.known()
    stage.server.delete(running)
    (step,) = await stage.poll(after=10)
    assert step.delta.removed == (running,)
    stage.server.asked()
    await stage.poll(after=10)
    assert stage.server.asked() == [("list", stage.window(sid(1)))]


@pytest.mark.parametrize("error", [ServerFault("500: no database"), BadPayload("HTML")])
async def test_a_working_session_that_cannot_be_read_stays_and_is_named(error: ApiError) -> None:
    stage = Stage(FILTERING)
    ended(stage, 12)
    running = stage.server.begin(20, ago=86_400.0)
    await stage.known()
    stage.server.refused[running] = error
    stage.server.begin(30)
    (step,) = await stage.poll(after=10)
    assert step.snapshot.unreadable == (f"{running}: {error}",)
    assert stage.held == stage.server.sessions
    stage.server.refused.clear()
    stage.server.end(running)
    (step,) = await stage.poll(after=10)
    assert step.snapshot.unreadable == ()
    assert stage.held == stage.server.sessions


@pytest.mark.parametrize("error", [Throttled("later"), SignInRefused("no"), Unreachable("gone")])
async def test_any_other_refusal_fails_the_poll_and_nothing_is_taken_over(error: ApiError) -> None:
    stage = Stage(FILTERING)
    ended(stage, 12)
    running = [stage.server.begin(20 + number, ago=86_400.0) for number in range(5)]
    await stage.known()
    before = stage.reader.last
    stage.server.begin(30)
    stage.server.refused = dict.fromkeys(running, error)
    with pytest.raises(type(error)):
        await stage.poll(after=10)
    assert stage.reader.last is before


async def test_few_sessions_are_asked_for_at_the_same_time() -> None:
    stage = Stage(FILTERING)
    ended(stage, 12)
    for number in range(10):
        stage.server.begin(20 + number, ago=86_400.0)
    await stage.known()
    await stage.poll(after=10)
    assert stage.server.most_ones_at_once == AT_ONCE


@pytest.mark.parametrize("able", [UNPAGED, PAGED, FILTERING, TELLING])
async def test_an_item_that_cannot_be_read_is_counted_once(able: Capabilities) -> None:
    stage = Stage(able)
    ended(stage, 12)
    stage.server.unreadable = ("id is null", "id is null")
    for after in (0, 10, 10, WHOLE_EVERY, 10):
        *_, step = await stage.poll(after=after)
        assert step.snapshot.unreadable == ("id is null", "id is null")


@pytest.mark.parametrize("able", [PAGED, FILTERING])
async def test_a_new_item_that_cannot_be_read_is_named(able: Capabilities) -> None:
    stage = Stage(able)
    ended(stage, 12)
    await stage.known()
    stage.server.unreadable = ("id is null",)
    (step,) = await stage.poll(after=10)
    assert step.snapshot.unreadable == ("id is null",)


async def test_an_item_that_could_not_be_read_is_named_until_the_whole_list_says_otherwise() -> None:
    stage = Stage(FILTERING)
    ended(stage, 12)
    stage.server.unreadable = ("id is null",)
    await stage.poll()
    stage.server.unreadable = ()
    (step,) = await stage.poll(after=10)
    assert step.snapshot.unreadable == ("id is null",)
    (step,) = await stage.poll(after=WHOLE_EVERY)
    assert step.snapshot.unreadable == ()


async def test_newest_sessions_that_could_not_all_be_read_are_named_and_the_whole_list_is_read_soon() -> None:
    stage = Stage(FILTERING)
    ended(stage, 12)
    await stage.known()
    stage.server.incomplete = "the list kept moving"
    (step,) = await stage.poll(after=10)
    assert step.snapshot.incomplete == "the list kept moving"
    await stage.poll(after=INCOMPLETE_FOR - 1)
    stage.server.incomplete = ""
    stage.server.asked()
    (step,) = await stage.poll(after=1)
    assert stage.server.asked()[0] == ("list", None)
    assert step.snapshot.incomplete == ""


@pytest.mark.parametrize(("lead", "skew"), [(0, 0), (4.9, 0), (-4.9, 0), (3600.4, 3600), (-90, -90)])
async def test_the_lead_of_the_servers_clock_is_told_when_it_is_worth_knowing(lead: float, skew: int) -> None:
    stage = Stage(FILTERING)
    stage.server.lead = timedelta(seconds=lead)
    await stage.poll()
    assert stage.reader.last.skew == timedelta(seconds=skew)


async def test_the_lead_of_the_servers_clock_does_not_jitter() -> None:
    stage = Stage(FILTERING)
    ended(stage, 3)
    for lead, told in ((100, 100), (103, 100), (96, 100), (None, 100), (106, 106), (1, 0)):
        stage.server.lead = None if lead is None else timedelta(seconds=lead)
        await stage.poll(after=10)
        assert stage.reader.last.skew == timedelta(seconds=told)


async def test_unchanged_sessions_keep_their_very_object() -> None:
    stage = Stage(FILTERING)
    ended(stage, 3)
    await stage.known()
    before = stage.held
    stage.server.sessions = {key: copy(session) for key, session in stage.server.sessions.items()}
    stage.server.begin(20)
    await stage.poll(after=10)
    assert set(stage.held) == {sid(20), sid(1), sid(2), sid(3)}
    await stage.poll(after=WHOLE_EVERY)
    assert all(stage.held[key] is before[key] for key in before)
    assert stage.server.sessions[sid(1)] is not before[sid(1)]


async def test_a_session_whose_start_lies_ahead_does_not_hide_those_that_start_now() -> None:
    stage = Stage(FILTERING)
    ended(stage, 3)
    stage.server.begin(20, ago=-3600.0, state="Stopped")
    await stage.known()
    stage.server.begin(21)
    await stage.poll(after=10)
    assert stage.held == stage.server.sessions

"""What the reader asks for, poll by poll, and what it makes of the answers."""

from __future__ import annotations

import pytest

from tests.monitor.living import FILTERING, PAGED, UNPAGED, sid
from tests.monitor.stage import Stage
from vbo_tui.errors import Unreachable
from vbo_tui.model.capabilities import Capabilities
from vbo_tui.monitor.newest import WIDEST
from vbo_tui.monitor.plan import OVERLAP
from vbo_tui.monitor.reading import INCOMPLETE_FOR, ONE_PAGE, WHOLE_EVERY


def ended(stage: Stage, count: int) -> None:
    """Put sessions that have ended on the server: number 1 began a minute ago, 2 two minutes ago ..."""
    for number in range(count, 0, -1):
        stage.server.begin(number, ago=60.0 * number, state="Stopped")


async def test_the_first_reading_shows_what_came_page_by_page_and_ends_complete() -> None:
    stage = Stage(FILTERING)
    ended(stage, 12)
    steps = await stage.poll()
    there = [sid(number) for number in range(1, 13)]
    assert [list(step.snapshot.sessions) for step in steps] == [there[:5], there[:10], there]
    assert [step.snapshot.loading for step in steps] == [True, True, False]
    assert [len(step.delta.added) for step in steps] == [5, 5, 2]
    assert stage.server.asked() == [("list", None), ("page", 1), ("page", 2)]


async def test_a_first_reading_that_breaks_off_keeps_what_came_and_does_not_shrink_when_tried_again() -> None:
    stage = Stage(FILTERING)
    ended(stage, 12)
    stage.server.breaks[2] = Unreachable("connection reset")
    with pytest.raises(Unreachable):
        await stage.poll()
    assert len(stage.held) == 10
    stage.server.delete(sid(3))
    stage.server.begin(13)
    steps = await stage.poll()
    assert [len(step.snapshot.sessions) for step in steps] == [11, 11, 12]
    assert [step.snapshot.loading for step in steps] == [True, True, False]
    assert stage.held == stage.server.sessions


async def test_a_later_reading_of_the_whole_list_without_news_is_one_step() -> None:
    stage = Stage(FILTERING)
    ended(stage, 12)
    await stage.known()
    steps = await stage.poll(after=WHOLE_EVERY)
    assert stage.server.asked() == [("list", None), ("page", 1), ("page", 2)]
    assert [(len(step.snapshot.sessions), len(step.delta)) for step in steps] == [(12, 0)]


async def test_a_later_reading_of_the_whole_list_shows_changes_as_it_meets_them_and_at_its_end_who_went() -> (
    None
):
    stage = Stage(FILTERING)
    ended(stage, 12)
    await stage.known()
    answer = stage.reader.last.answer
    for number in (1, 7, 12):
        stage.server.change(sid(number), details="news")
    stage.server.delete(sid(2))
    steps = await stage.poll(after=WHOLE_EVERY)
    told = [(step.delta.base, [one.id for one in step.delta.changed], step.delta.removed) for step in steps]
    first = told[0][0]
    assert told == [(first, [sid(1)], ()), (first + 1, [sid(7)], ()), (first + 2, [sid(12)], (sid(2),))]
    assert not any(step.snapshot.loading for step in steps)
    assert {step.snapshot.answer for step in steps} == {answer + 1}
    assert stage.held == stage.server.sessions


async def test_a_later_reading_that_breaks_off_keeps_what_it_met_and_lets_nobody_go() -> None:
    stage = Stage(FILTERING)
    ended(stage, 12)
    await stage.known()
    for number in (1, 12):
        stage.server.change(sid(number), details="news")
    stage.server.delete(sid(2))
    stage.server.breaks[2] = Unreachable("connection reset")
    with pytest.raises(Unreachable):
        await stage.poll(after=WHOLE_EVERY)
    assert [stage.held[sid(number)].details for number in (1, 2, 12)] == ["news", "", ""]
    stage.server.breaks.clear()
    await stage.poll()
    assert stage.held == stage.server.sessions


async def test_a_poll_asks_for_the_newest_by_their_start_and_for_old_working_ones_by_id() -> None:
    stage = Stage(FILTERING)
    ended(stage, 12)
    running = [stage.server.begin(20 + number, ago=86_400.0 + number) for number in range(3)]
    await stage.known()
    stage.server.end(running[1])
    stage.server.begin(30)
    (step,) = await stage.poll(after=10)
    assert stage.server.asked() == [("list", stage.window(sid(1))), *(("one", key) for key in running)]
    assert stage.server.lists == [(None, False), (None, True)]
    assert [session.id for session in step.delta.added] == [sid(30)]
    assert [session.id for session in step.delta.changed] == [running[1]]
    assert stage.held == stage.server.sessions
    await stage.poll(after=10)
    assert stage.server.asked() == [("list", stage.window(sid(30))), ("one", running[0]), ("one", running[2])]


async def test_one_that_worked_and_is_missing_from_the_newest_is_looked_for_and_let_go() -> None:
    stage = Stage(FILTERING)
    ended(stage, 12)
    running = [stage.server.begin(20 + number) for number in range(2)]
    await stage.known()
    stage.server.delete(running[0])
    (step,) = await stage.poll(after=10)
    assert stage.server.asked()[1:] == [("one", running[0])]
    assert step.delta.removed == (running[0],)


async def test_of_the_newest_that_were_not_read_to_the_end_nobody_is_missed() -> None:
    stage = Stage(FILTERING)
    stage.server.begin(1)
    await stage.known()
    stage.server.incomplete = "the list ends too early"
    stage.server.delete(sid(1))
    await stage.poll(after=10)
    assert ("one", sid(1)) not in stage.server.asked()


async def test_a_session_that_works_on_is_asked_for_again_and_again() -> None:
    stage = Stage(FILTERING)
    ended(stage, 12)
    running = stage.server.begin(20, ago=86_400.0)
    await stage.known()
    for number in range(3):
        stage.server.change(running, details=f"{number} items")
        await stage.poll(after=10)
        assert stage.server.asked() == [("list", stage.window(sid(1))), ("one", running)]
        assert stage.held == stage.server.sessions


async def test_the_newest_is_found_wherever_the_server_puts_it() -> None:
    stage = Stage(FILTERING, page=1000)
    stage.server.newest_first = False
    ended(stage, WIDEST + 50)
    await stage.known()
    await stage.poll(after=10)
    assert stage.server.asked() == [("list", stage.window(sid(1)))]


async def test_working_sessions_near_the_newest_widen_the_window_where_that_costs_less() -> None:
    stage = Stage(FILTERING)
    ended(stage, 12)
    near = [stage.server.begin(20 + number, ago=90.0 + number) for number in range(2)]
    await stage.known()
    await stage.poll(after=10)
    assert stage.server.asked() == [("list", stage.window(near[1]))]


async def test_a_working_session_far_from_the_newest_does_not_widen_the_window() -> None:
    stage = Stage(FILTERING)
    ended(stage, 12)
    far = stage.server.begin(20, ago=60.0 * 3 + 30)
    await stage.known()
    await stage.poll(after=10)
    assert stage.server.asked() == [("list", stage.window(sid(1))), ("one", far)]


@pytest.mark.parametrize("newest_first", [True, False])
async def test_a_session_that_comes_onto_the_list_late_is_found(newest_first: bool) -> None:
    stage = Stage(FILTERING)
    stage.server.newest_first = newest_first
    ended(stage, 12)
    await stage.known()
    late = stage.server.begin(20, ago=60.0 + OVERLAP.total_seconds(), state="Stopped")
    too_late = stage.server.begin(21, ago=61.0 + OVERLAP.total_seconds(), state="Stopped")
    await stage.poll()
    assert late in stage.held
    assert too_late not in stage.held


async def test_a_server_that_has_no_sessions_yet_is_asked_for_its_newest() -> None:
    stage = Stage(FILTERING)
    await stage.known()
    stage.server.begin(1)
    await stage.poll(after=10)
    assert stage.server.asked() == [("list", None)]
    assert stage.held == stage.server.sessions


async def test_without_a_filter_only_the_head_of_the_list_is_read() -> None:
    stage = Stage(PAGED)
    ended(stage, 12)
    running = stage.server.begin(20, ago=86_400.0)
    stage.server.begin(21, ago=60.0 * 9, state="Stopped")  # at the same time as another one
    await stage.known()
    stage.server.begin(30)
    stage.server.end(running)
    await stage.poll(after=10)
    assert stage.server.asked() == [("list", None), ("page", 1), ("one", running)]
    assert stage.server.lists[-1] == (None, True)
    assert stage.held == stage.server.sessions
    await stage.poll(after=10)
    assert stage.server.asked() == [("list", None)]


async def test_of_more_new_sessions_than_a_page_holds_the_head_is_read_on() -> None:
    stage = Stage(PAGED)
    ended(stage, 12)
    await stage.known()
    for number in range(20, 27):
        stage.server.begin(number)
    await stage.poll(after=10)
    assert stage.server.asked() == [("list", None), ("page", 1), ("page", 2)]
    assert stage.held == stage.server.sessions


@pytest.mark.parametrize("count", [0, 1, 2, 12])
async def test_where_the_newest_are_not_first_the_whole_list_is_read(count: int) -> None:
    stage = Stage(PAGED, page=3)
    stage.server.newest_first = False
    ended(stage, count)
    await stage.known()
    for number in range(20, 28):
        stage.server.begin(number, state="Stopped")
        await stage.poll(after=10)
        assert stage.held == stage.server.sessions


async def test_a_list_without_pages_is_read_as_a_whole() -> None:
    stage = Stage(UNPAGED)
    ended(stage, 12)
    await stage.known()
    stage.server.delete(sid(7))
    (step,) = await stage.poll(after=10)
    assert stage.server.asked() == [("list", None)]
    assert step.delta.removed == (sid(7),)


@pytest.mark.parametrize("able", [FILTERING, PAGED])
async def test_what_was_deleted_goes_when_the_whole_list_is_read_again(able: Capabilities) -> None:
    stage = Stage(able)
    ended(stage, 12)
    await stage.known()
    stage.server.delete(sid(1))
    stage.server.delete(sid(12))
    await stage.poll(after=WHOLE_EVERY - 1)
    assert (len(stage.held), len(stage.server.asked())) == (12, 1)
    (step,) = await stage.poll(after=1)
    assert set(step.delta.removed) == {sid(1), sid(12)}
    assert stage.held == stage.server.sessions
    stage.server.asked()
    await stage.poll(after=WHOLE_EVERY - 1)
    assert len(stage.server.asked()) == 1


@pytest.mark.parametrize(("count", "whole"), [(ONE_PAGE, True), (ONE_PAGE + 1, False)])
async def test_a_wish_reads_a_whole_list_that_is_not_long(count: int, whole: bool) -> None:
    stage = Stage(FILTERING, page=5000)
    ended(stage, count)
    await stage.known()
    stage.server.delete(sid(count))
    await stage.poll(wished=True)
    assert stage.server.asked() == [("list", None if whole else stage.window(sid(1)))]
    assert (sid(count) not in stage.held) is whole


async def test_of_a_list_that_was_not_read_to_its_end_what_is_known_stays_and_it_is_read_again_soon() -> None:
    stage = Stage(FILTERING)
    ended(stage, 12)
    await stage.known()
    missed = stage.server.sessions.pop(sid(12))
    stage.server.incomplete = "the server repeats its pages"
    stage.server.change(sid(11), details="7 items")
    (step,) = await stage.poll(after=WHOLE_EVERY)
    assert step.snapshot.incomplete == "the server repeats its pages"
    assert stage.held == {**stage.server.sessions, missed.id: missed}
    stage.server.asked()
    stage.server.sessions[sid(12)] = missed
    stage.server.incomplete = ""
    (step,) = await stage.poll(after=INCOMPLETE_FOR - 1)
    assert stage.server.asked() == [("list", stage.window(sid(1)))]
    assert step.snapshot.incomplete == "the server repeats its pages"
    stage.server.delete(sid(11))
    (step,) = await stage.poll(after=1)
    assert step.snapshot.incomplete == ""
    assert stage.held == stage.server.sessions

from __future__ import annotations

import asyncio
from pathlib import Path

import msgspec
from textual.pilot import Pilot

from tests.ui.newer import (
    ONE,
    TWO,
    NewerServer,
    event,
    events_of,
    listed,
    log_page,
    on_stage,
    open_events,
    printed,
    rows,
    told,
    way_here,
)
from tests.ui.stage import Stage, until
from vbo_tui.errors import Unreachable
from vbo_tui.model.document import Document
from vbo_tui.model.session import Session

ENDED = msgspec.structs.replace(ONE, state="Stopped")


def log(count: int, *, last: str = "Success") -> Document:
    """A log of ``count`` events, the last one with a status of its own."""
    return log_page(*(event(number) for number in range(count - 1)), event(count - 1, last))


def growing(*answers: list[Session]) -> NewerServer:
    server = NewerServer("v5", *(answers or ([ONE, TWO],)))
    server.documents = {(ONE.id, "events"): log(3)}
    return server


async def open_log(stage: Stage, pilot: Pilot[None], count: int = 3) -> None:
    await open_events(stage, pilot)
    await until(pilot, lambda: len(rows(stage)) == count)


def an_interval_passes(stage: Stage) -> None:
    stage.clock.advance(10)
    stage.screen.tick()


async def test_a_log_that_grows_is_asked_for_again_after_an_interval_with_what_is_known(
    tmp_path: Path,
) -> None:
    server = growing()
    stage = on_stage(tmp_path, server)
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await open_log(stage, pilot)
        assert told(stage) == "3 events  the session works: more may come"
        first = server.documents[ONE.id, "events"]
        server.documents[ONE.id, "events"] = log(5, last="Running")
        stage.clock.advance(9)
        stage.screen.tick()
        assert len(server.logs(ONE.id)) == 1, "not yet"
        stage.clock.advance(1)
        stage.screen.tick()
        await until(pilot, lambda: len(rows(stage)) == 5)
        assert isinstance(first, Document)
        assert [asked.known for asked in server.logs(ONE.id)] == [None, first.resource]
        assert rows(stage)[-1].startswith("RUN")
        assert told(stage).startswith("5 events")
        assert events_of(stage).cursor_row == 0


async def test_nothing_flashes_while_a_known_log_is_asked_for_again(tmp_path: Path) -> None:
    server = growing()
    stage = on_stage(tmp_path, server)
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await open_log(stage, pilot)
        before = (way_here(stage), told(stage), printed(events_of(stage)))
        gate = server.follow_gates[ONE.id, "events"] = asyncio.Event()
        an_interval_passes(stage)
        await until(pilot, lambda: len(server.logs(ONE.id)) == 2)
        assert (way_here(stage), told(stage), printed(events_of(stage))) == before
        an_interval_passes(stage)
        await pilot.pause()
        assert len(server.logs(ONE.id)) == 2, "one question at a time"
        server.documents[ONE.id, "events"] = log(4)
        gate.set()
        await until(pilot, lambda: len(rows(stage)) == 4)


async def test_a_reload_by_hand_does_say_that_it_loads(tmp_path: Path) -> None:
    server = growing()
    stage = on_stage(tmp_path, server)
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await open_log(stage, pilot)
        gate = server.follow_gates[ONE.id, "events"] = asyncio.Event()
        await pilot.press("r")
        await until(pilot, lambda: told(stage) == "loading ...")
        assert len(rows(stage)) == 3
        assert server.logs(ONE.id)[-1].known is None, "all of it is wanted again"
        gate.set()
        await until(pilot, lambda: told(stage).startswith("3 events"))


async def test_the_cursor_stays_on_its_event_and_the_page_where_it_is(tmp_path: Path) -> None:
    server = growing()
    server.documents[ONE.id, "events"] = log(100)
    stage = on_stage(tmp_path, server)
    async with stage.app.run_test(size=(140, 12)) as pilot:
        await open_log(stage, pilot, count=6)
        await pilot.press(*["j"] * 50)
        before = printed(events_of(stage))
        server.documents[ONE.id, "events"] = log(120)
        an_interval_passes(stage)
        await until(pilot, lambda: events_of(stage).row_count == 120)
        assert events_of(stage).cursor_row == 50
        assert printed(events_of(stage)) == before


async def test_a_cursor_at_the_end_of_the_log_follows_the_end(tmp_path: Path) -> None:
    server = growing()
    stage = on_stage(tmp_path, server)
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await open_log(stage, pilot)
        await pilot.press("G")
        for count in (50, 51, 52):
            server.documents[ONE.id, "events"] = log(count)
            an_interval_passes(stage)
            await until(pilot, lambda count=count: events_of(stage).row_count == count)  # type: ignore[misc]
            assert events_of(stage).cursor_row == count - 1
            assert f"item {count - 1:04}" in rows(stage)[-1]


async def test_new_events_are_filtered_like_the_others(tmp_path: Path) -> None:
    server = growing()
    stage = on_stage(tmp_path, server)
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await open_log(stage, pilot)
        await pilot.press("2")
        await until(pilot, lambda: events_of(stage).row_count == 0)
        server.documents[ONE.id, "events"] = log(6, last="Failed")
        an_interval_passes(stage)
        await until(pilot, lambda: events_of(stage).row_count == 1)
        assert "item 0005" in rows(stage)[0]
        assert told(stage).startswith("1 of 6 events  only failed")


async def test_an_event_that_is_shown_whole_is_kept_up_to_date(tmp_path: Path) -> None:
    server = growing()
    server.documents[ONE.id, "events"] = log(3, last="Running")
    stage = on_stage(tmp_path, server)
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await open_log(stage, pilot)
        await pilot.press("j", "j", "enter")
        await until(pilot, lambda: "RUN  Running" in listed(stage))
        server.documents[ONE.id, "events"] = log(4)
        an_interval_passes(stage)
        await until(pilot, lambda: "OK  Success" in listed(stage))
        assert way_here(stage).endswith("> events > event")
        assert "event-2" in listed(stage)


async def test_when_the_session_ended_it_is_asked_once_more_and_then_no_more(tmp_path: Path) -> None:
    server = growing([ONE, TWO], [ENDED, TWO])
    stage = on_stage(tmp_path, server)
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await open_log(stage, pilot)
        stage.screen.action_poll_now()
        await until(pilot, lambda: stage.screen.view.shown.sessions[ONE.id] == ENDED)
        server.documents[ONE.id, "events"] = log(9)
        an_interval_passes(stage)
        await until(pilot, lambda: len(rows(stage)) == 9)
        assert told(stage) == "9 events"
        for _ in range(5):
            an_interval_passes(stage)
            await pilot.pause()
        assert len(server.logs(ONE.id)) == 2


async def test_a_refresh_that_fails_keeps_the_events_says_why_and_is_tried_again(tmp_path: Path) -> None:
    server = growing()
    stage = on_stage(tmp_path, server)
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await open_log(stage, pilot)
        server.documents[ONE.id, "events"] = Unreachable("connection refused")
        an_interval_passes(stage)
        await until(pilot, lambda: told(stage) == "connection refused")
        assert len(rows(stage)) == 3
        server.documents[ONE.id, "events"] = log(4)
        gate = server.follow_gates[ONE.id, "events"] = asyncio.Event()
        an_interval_passes(stage)
        await until(pilot, lambda: len(server.logs(ONE.id)) == 3)
        assert told(stage) == "connection refused", "until it is known to be over"
        gate.set()
        await until(pilot, lambda: told(stage).startswith("4 events"))


async def test_nothing_is_asked_for_a_page_that_nobody_sees(tmp_path: Path) -> None:
    server = growing()
    stage = on_stage(tmp_path, server)
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await open_log(stage, pilot)
        await pilot.press("escape")
        await until(pilot, lambda: not stage.pane.display)
        for _ in range(3):
            an_interval_passes(stage)
            await pilot.pause()
        assert len(server.logs(ONE.id)) == 1


async def test_a_paused_view_stands_still(tmp_path: Path) -> None:
    server = growing()
    stage = on_stage(tmp_path, server)
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await open_log(stage, pilot)
        await pilot.press("p")
        await until(pilot, lambda: "PAUSED" in stage.title)
        server.documents[ONE.id, "events"] = log(4)
        for _ in range(3):
            an_interval_passes(stage)
            await pilot.pause()
        assert len(rows(stage)) == 3
        await pilot.press("p")
        an_interval_passes(stage)
        await until(pilot, lambda: len(rows(stage)) == 4)

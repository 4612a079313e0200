"""What the screen says to somebody who comes back, and the key that goes through it."""

from __future__ import annotations

from pathlib import Path

import msgspec
from textual.pilot import Pilot

from tests.monitor.scripted import ScriptedServer
from tests.ui.newer import helped, named, on_stage
from tests.ui.stage import PROFILE, Stage, until
from vbo_tui.errors import Unreachable
from vbo_tui.model.session import Session
from vbo_tui.ui.away import AFTER

FIVE = [named(number) for number in range(1, 6)]
NEW = named(0)


def over(one: Session, result: str = "Success") -> Session:
    return msgspec.structs.replace(one, state="Stopped", result=result)


NIGHT = [NEW, over(FIVE[0]), over(FIVE[1], "Failed"), *FIVE[2:]]
"""One came, one ended, and one failed."""
TOLD = "while away: 1 started, 1 ended, 1 FAILED"


async def polled(stage: Stage, pilot: Pilot[None], revision: int) -> None:
    """Let the next answer come."""
    stage.clock.advance(stage.screen.poller.interval)
    await until(pilot, lambda: stage.screen.view.newest.revision == revision)


def chosen(stage: Stage) -> Session:
    assert stage.table.chosen is not None
    return stage.table.chosen


async def test_the_first_key_after_a_minute_tells_what_happened_and_the_third_takes_it_back(
    tmp_path: Path,
) -> None:
    stage = on_stage(tmp_path, ScriptedServer(FIVE, NIGHT))
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 5)
        await pilot.press("j")
        await polled(stage, pilot, 2)
        stage.clock.advance(AFTER)
        assert "while away" not in stage.status
        await pilot.press("k")
        await until(pilot, lambda: TOLD in stage.status)
        assert chosen(stage).id != FIVE[1].id, "the key did what it does besides"
        await pilot.press("j")
        await pilot.pause()
        assert TOLD in stage.status
        await pilot.press("j")
        await until(pilot, lambda: "while away" not in stage.status)


async def test_keys_that_come_before_all_others_and_keys_of_other_screens_are_keys_too(
    tmp_path: Path,
) -> None:
    stage = on_stage(tmp_path, ScriptedServer(FIVE, NIGHT))
    async with stage.app.run_test(size=(100, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 5)
        await pilot.press("question_mark")
        await polled(stage, pilot, 2)
        stage.clock.advance(AFTER)
        await pilot.press("escape")
        await until(pilot, lambda: TOLD in stage.status)
        await pilot.press("slash", "x")
        await until(pilot, lambda: "while away" not in stage.status)


async def test_nothing_is_said_where_nothing_happened_or_nobody_was_away(tmp_path: Path) -> None:
    stage = on_stage(tmp_path, ScriptedServer(FIVE, FIVE, NIGHT))
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 5)
        await polled(stage, pilot, 2)
        stage.clock.advance(AFTER - stage.screen.poller.interval)
        await pilot.press("j")
        await polled(stage, pilot, 3)
        await pilot.press("j")
        await pilot.pause()
        assert "while away" not in stage.status
        await pilot.press("apostrophe")
        await until(pilot, lambda: "nothing happened while you were away" in stage.status)


async def test_an_apostrophe_goes_to_what_failed_and_then_through_the_rest(tmp_path: Path) -> None:
    stage = on_stage(tmp_path, ScriptedServer(FIVE, NIGHT))
    async with stage.app.run_test(size=(100, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 5)
        await polled(stage, pilot, 2)
        stage.clock.advance(AFTER)
        for number, (one, word) in enumerate([(FIVE[1], "FAILED"), (NEW, "started"), (FIVE[0], "ended")], 1):
            await pilot.press("apostrophe")
            await until(pilot, lambda n=number: f"change {n} of 3" in stage.status)  # type: ignore[misc]
            assert f"change {number} of 3: {word}" in stage.status
            assert chosen(stage).id == one.id
        await pilot.press("apostrophe")
        await until(pilot, lambda: "change 1 of 3" in stage.status)
        assert chosen(stage).id == FIVE[1].id


async def test_a_change_that_the_filter_hides_or_a_pause_holds_back_is_said_to_be_there(
    tmp_path: Path,
) -> None:
    stage = on_stage(tmp_path, ScriptedServer(FIVE, NIGHT))
    async with stage.app.run_test(size=(100, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 5)
        await pilot.press("slash", *"working", "enter", "p")
        await until(pilot, lambda: "PAUSED" in stage.title)
        await polled(stage, pilot, 2)
        stage.clock.advance(AFTER)
        await pilot.press("apostrophe")
        await until(pilot, lambda: TOLD in stage.status)
        assert "change 1 of 3: FAILED" in stage.status
        assert chosen(stage).id == FIVE[1].id, "as long as it is paused it is still shown as working"
        await pilot.press("apostrophe")
        await until(pilot, lambda: f"change 2 of 3: started {NEW.id[:8]}, p shows it" in stage.status)
        stage.clock.advance(10)
        await pilot.press("p")
        await until(pilot, lambda: stage.table.row_count == 4)
        await pilot.press("apostrophe")
        await until(pilot, lambda: f"ended {FIVE[0].id[:8]}, the filter hides it" in stage.status)


async def test_an_outage_meanwhile_takes_nothing_from_it_and_what_is_gone_is_said_to_be(
    tmp_path: Path,
) -> None:
    down = Unreachable("connection refused")
    stage = on_stage(tmp_path, ScriptedServer(FIVE, down, NIGHT, [NEW, *NIGHT[2:]]))
    async with stage.app.run_test(size=(100, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 5)
        stage.clock.advance(10)
        await until(pilot, lambda: stage.status.startswith("OFFLINE"))
        stage.clock.advance(AFTER)
        await until(pilot, lambda: stage.table.row_count == 6)
        await pilot.press("j")
        await until(pilot, lambda: TOLD in stage.status)
        await polled(stage, pilot, 3)
        await pilot.press("apostrophe", "apostrophe", "apostrophe")
        await until(pilot, lambda: "change 3 of 3: ended, gone from the server since" in stage.status)


async def test_another_server_begins_anew(tmp_path: Path) -> None:
    stage = on_stage(tmp_path, ScriptedServer(FIVE, NIGHT))
    async with stage.app.run_test(size=(100, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 5)
        await polled(stage, pilot, 2)
        stage.clock.advance(AFTER)
        first = stage.screen
        stage.app.watch_server(PROFILE)
        await until(pilot, lambda: stage.screen is not first and stage.screen.view.shown.revision)
        await pilot.press("j")
        await pilot.pause()
        assert "while away" not in stage.status


async def test_where_the_table_is_not_seen_there_is_no_next_change(tmp_path: Path) -> None:
    stage = on_stage(tmp_path, ScriptedServer(FIVE))
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 5)
        assert "'" in helped(stage)
        await pilot.press("enter")
        await until(pilot, lambda: not stage.table.display)
        assert "'" not in helped(stage)

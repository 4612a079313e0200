"""Digits and ``f`` leave sessions of one status in; a filter that compares with the clock follows it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.monitor.scripted import NOON
from tests.ui.newer import NewerServer, named, on_stage
from tests.ui.stage import Stage, until
from vbo_tui.model.query import Order
from vbo_tui.model.session import Session, Status
from vbo_tui.profiles.views import LastView, Views

SESSIONS = [
    named(1),
    named(2, state="Stopped", result="Failed", name="mailbox"),
    named(3, state="Stopped", result="Warning"),
    named(4, state="Stopped", result="Success"),
    named(5, state="Stopped", result="Failed"),
    named(6, state="Working", result="Failed"),
    named(7, state="Stopped", result="Odd"),
]


def stage_of(tmp_path: Path) -> Stage:
    return on_stage(tmp_path, NewerServer("v8", SESSIONS))


def shown(stage: Stage) -> str:
    return "".join(sorted(stage.table.source.key(row)[-1] for row in range(stage.table.row_count)))


@pytest.mark.parametrize(
    ("key", "left", "word"),
    [
        ("1", "16", "running"),
        ("2", "25", "failed"),
        ("3", "3", "warning"),
        ("4", "4", "success"),
        ("f", "25", "failed"),
    ],
)
async def test_a_key_leaves_the_sessions_of_one_status_and_0_brings_all_back(
    tmp_path: Path, key: str, left: str, word: str
) -> None:
    stage = stage_of(tmp_path)
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await until(pilot, lambda: shown(stage) == "1234567")
        await pilot.press(key)
        await until(pilot, lambda: shown(stage) == left)
        assert f"only {word}  {len(left)} of 7" in stage.status
        await pilot.press("0")
        await until(pilot, lambda: shown(stage) == "1234567")
        assert "only" not in stage.status


async def test_f_again_shows_all_and_goes_over_from_another_status(tmp_path: Path) -> None:
    stage = stage_of(tmp_path)
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await until(pilot, lambda: shown(stage) == "1234567")
        await pilot.press("f", "f")
        await until(pilot, lambda: shown(stage) == "1234567")
        await pilot.press("3", "f")
        await until(pilot, lambda: shown(stage) == "25")


async def test_a_status_and_a_typed_filter_hold_both_and_one_escape_clears_both(tmp_path: Path) -> None:
    stage = stage_of(tmp_path)
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await until(pilot, lambda: shown(stage) == "1234567")
        await pilot.press("2", "slash", *"mailbox", "enter")
        await until(pilot, lambda: shown(stage) == "2")
        assert "only failed  filter /mailbox  1 of 7" in stage.status
        await pilot.press("3")
        await until(pilot, lambda: stage.table.row_count == 0)
        assert "Nothing matches only warning  /mailbox - Esc shows all 7" in "\n".join(stage.printed)
        await pilot.press("0")
        await until(pilot, lambda: shown(stage) == "2")
        await pilot.press("f", "escape")
        await until(pilot, lambda: shown(stage) == "1234567")
        assert "only" not in stage.status
        assert "filter" not in stage.status


async def test_a_session_that_fails_comes_in_with_the_poll(tmp_path: Path) -> None:
    later = [named(1, state="Stopped", result="Failed"), *SESSIONS[1:]]
    stage = on_stage(tmp_path, NewerServer("v8", SESSIONS, later))
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await until(pilot, lambda: shown(stage) == "1234567")
        await pilot.press("2")
        await until(pilot, lambda: shown(stage) == "25")
        await pilot.press("r")
        await until(pilot, lambda: shown(stage) == "125")
        assert stage.table.chosen == SESSIONS[1], "the cursor stays on its session"


async def test_filter_and_status_are_there_again_after_a_restart(tmp_path: Path) -> None:
    views = Views()
    stage = Stage(tmp_path, NewerServer("v8", SESSIONS), views=views)
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await until(pilot, lambda: shown(stage) == "1234567")
        await pilot.press("2", "slash", *"mailbox started>", "escape")
        await until(pilot, lambda: shown(stage) == "2")
    assert views.of("prod") == LastView("mailbox", Order().text, "failed")
    again = Stage(tmp_path, NewerServer("v8", SESSIONS), views=views)
    async with again.app.run_test(size=(140, 24)) as pilot:
        await until(pilot, lambda: shown(again) == "2")
        assert again.table.filter.only is Status.FAILED
        assert "only failed  filter /mailbox  1 of 7" in again.status


async def test_a_remembered_view_that_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    views = Views()
    views.keep("prod", LastView("mailbox ~( @gone", only="odd"))
    stage = Stage(tmp_path, NewerServer("v8", SESSIONS), views=views)
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await until(pilot, lambda: shown(stage) == "2")
        assert stage.table.filter.text == "mailbox"


# -- the clock ----------------------------------------------------------------------------------


def aged(*minutes: float) -> list[Session]:
    """Working sessions that started so long before noon, the newest first."""
    created = [NOON - timedelta(minutes=ago) for ago in minutes]
    return [named(number, created=at) for number, at in enumerate(created, start=1)]


async def test_a_session_comes_and_goes_as_time_passes(tmp_path: Path) -> None:
    stage = on_stage(tmp_path, NewerServer("v8", aged(1, 5, 9)))
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await until(pilot, lambda: shown(stage) == "123")
        await pilot.press("slash", *"dur>10m", "enter")
        await until(pilot, lambda: stage.table.row_count == 0)
        stage.clock.advance(62)
        stage.screen.tick()
        assert shown(stage) == "3"
        assert "1 of 3" in stage.status
        await pilot.press("slash", *["backspace"] * 7, *"started<10m", "enter")
        await until(pilot, lambda: shown(stage) == "12")
        stage.clock.advance(240)
        stage.screen.tick()
        assert shown(stage) == "1"


async def test_the_cursor_stays_on_its_session_when_time_takes_those_above(tmp_path: Path) -> None:
    stage = on_stage(tmp_path, NewerServer("v8", aged(*range(1, 61))))
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 60)
        await pilot.press("A", "slash", *"started<1h", "enter")
        await until(pilot, lambda: stage.table.row_count == 59)
        await pilot.press("g", *["ctrl+d"] * 3, "j", "j")
        await until(pilot, lambda: stage.table.cursor_row > 25)
        chosen, line = stage.table.chosen, stage.table.cursor_row - stage.table.scroll_offset.y
        stage.clock.advance(300)
        stage.screen.tick()
        assert stage.table.row_count == 54
        assert stage.table.chosen == chosen
        assert stage.table.cursor_row - stage.table.scroll_offset.y == line


async def test_a_paused_view_stands_still_and_catches_up_afterwards(tmp_path: Path) -> None:
    stage = on_stage(tmp_path, NewerServer("v8", aged(1, 9)))
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await until(pilot, lambda: shown(stage) == "12")
        await pilot.press("slash", *"started<10m", "enter", "p")
        await until(pilot, lambda: "PAUSED" in stage.status)
        stage.clock.advance(120)
        stage.screen.tick()
        assert shown(stage) == "12"
        await pilot.press("p")
        await until(pilot, lambda: shown(stage) == "1")


async def test_without_such_a_filter_the_clock_moves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = on_stage(tmp_path, NewerServer("v8", aged(1, 5, 9)))
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await until(pilot, lambda: shown(stage) == "123")
        await pilot.press("slash", *"restore started>2020-01-01", "enter")
        await until(pilot, lambda: stage.app.focused is stage.table and shown(stage) == "123")
        followed: list[datetime] = []
        monkeypatch.setattr(stage.table._rows.arranged, "follow", followed.append)
        stage.clock.advance(86_400)
        stage.screen.tick()
        assert followed == []

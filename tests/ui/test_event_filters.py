from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.newer import NewerServer, event, events_of, log_page, named, on_stage, open_events, rows, told
from tests.ui.stage import Stage, until
from vbo_tui.ui.event_rows import STATUSES
from vbo_tui.ui.widgets.filter_bar import FilterBar

SESSIONS = [named(1), named(2), named(3)]
EVENTS = (
    event(0, type="View", item_name="inbox"),
    event(1, "Failed", type="Save", item_name="budget.xlsx", source="alice/inbox"),
    event(2, "Running", type="Export", item_name="plan.docx", target="c:\\export"),
    event(3, "Warning", item_name="failed deliveries", item_type="ExchangeFolder"),
    event(4, "Skipped", item_name="notes", message="nothing to restore"),
    event(5, "Cancelled", item_name="archive"),
    event(6, "Failed", type="Send", item_name="photo.png", source="bob/sent"),
    event(7, "Odd", item_name="outbox"),
)


def stage_of(tmp_path: Path) -> Stage:
    server = NewerServer("v6", SESSIONS)
    server.documents = {(one.id, "events"): log_page(*EVENTS) for one in SESSIONS}
    return on_stage(tmp_path, server)


def shown(stage: Stage) -> list[str]:
    """Ids of the events that are left in."""
    table = events_of(stage)
    return [table.source.key(row).removeprefix("event-") for row in range(table.row_count)]


@pytest.mark.parametrize(
    ("key", "left"), [("1", "2"), ("2", "16"), ("3", "3"), ("4", "0"), ("5", "4"), ("6", "5")]
)
async def test_a_digit_leaves_the_events_of_one_status_and_0_brings_all_back(
    tmp_path: Path, key: str, left: str
) -> None:
    stage = stage_of(tmp_path)
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await open_events(stage, pilot)
        await pilot.press(key)
        await until(pilot, lambda: shown(stage) == list(left))
        assert told(stage).startswith(f"{len(left)} of 8 events  only {STATUSES[int(key)]}")
        assert len(rows(stage)) == len(left)
        await pilot.press("0")
        await until(pilot, lambda: len(shown(stage)) == 8)
        assert told(stage).startswith("8 events  the session works")


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("inbox", "01"),
        ("failed", "136"),
        ("fail", "136"),
        ("status:failed", "16"),
        ("status:FAIL", "16"),
        ("status:odd", "7"),
        ("type:export", "2"),
        ("type:re", "3457"),
        ("item:exchangefolder", "3"),
        ("source:inbox", "1"),
        ("target:export", "2"),
        ("status:failed type:send photo", "6"),
        ("nothing restore", "4"),
        ("c:\\export", "2"),
        ("odd:event", ""),
        ("nonsense", ""),
    ],
)
async def test_a_filter_finds_events_by_words_and_by_fields(tmp_path: Path, typed: str, left: str) -> None:
    stage = stage_of(tmp_path)
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await open_events(stage, pilot)
        await pilot.press("slash")
        stage.screen.query_one(FilterBar).value = typed
        wanted = sorted(left)
        await until(pilot, lambda: events_of(stage).filter.text == typed)
        assert shown(stage) == wanted
        assert f"{len(wanted)} of 8 events  filter /{typed}" in told(stage)
        assert stage.table.row_count == 3, "the sessions are left alone"
        await pilot.press("enter")
        await until(pilot, lambda: stage.app.focused is events_of(stage))
        assert shown(stage) == wanted


async def test_the_filter_of_sessions_is_still_there_after_one_of_events(tmp_path: Path) -> None:
    stage = stage_of(tmp_path)
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 3)
        await pilot.press("slash", *"name:2", "enter")
        await until(pilot, lambda: stage.table.row_count == 1 and stage.app.focused is stage.table)
        await pilot.press("l")
        await until(pilot, lambda: stage.app.focused is events_of(stage))
        await pilot.press("slash")
        bar = stage.screen.query_one(FilterBar)
        await until(pilot, lambda: bar.has_focus)
        assert bar.value == "", "the events have no filter yet"
        await pilot.press(*"inbox", "enter")
        await until(pilot, lambda: shown(stage) == ["0", "1"])
        assert stage.table.filter.text == "name:2"
        assert "filter /name:2  1 of 3" in stage.status
        await pilot.press("tab", "slash")
        await until(pilot, lambda: bar.has_focus)
        assert bar.value == "name:2", "the sessions have the keys"
        await pilot.press("space", *"zzz", "escape")
        await until(pilot, lambda: stage.table.row_count == 0)
        assert shown(stage) == ["0", "1"]


async def test_escape_clears_the_filter_of_events_first_then_goes_back(tmp_path: Path) -> None:
    stage = stage_of(tmp_path)
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 3)
        await pilot.press("slash", *"restore", "enter")
        await open_events(stage, pilot)
        await pilot.press("2", "slash", *"photo", "escape")
        await until(pilot, lambda: stage.app.focused is events_of(stage))
        assert shown(stage) == ["6"], "closing the row keeps the filter"
        await pilot.press("escape")
        await until(pilot, lambda: len(shown(stage)) == 8)
        assert told(stage).startswith("8 events  the session works")
        assert stage.pane.display
        await pilot.press("escape")
        await until(pilot, lambda: stage.app.focused is stage.table)
        assert not stage.pane.display
        assert stage.table.filter.text == "restore"


async def test_the_cursor_stays_on_its_event_when_a_filter_comes_and_goes(tmp_path: Path) -> None:
    stage = stage_of(tmp_path)
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await open_events(stage, pilot)
        await pilot.press("2", "j")
        await until(pilot, lambda: events_of(stage).cursor_row == 1)
        await pilot.press("0")
        await until(pilot, lambda: len(shown(stage)) == 8)
        assert events_of(stage).cursor_row == 6, "the last that failed is not the last of all"
        await pilot.press("slash", *"photo", "enter", "escape")
        await until(pilot, lambda: stage.app.focused is events_of(stage) and len(shown(stage)) == 8)
        assert events_of(stage).cursor_row == 6


async def test_another_sessions_events_begin_without_a_filter(tmp_path: Path) -> None:
    stage = stage_of(tmp_path)
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await open_events(stage, pilot)
        await pilot.press("2", "slash", *"photo", "enter")
        await until(pilot, lambda: shown(stage) == ["6"])
        await pilot.press("tab", "j", "l")
        await until(pilot, lambda: SESSIONS[1].id in stage.pane.page.session and len(shown(stage)) == 8)  # type: ignore[union-attr]
        assert not events_of(stage).filter
        assert told(stage).startswith("8 events  the session works")

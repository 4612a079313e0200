from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import msgspec

from tests.monitor.scripted import NOON
from tests.ui.newer import (
    MIXED,
    ONE,
    TWO,
    NewerServer,
    event,
    events_of,
    footer,
    helped,
    listed,
    log_page,
    on_stage,
    open_events,
    printed,
    rows,
    serve_log,
    told,
    way_here,
)
from tests.ui.stage import Stage, until
from vbo_tui.model.document import Document
from vbo_tui.model.links import Link, Rel
from vbo_tui.model.organization import Organization
from vbo_tui.ui.widgets.field_list import FieldList


async def test_l_opens_the_events_of_the_session_under_the_cursor(tmp_path: Path) -> None:
    server = serve_log(log_page(*MIXED))
    stage = on_stage(tmp_path, server)
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await open_events(stage, pilot)
        assert way_here(stage) == f"{ONE.id} > events"
        assert told(stage).startswith("8 events")
        assert [line.split()[0] for line in rows(stage)] == [
            "OK", "FAIL", "OK", "WARN", "SKIP", "RUN", "CANC", "FAIL",
        ]  # fmt: skip
        assert server.asked == [(ONE.id, Link("events", ""), None)]
        assert "Enter open" in footer(stage)
        assert "0-6" in helped(stage)


async def test_l_in_the_detail_pane_goes_on_to_the_events_and_escape_comes_back(tmp_path: Path) -> None:
    stage = on_stage(tmp_path, serve_log(log_page(*MIXED)))
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 2)
        await pilot.press("enter")
        await until(pilot, lambda: "events" in listed(stage))
        await pilot.press("l")
        await until(pilot, lambda: stage.app.focused is events_of(stage))
        assert way_here(stage).endswith("> self > events")
        await pilot.press("l")
        assert way_here(stage).endswith("> self > events"), "it is there already"
        await pilot.press("escape")
        await until(pilot, lambda: "Status" in listed(stage) and stage.pane.query_one(FieldList).has_focus)
        await pilot.press("escape")
        await until(pilot, lambda: stage.app.focused is stage.table)


async def test_enter_shows_one_event_whole_and_escape_returns_to_its_row(tmp_path: Path) -> None:
    whole = event(
        3,
        "Failed",
        message="The mailbox is full",
        duration=timedelta(seconds=4.5),
        ended=NOON,
        item_size=2_400,
    )
    stage = on_stage(tmp_path, serve_log(log_page(event(1), event(2), whole, event(4))))
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await open_events(stage, pilot)
        await pilot.press("j", "j", "enter")
        await until(pilot, lambda: "The mailbox is full" in listed(stage))
        for text in ("FAIL  Failed", "item 0003", "2,400 bytes", "from/0003", "to/0003", "4.5 s", "event-3"):
            assert text in listed(stage), text
        assert way_here(stage).endswith("> events > event")
        assert stage.pane.query_one(FieldList).has_focus
        await pilot.press("escape")
        await until(pilot, lambda: stage.app.focused is events_of(stage))
        assert events_of(stage).cursor_row == 2
        assert way_here(stage).endswith("> events")


async def test_the_raw_view_shows_the_page_as_sent_and_leads_back_to_the_row(tmp_path: Path) -> None:
    stage = on_stage(tmp_path, serve_log(log_page(*MIXED, raw=b'{"results":[{"colour":"blue"}]}')))
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await open_events(stage, pilot)
        await pilot.press("j", "y")
        await until(pilot, lambda: '"colour": "blue"' in listed(stage))
        assert way_here(stage).endswith("> events > raw")
        assert stage.pane.query_one(FieldList).has_focus
        for key in ("escape", "y"):
            if key == "y":
                await pilot.press("y")
                await until(pilot, lambda: stage.pane.raw)
            await pilot.press(key)
            await until(pilot, lambda: stage.app.focused is events_of(stage))
            assert events_of(stage).cursor_row == 1


async def test_an_empty_log_says_so(tmp_path: Path) -> None:
    stage = on_stage(tmp_path, serve_log(log_page()))
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await open_events(stage, pilot)
        assert told(stage).startswith("0 events")
        await pilot.press("enter", "j", "G", "2", "0")
        await until(pilot, lambda: told(stage).startswith("0 events") and "only" not in told(stage))
        assert rows(stage) == []
        assert way_here(stage).endswith("> events")


async def test_one_event_is_counted_as_one(tmp_path: Path) -> None:
    stage = on_stage(tmp_path, serve_log(log_page(event(1))))
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await open_events(stage, pilot)
        assert told(stage).startswith("1 event  ")
        await pilot.press("2")
        await until(pilot, lambda: told(stage).startswith("0 of 1 event  only failed"))


async def test_events_that_are_missing_are_told(tmp_path: Path) -> None:
    page = log_page(
        *MIXED, unreadable=("startTime is 'soon'", "id is 7"), incomplete="the server repeats its pages"
    )
    stage = on_stage(tmp_path, serve_log(page))
    async with stage.app.run_test(size=(119, 24)) as pilot:
        await open_events(stage, pilot)
        assert told(stage).startswith(
            "8 events  2 could not be read: startTime is 'soon'  the server repeats its pages"
        )


async def test_a_resize_across_120_columns_keeps_the_events_and_the_cursor(tmp_path: Path) -> None:
    stage = on_stage(tmp_path, serve_log(log_page(*(event(number) for number in range(100)))))
    async with stage.app.run_test(size=(119, 24)) as pilot:
        await open_events(stage, pilot)
        await pilot.press(*["j"] * 40)
        for width in (120, 119, 240, 40, 130):
            await pilot.resize_terminal(width, 24)
            await until(
                pilot,
                lambda width=width: (
                    stage.table.display is (width >= 120)  # type: ignore[misc]
                    and 0 < events_of(stage).size.width < width
                    and any("item 0040" in line for line in rows(stage))
                ),
            )
            assert events_of(stage).cursor_row == 40
            assert stage.app.focused is events_of(stage)
            assert all(len(line) <= events_of(stage).size.width for line in printed(events_of(stage)))


async def test_five_thousand_events_scroll(tmp_path: Path) -> None:
    stage = on_stage(tmp_path, serve_log(log_page(*(event(number) for number in range(5000)))))
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await open_events(stage, pilot)
        page = events_of(stage).page
        await pilot.press("G")
        await until(pilot, lambda: "item 4999" in rows(stage)[-1])
        assert "item 4999" in listed_row(stage)
        await pilot.press("pageup", "ctrl+u", "k")
        await until(pilot, lambda: events_of(stage).cursor_row == 4999 - page - page // 2 - 1)
        await pilot.press("g", "ctrl+d")
        await until(pilot, lambda: events_of(stage).cursor_row == page // 2)
        assert "item" in listed_row(stage)


def listed_row(stage: Stage) -> str:
    table = events_of(stage)
    return printed(table)[1 + table.cursor_row - int(table.scroll_offset.y)]


async def test_a_link_that_is_followed_from_the_events_is_one_of_their_own_session(tmp_path: Path) -> None:
    theirs = msgspec.structs.replace(
        TWO, link_forms=(Link("self", "/v5/two"), Link("organization", "/v5/two/organization"))
    )
    server = NewerServer("v5", [ONE, theirs])
    organization = Document(Rel.ORGANIZATION, Organization(name="contoso"), b"{}", "/v5/one/organization")
    server.documents = {
        (ONE.id, "events"): log_page(*MIXED),
        (TWO.id, "self"): Document(Rel.SELF, theirs, b"{}", "/v5/two"),
        (ONE.id, "self"): Document(Rel.SELF, ONE, b"{}", "/v5/one"),
        (ONE.id, "organization"): organization,
    }
    stage = on_stage(tmp_path, server)
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 2)
        for page in ("l", "y"):
            await pilot.press("j", "enter")
            await until(pilot, lambda: "[2] organization" in listed(stage) and TWO.id in way_here(stage))
            await pilot.press("tab", "k", page)
            await until(pilot, lambda: ONE.id in way_here(stage) and told(stage) not in ("", "loading ..."))
            await pilot.press("o")
            await until(pilot, lambda: "contoso" in listed(stage))
            assert server.asked[-1] == (ONE.id, Link("organization", ""), None)
            await pilot.press("escape", "escape", "escape")
            await until(pilot, lambda: stage.app.focused is stage.table)

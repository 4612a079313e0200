from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.ui.newer import NewerServer, listed, named, on_stage, printed, told, way_here
from tests.ui.stage import Stage, until
from vbo_tui.errors import ApiError, NotFound, ServerFault, Unreachable
from vbo_tui.model.document import Document
from vbo_tui.model.links import Link, Rel
from vbo_tui.model.session import Session
from vbo_tui.model.statistics import ItemOutcome, Statistics
from vbo_tui.ui.fields import MOST_LINES
from vbo_tui.ui.widgets.field_list import FieldList

LINKS = (
    Link("self", "/v8/x"),
    Link("organization", "/v8/x/organization"),
    Link("RestoreSessionEvents", "/v8/x/Events"),
    Link("RestoreSessionStatistics", "/v8/x/Statistics"),
)
ONE = named(1, link_forms=LINKS)
BARE = named(1)
COUNTED = Statistics(
    total=12_345,
    restored=12_300,
    failed=40,
    skipped=5,
    warnings=("the mailbox is large", "the mailbox is old"),
    errors=("the site is locked",),
    items=(
        ItemOutcome(
            name="alice@contoso.example",
            type="ExchangeMailbox",
            status="Warning",
            where="alice",
            said=("one folder failed",),
            parts=(
                ItemOutcome(name="Inbox", type="ExchangeFolder", status="Success"),
                ItemOutcome(
                    name="Sent",
                    status="Failed",
                    said=("quota", "full"),
                    parts=(ItemOutcome(name="A letter", status="Skipped"),),
                ),
            ),
        ),
        ItemOutcome(status="Odd"),
    ),
)


def stage_of(tmp_path: Path, answer: Statistics | ApiError, one: Session = ONE) -> Stage:
    server = NewerServer("v8", [one, named(2)])
    page = answer if isinstance(answer, ApiError) else Document(Rel.STATISTICS, answer, b'{"a":1}', "/v8/x/S")
    server.documents = {
        (one.id, "self"): Document(Rel.SELF, one, b"{}", "/v8/x"),
        (one.id, "statistics"): page,
        (one.id, "RestoreSessionStatistics"): page,
    }
    return on_stage(tmp_path, server)


async def open_statistics(stage: Stage, pilot: Pilot[None]) -> None:
    """Go there by the session's list of links."""
    await until(pilot, lambda: stage.table.row_count == 2)
    await pilot.press("enter")
    await until(pilot, lambda: "[4] statistics" in listed(stage))
    await pilot.press("4")
    await until(
        pilot, lambda: way_here(stage).endswith("> self > statistics") and told(stage) != "loading ..."
    )


def lines(stage: Stage) -> list[str]:
    return [line.rstrip() for line in listed(stage).splitlines()]


@pytest.mark.parametrize("one", [ONE, BARE])
async def test_statistics_are_opened_from_the_links_whether_the_server_sent_one_or_not(
    tmp_path: Path, one: Session
) -> None:
    stage = stage_of(tmp_path, COUNTED, one)
    async with stage.app.run_test(size=(160, 40)) as pilot:
        await open_statistics(stage, pilot)
        assert lines(stage)[0] == "Items          12,345"
        await pilot.press("escape")
        await until(pilot, lambda: "[4] statistics" in listed(stage))
        await pilot.press("G", "enter")
        await until(pilot, lambda: "12,345" in listed(stage))


async def test_counts_warnings_errors_and_the_items_within_items_are_listed(tmp_path: Path) -> None:
    stage = stage_of(tmp_path, COUNTED)
    async with stage.app.run_test(size=(160, 40)) as pilot:
        await open_statistics(stage, pilot)
        assert lines(stage) == [
            "Items          12,345",
            "Restored       12,300",
            "Failed         40",
            "Skipped        5",
            "Warnings       the mailbox is large",
            "               the mailbox is old",
            "Errors         the site is locked",
            "WARN           alice@contoso.example  (ExchangeMailbox)",
            "                 alice",
            "                 one folder failed",
            "OK               Inbox  (ExchangeFolder)",
            "FAIL             Sent",
            "                   quota",
            "                   full",
            "SKIP               A letter",
            "Odd            -",
        ]
        shown = [line.strip() for line in printed(stage.pane.query_one(FieldList))]
        assert shown[: len(lines(stage))] == [line.strip() for line in lines(stage)]


async def test_a_session_of_which_nothing_was_counted_says_so(tmp_path: Path) -> None:
    stage = stage_of(tmp_path, Statistics(total=0))
    async with stage.app.run_test(size=(160, 40)) as pilot:
        await open_statistics(stage, pilot)
        assert lines(stage) == [
            "Items          0",
            "Restored       -",
            "Failed         -",
            "Skipped        -",
            "               no items: nothing was restored yet, or it was only looked at",
        ]


async def test_of_very_many_items_the_first_are_listed_and_the_rest_is_told_of(tmp_path: Path) -> None:
    items = tuple(ItemOutcome(name=f"item {number}", status="Success") for number in range(MOST_LINES))
    stage = stage_of(tmp_path, Statistics(total=MOST_LINES, items=items))
    async with stage.app.run_test(size=(160, 40)) as pilot:
        await open_statistics(stage, pilot)
        assert len(lines(stage)) == MOST_LINES + 1
        assert lines(stage)[-1].strip() == "... and more: y shows what was sent"
        few = stage_of(tmp_path, Statistics(items=items[: MOST_LINES - 4]))
    async with few.app.run_test(size=(160, 40)) as pilot:
        await open_statistics(few, pilot)
        assert lines(few)[-1].endswith(f"item {MOST_LINES - 5}")


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (NotFound("404: no such session"), "no statistics of this session (404: no such session)"),
        (ServerFault("500: not supported"), "no statistics of this session (500: not supported)"),
        (Unreachable("connection refused"), "connection refused"),
    ],
)
async def test_refused_statistics_are_a_sentence(tmp_path: Path, error: ApiError, sentence: str) -> None:
    stage = stage_of(tmp_path, error)
    async with stage.app.run_test(size=(160, 40)) as pilot:
        await open_statistics(stage, pilot)
        assert told(stage) == sentence
        assert lines(stage) == []
        assert stage.status.startswith("LIVE")
        await pilot.press("escape")
        await until(pilot, lambda: "[4] statistics" in listed(stage))


async def test_statistics_of_a_working_session_are_brought_up_to_date_without_a_flash(tmp_path: Path) -> None:
    stage = stage_of(tmp_path, Statistics(total=1, restored=0))
    server = stage.servers[0]
    async with stage.app.run_test(size=(160, 40)) as pilot:
        await open_statistics(stage, pilot)
        await pilot.press("j")
        later = Document(Rel.STATISTICS, Statistics(total=2, restored=1), b"{}", "/v8/x/S")
        server.documents[ONE.id, "RestoreSessionStatistics"] = later
        stage.clock.advance(10)
        stage.screen.tick()
        assert told(stage) == ""
        await until(pilot, lambda: lines(stage)[0] == "Items          2")
        assert stage.pane.query_one(FieldList).highlighted == 1


async def test_the_raw_view_of_statistics_is_what_was_sent(tmp_path: Path) -> None:
    stage = stage_of(tmp_path, COUNTED)
    async with stage.app.run_test(size=(160, 40)) as pilot:
        await open_statistics(stage, pilot)
        await pilot.press("y")
        await until(pilot, lambda: '"a": 1' in listed(stage))

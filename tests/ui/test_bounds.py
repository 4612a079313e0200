"""What the screen remembers has an end, however long it is looked at."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from tests.monitor.scripted import ScriptedServer
from tests.ui.newer import named
from tests.ui.stage import Stage, until
from vbo_tui.errors import NotFound
from vbo_tui.model.lanes import Census
from vbo_tui.model.links import Link, Rel
from vbo_tui.model.session import Session, SessionId
from vbo_tui.model.snapshot import Delta, Snapshot
from vbo_tui.ui.columns import layout
from vbo_tui.ui.session_rows import SessionRows
from vbo_tui.ui.timeline import DRAWN
from vbo_tui.ui.timeline_rows import MOST_DRAWN, TimelineRows
from vbo_tui.ui.widgets.detail_pane import DetailPane
from vbo_tui.ui.widgets.session_table import SessionTable

NOON = datetime(2026, 9, 24, 12, tzinfo=UTC)


def working(number: int) -> Session:
    started = NOON + timedelta(minutes=number)
    return Session(SessionId(f"{number:05}"), type="Vex", state="Working", created=started)


def ended(number: int) -> Session:
    started = NOON + timedelta(minutes=number)
    return Session(SessionId(f"{number:05}"), type="Vex", state="Stopped", result="Failed", created=started)


def test_sessions_that_came_changed_and_went_leave_no_mark_and_no_row() -> None:
    rows = SessionRows("prod", NOON)
    rows.slots = layout(160)
    stay = [ended(1000 + number) for number in range(20)]  # where most change, all are sorted anew
    shown = {one.id: one for one in (working(1), working(2), *stay)}
    rows.show(Snapshot(1, dict(shown), answer=1), Delta(0, added=tuple(shown.values())))
    for number in range(3, 300):
        new, over, gone = working(number), ended(number - 1), working(number - 2)
        if number % 2:  # this one will go while it works
            over = msgspec.structs.replace(working(number - 1), result="Warning")
        del shown[gone.id]
        shown |= {over.id: over, new.id: new}
        delta = Delta(number - 2, added=(new,), changed=(over,), removed=(gone.id,))
        rows.show(Snapshot(number - 1, dict(shown), answer=number), delta)
        [rows.cells(row) for row in range(len(rows))]
        marks, arranged = rows.marks, rows.arranged
        (kind,) = rows.stuck._kinds.values()
        assert len(arranged._working) == len(kind._working) <= 2
        assert all(len(one) <= 3 for one in (marks._fresh, marks._fading, marks._signs))
        assert len(arranged._entry_of) == len(rows) == 22


async def test_sessions_found_gone_are_remembered_as_long_as_they_are_on_the_way_back(
    tmp_path: Path,
) -> None:
    stage = Stage(tmp_path, ScriptedServer([named(1)]))
    async with stage.app.run_test(size=(120, 24)) as pilot:
        await until(pilot, lambda: stage.status.startswith("LIVE"))
        pane = stage.screen.query_one(DetailPane)
        for number in range(20):
            pane.open(SessionId(f"{number:05}"), Link(Rel.SELF, ""))
            assert pane.page is not None
            pane.failed(pane.page.number, NotFound("404"))
            assert len(pane._gone) == 1


async def test_lines_that_a_smaller_terminal_has_no_more_are_not_kept_one_by_one(tmp_path: Path) -> None:
    stage = Stage(tmp_path, ScriptedServer([named(number) for number in range(200)]))
    async with stage.app.run_test(size=(120, 60)) as pilot:
        await until(pilot, lambda: stage.status.startswith("LIVE"))
        table = stage.screen.query_one(SessionTable)
        for height in (20, 60):
            await pilot.resize_terminal(120, height)
            await pilot.press("G")
            assert len(table._painted) <= 60


def test_rows_of_organizations_are_not_kept_as_they_were_drawn_for_ever() -> None:
    rows = SessionRows("prod", NOON)
    several = [
        msgspec.structs.replace(working(number), organization=f"organization {number}")
        for number in range(3 * MOST_DRAWN)
    ]
    rows.show(Snapshot(1, {one.id: one for one in several}), Delta(0, added=tuple(several)))
    drawn = TimelineRows(rows, DRAWN)
    drawn.by_organization = True
    drawn.lay_out(160, 160, named=True)
    drawn.census.begin(several, by_organization=True)
    while drawn.census.is_busy:
        drawn.census.go_on(1000)
    assert len(drawn) == 3 * MOST_DRAWN
    for row in range(len(drawn)):
        drawn.cells(row)
        assert len(drawn._drawn) <= MOST_DRAWN


def test_of_organizations_that_went_nothing_is_counted() -> None:
    shown: dict[SessionId, tuple[Session, str]] = {}
    census = Census(shown.get)
    census.begin([], by_organization=True)
    for number in range(100):
        shown[working(number).id] = working(number), f"organization {number}"
        shown.pop(working(number - 2).id, None)
        census.touch([working(number).id, working(number - 2).id])
        while census.is_busy:
            census.go_on(10)
    assert len(census.lanes.by_organization) == len(census.lanes._taken) == len(census.lanes.whole) == 2

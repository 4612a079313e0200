"""What the rows of the table print, and when it is put into words anew."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec

from vbo_tui.model.held import Held
from vbo_tui.model.session import Session, SessionId
from vbo_tui.model.snapshot import Delta, Snapshot
from vbo_tui.ui.columns import layout
from vbo_tui.ui.format import TimeMode
from vbo_tui.ui.session_rows import MOST_PRINTED, SessionRows

NOON = datetime(2026, 9, 24, 12, tzinfo=UTC)
STOPPED = Session(
    id=SessionId("one"),
    type="Vex",
    state="Stopped",
    result="Success",
    created=NOON - timedelta(hours=1),
    ended=NOON,
)
WORKING = Session(id=SessionId("two"), type="Vex", state="Working", created=NOON - timedelta(hours=2))


def shown(revision: int, *sessions: Session) -> Snapshot:
    return Snapshot(revision, Held(sessions), answer=revision)


def test_an_ended_session_is_put_into_words_once_and_again_when_that_would_say_something_else() -> None:
    rows = SessionRows("prod", NOON)
    rows.slots = layout(80)
    rows.show(shown(1, STOPPED, WORKING), Delta(0, added=(STOPPED, WORKING)))
    row = rows.arranged.row(STOPPED.id) or 0
    first = rows.cells(row)
    rows.now = NOON + timedelta(hours=1)
    assert rows.cells(row) is first
    rows.mode = TimeMode.RELATIVE
    assert rows.cells(row) != first
    aged = rows.cells(row)
    rows.now = NOON + timedelta(hours=2)
    assert rows.cells(row) != aged
    rows.mode, rows.slots = TimeMode.UTC, layout(150)
    assert len(rows.cells(row)) == len(rows.slots)
    rows.learn(STOPPED.id, "contoso")
    assert "contoso" in [cell.text for cell in rows.cells(row)]
    failed = msgspec.structs.replace(STOPPED, result="Failed")
    rows.show(shown(2, failed, WORKING), Delta(1, changed=(failed,)))
    marked = rows.cells(rows.arranged.row(STOPPED.id) or 0)
    assert marked[1].text == "FAIL"
    assert "reverse" in marked[1].style


def test_a_working_session_is_put_into_words_each_time() -> None:
    rows = SessionRows("prod", NOON)
    rows.slots = layout(80)
    rows.show(shown(1, WORKING), Delta(0, added=(WORKING,)))
    first = rows.cells(0)
    rows.now = NOON + timedelta(hours=1)
    assert rows.cells(0) != first


def test_what_is_held_of_printed_rows_is_bounded() -> None:
    many = [
        msgspec.structs.replace(STOPPED, id=SessionId(f"{number:05}")) for number in range(3 * MOST_PRINTED)
    ]
    rows = SessionRows("prod", NOON)
    rows.slots = layout(80)
    rows.show(shown(1, *many), Delta(0, added=tuple(many)))
    for row in range(len(rows)):
        rows.cells(row)
        assert len(rows._printed) <= MOST_PRINTED

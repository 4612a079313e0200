from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from vbo_tui.model.session import Session, SessionId
from vbo_tui.model.snapshot import Delta, Snapshot, diff
from vbo_tui.ui.columns import AGE, DURATION, ENDED, EVERY, POINT, REASON, STATUS
from vbo_tui.ui.marks import FADING, FINISHED, FRESH, MOST_MARKED, MOST_SIGNS, NEW, Marks

NOON = datetime(2026, 9, 24, 12, tzinfo=UTC)
WORKING = Session(id=SessionId("a"), type="Vex", state="Working", created=NOON - timedelta(hours=1))
STOPPED = Session(
    id=SessionId("a"), type="Vex", state="Stopped", result="Success", created=WORKING.created, ended=NOON
)


def snapshot(revision: int, *sessions: Session) -> Snapshot:
    return Snapshot(revision, {session.id: session for session in sessions})


def test_a_changed_cell_is_fresh_for_one_refresh_and_fades_for_another() -> None:
    marks, before, after = Marks(), snapshot(1, WORKING), snapshot(2, STOPPED)
    marks.note(before, after, Delta(1, changed=(STOPPED,)))
    assert marks.style(STOPPED.id, STATUS) == FRESH
    assert marks.style(STOPPED.id, ENDED) == FRESH
    assert marks.style(STOPPED.id, POINT) == ""
    marks.note(after, after, Delta(2))
    assert marks.style(STOPPED.id, STATUS) == FADING
    marks.note(after, after, Delta(2))
    assert marks.style(STOPPED.id, STATUS) == ""


def test_what_ended_and_what_came_has_a_sign_until_it_was_seen() -> None:
    marks, new = Marks(), Session(id=SessionId("b"))
    marks.note(snapshot(0), snapshot(1, WORKING), Delta(0, added=(WORKING,)))
    assert marks.sign(WORKING.id) == ""
    marks.note(snapshot(1, WORKING), snapshot(2, STOPPED, new), Delta(1, added=(new,), changed=(STOPPED,)))
    assert (marks.sign(STOPPED.id), marks.sign(new.id)) == (FINISHED, NEW)
    marks.seen(new.id)
    assert marks.sign(new.id) == ""


def test_nothing_is_remembered_of_a_session_that_went() -> None:
    marks = Marks()
    marks.note(snapshot(1, WORKING), snapshot(2, STOPPED), Delta(1, changed=(STOPPED,)))
    marks.note(snapshot(2, STOPPED), snapshot(3), Delta(2, removed=(STOPPED.id,)))
    assert (marks.sign(STOPPED.id), marks.style(STOPPED.id, STATUS)) == ("", "")


def noted(marks: Marks, before: Snapshot, after: Snapshot) -> None:
    marks.note(before, after, diff(before, after))


def test_time_that_passes_marks_nothing() -> None:
    marks, same = Marks(), msgspec.structs.replace(WORKING)
    noted(marks, snapshot(1, WORKING), snapshot(2, same))
    assert not marks.touches(WORKING.id)
    changed = msgspec.structs.replace(WORKING, reason="lost mail")
    noted(marks, snapshot(2, same), snapshot(3, changed))
    assert marks.style(WORKING.id, REASON) == FRESH
    assert {marks.style(WORKING.id, column) for column in (AGE, DURATION)} == {""}


def test_each_field_that_a_server_changes_marks_its_cell_and_no_other() -> None:
    for column in EVERY:
        for field in column.fields:
            marks = Marks()
            value = NOON if field in ("created", "ended", "point_in_time") else "other"
            noted(
                marks, snapshot(1, WORKING), snapshot(2, msgspec.structs.replace(WORKING, **{field: value}))
            )
            marked = {one.key for one in EVERY if marks.style(WORKING.id, one)}
            assert marked == {one.key for one in EVERY if field in one.fields}


def test_what_changes_in_two_parts_of_one_answer_is_fresh_together() -> None:
    marks, states = Marks(), [WORKING, msgspec.structs.replace(WORKING, reason="x")]
    states.append(msgspec.structs.replace(states[1], result="Warning"))
    told = [Snapshot(revision, {WORKING.id: one}, answer=1) for revision, one in enumerate(states, 1)]
    noted(marks, told[0], told[1])
    noted(marks, told[1], told[2])
    assert {marks.style(WORKING.id, column) for column in (REASON, STATUS)} == {FRESH}


@pytest.mark.parametrize("loading", [True, False])
def test_a_first_reading_in_parts_is_no_news(loading: bool) -> None:
    marks = Marks()
    first = Snapshot(1, {STOPPED.id: STOPPED}, loading=loading, answer=1)
    new = Session(id=SessionId("b"))
    noted(marks, first, Snapshot(2, {STOPPED.id: STOPPED, new.id: new}, answer=1))
    assert marks.sign(new.id) == ("" if loading else NEW)


def test_a_session_that_ended_counts_as_ended_even_where_it_was_new() -> None:
    marks = Marks()
    noted(marks, snapshot(1), snapshot(2, WORKING))
    noted(marks, snapshot(2, WORKING), snapshot(3, STOPPED))
    assert marks.sign(STOPPED.id) == FINISHED


def test_of_very_many_changes_a_bounded_number_is_remembered() -> None:
    marks = Marks()
    count = MOST_SIGNS + 50
    many = [Session(id=SessionId(f"{number:06}"), state="Working") for number in range(count)]
    over = [msgspec.structs.replace(one, state="Stopped") for one in many]
    noted(marks, snapshot(1, *many), snapshot(2, *over))
    assert sum(bool(marks.style(one.id, STATUS)) for one in over) == MOST_MARKED
    assert sum(bool(marks.sign(one.id)) for one in over) == MOST_SIGNS

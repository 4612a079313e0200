from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from vbo_tui.model.filter import Filter
from vbo_tui.model.query import Order, SortKey
from vbo_tui.model.session import Session, SessionId
from vbo_tui.model.snapshot import Delta, Snapshot
from vbo_tui.ui.columns import ENDED, POINT, STATUS, View, layout, title
from vbo_tui.ui.format import TimeMode
from vbo_tui.ui.marks import FADING, FINISHED, FRESH, NEW, Marks
from vbo_tui.ui.session_matching import matching

NOON = datetime(2026, 9, 24, 12, tzinfo=UTC)
UTC_VIEW = View(NOON, TimeMode.UTC, {})
WORKING = Session(id=SessionId("a"), type="Vex", state="Working", created=NOON - timedelta(hours=1))
STOPPED = Session(
    id=SessionId("a"), type="Vex", state="Stopped", result="Success", created=WORKING.created, ended=NOON
)


def keys(width: int) -> list[str]:
    return [slot.column.key for slot in layout(width)]


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (30, "mark status age id"),
        (44, "mark status age id"),
        (45, "mark status type age duration id"),
        (69, "mark status type age duration id"),
        (70, "mark status type started duration point id"),
        (109, "mark status type started duration point id"),
        (110, "mark status type started ended duration point id"),
        (140, "mark status type started ended duration point id organization"),
    ],
)
def test_the_width_decides_which_columns_there_are(width: int, expected: str) -> None:
    assert keys(width) == expected.split()


@pytest.mark.parametrize("width", range(201))
def test_the_columns_fill_the_width_and_never_more(width: int) -> None:
    for room in (width, max(width - 1, 0)):
        slots = layout(width, room)
        assert sum(slot.width + slot.gap for slot in slots) == room
        assert all(slot.width >= 1 for slot in slots)


def test_room_goes_to_the_id_first_and_to_the_organization_then() -> None:
    widths = {slot.column.key: slot.width for slot in layout(200)}
    assert widths["id"] == 36
    assert widths["organization"] > 40
    assert {slot.column.key: slot.width for slot in layout(80)}["id"] >= 24


def titles(width: int, order: Order, view: View = UTC_VIEW) -> str:
    return " ".join(title(slot, order, view) for slot in layout(width)).strip()


def test_the_title_names_the_zone_and_shows_the_order() -> None:
    assert titles(80, Order()) == "St Type Started UTC v Dur Point UTC Id"
    assert titles(80, Order(SortKey.DURATION, reverse=False)) == "St Type Started UTC Dur ^ Point UTC Id"
    assert titles(80, Order(SortKey.POINT_IN_TIME)) == "St Type Started UTC Dur Point UTC v Id"


def test_relative_times_are_titled_age() -> None:
    relative = View(NOON, TimeMode.RELATIVE, {})
    assert titles(80, Order(), relative) == "St Type Age v Dur Point in time Id"
    assert titles(60, Order()) == "St Type Age v Dur Id"


@pytest.mark.parametrize("width", range(1, 201, 7))
@pytest.mark.parametrize("key", SortKey)
def test_no_title_is_wider_than_its_column_where_that_can_be(width: int, key: SortKey) -> None:
    for slot in layout(width):
        if slot.width >= 5:
            assert len(title(slot, Order(key), UTC_VIEW)) <= max(
                slot.width, len("Organization"[: slot.width])
            )


def test_a_working_session_has_no_end_and_a_duration_that_grows() -> None:
    cells = {slot.column.key: slot.column.cell(WORKING, UTC_VIEW).text for slot in layout(150)}
    assert (cells["status"], cells["ended"], cells["duration"]) == ("RUN", "-", "1h00m")
    later = UTC_VIEW._replace(now=NOON + timedelta(minutes=5))
    assert {slot.column.key: slot.column.cell(WORKING, later).text for slot in layout(150)}[
        "duration"
    ] == "1h05m"


def test_a_session_of_which_nothing_is_known_has_a_dash_in_every_cell() -> None:
    empty = Session(id=SessionId("a"))
    for slot in layout(150)[1:]:
        expected = "a" if slot.column.key == "id" else "-"
        assert slot.column.cell(empty, UTC_VIEW).text == expected


def test_a_filter_finds_what_is_printed_but_no_age() -> None:
    view = UTC_VIEW._replace(organizations={STOPPED.id: "contoso.onmicrosoft.com"})
    for word in ("ok", "exch", "Exchange", "2026-09-24", "1h00m", "contoso", "success"):
        assert matching(Filter.parse(word), view)(STOPPED, view.now), word
    assert not matching(Filter.parse("1h00m"), view)(WORKING, view.now)
    relative = view._replace(mode=TimeMode.RELATIVE)
    assert not matching(Filter.parse("ago"), relative)(STOPPED, view.now)
    assert not matching(Filter.parse("2026-09-24"), relative)(STOPPED, view.now)


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

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vbo_tui.api.dialect import DIALECTS
from vbo_tui.model.filter import Filter
from vbo_tui.model.query import Order, SortKey
from vbo_tui.model.session import Session, SessionId
from vbo_tui.profiles.settings import ColumnChoice
from vbo_tui.ui.columns import EVERY, STATUS, Slots, View, layout, title
from vbo_tui.ui.format import TimeMode
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


V1, V5, V8 = (DIALECTS[name].fields for name in ("v1", "v5", "v8"))


def named(slots: Slots) -> str:
    return " ".join(slot.column.key for slot in slots)


def test_the_columns_that_were_chosen_are_shown_in_their_order_and_as_wide_as_was_wanted() -> None:
    chosen = [
        ColumnChoice("name", 30),
        ColumnChoice("status"),
        ColumnChoice("started"),
        ColumnChoice("reason"),
    ]
    slots = layout(120, offered=V8, chosen=chosen)
    assert named(slots) == "mark name status started reason"
    assert [slot.width for slot in slots[1:4]] == [30, 5, 16]


def test_a_chosen_column_that_the_server_does_not_send_is_left_out() -> None:
    chosen = [ColumnChoice(name) for name in ("status", "name", "client-host", "point", "reason", "id")]
    assert named(layout(200, offered=V8, chosen=chosen)) == "mark status name client-host reason id"
    assert named(layout(200, offered=V5, chosen=chosen)) == "mark status name id"
    assert named(layout(200, offered=V1, chosen=chosen)) == "mark status point id"


def test_where_none_of_the_chosen_columns_can_be_shown_the_usual_ones_are() -> None:
    assert layout(80, offered=V1, chosen=[ColumnChoice("name"), ColumnChoice("no such")]) == layout(80)


def test_a_column_chosen_twice_is_shown_once() -> None:
    chosen = [ColumnChoice("id", 9), ColumnChoice("status"), ColumnChoice("id")]
    assert named(layout(80, chosen=chosen)) == "mark id status"


def test_a_type_with_room_for_it_is_written_in_full() -> None:
    (_, slot) = layout(20, chosen=[ColumnChoice("type", 10)])
    assert slot.column.cell(WORKING, UTC_VIEW).text == "Exchange"


@pytest.mark.parametrize(
    ("width", "offered", "expected"),
    [
        (40, V8, "mark status type age duration name"),
        (60, V8, "mark status type age duration name organization initiated-by"),
        (80, V8, "mark status type started duration name organization initiated-by client-host"),
        (80, V5, "mark status type started duration name organization initiated-by details"),
        (80, V1, "mark status type started duration point organization id"),
        (
            120,
            V8,
            "mark status type started ended duration name organization initiated-by client-host scope reason",
        ),
    ],
)
def test_a_wide_table_takes_from_the_others_to_show_more(
    width: int, offered: frozenset[str], expected: str
) -> None:
    assert named(layout(width, offered=offered, wide=True)) == expected


def test_wide_puts_more_behind_columns_in_an_order_of_their_own() -> None:
    chosen = [ColumnChoice("started"), ColumnChoice("status"), ColumnChoice("name", 30)]
    assert named(
        layout(80, offered=V8, chosen=chosen, wide=True)
    ) == "mark started status name type duration " + ("initiated-by")


@given(
    width=st.integers(0, 220),
    offered=st.sampled_from([V1, V5, V8]),
    wide=st.booleans(),
    chosen=st.lists(
        st.builds(
            ColumnChoice,
            st.sampled_from([*(column.key for column in EVERY), "no such", ""]),
            st.none() | st.integers(1, 200),
        ),
        max_size=20,
    ),
)
def test_any_choice_of_columns_fills_the_width_and_never_more(
    width: int, offered: frozenset[str], wide: bool, chosen: list[ColumnChoice]
) -> None:
    slots = layout(width, offered=offered, chosen=chosen, wide=wide)
    assert sum(slot.width + slot.gap for slot in slots) == width
    assert all(slot.width >= 1 for slot in slots)
    assert len({slot.column.key for slot in slots}) == len(slots)
    usual = layout(width, offered=offered, chosen=chosen)
    if wide:
        shown = {slot.column.key for slot in slots}
        assert len(shown) >= len(usual) or width < 20


@pytest.mark.parametrize(
    ("result", "word"), [("", "RUN!"), ("Success", "RUN!"), ("Warning", "RUN!W"), ("Failed", "RUN!F")]
)
def test_a_stuck_session_says_so_in_a_word_and_in_a_style_that_needs_no_colour(
    result: str, word: str
) -> None:
    one = msgspec.structs.replace(WORKING, result=result)
    cell = STATUS.cell(one, UTC_VIEW._replace(stuck={one.id}))
    assert (cell.text, cell.style) == (word, "bold underline yellow")
    assert cell.style != STATUS.cell(one, UTC_VIEW).style
    assert STATUS.cell(STOPPED, UTC_VIEW._replace(stuck={one.id})).text == "OK"


def test_room_goes_to_the_id_first_and_to_the_organization_then() -> None:
    widths = {slot.column.key: slot.width for slot in layout(200)}
    assert widths["id"] == 36
    assert widths["organization"] > 40
    assert {slot.column.key: slot.width for slot in layout(80)}["id"] >= 24


def titles(width: int, order: Order, view: View = UTC_VIEW) -> str:
    return " ".join(title(slot, order, view) for slot in layout(width)).strip()


def test_the_title_names_the_zone_and_shows_the_order() -> None:
    assert titles(80, Order()) == "St v Type Started UTC Dur Point UTC Id", "what works is above the others"
    assert titles(80, Order(SortKey.STARTED)) == "St Type Started UTC v Dur Point UTC Id"
    assert titles(80, Order(SortKey.DURATION, reverse=False)) == "St Type Started UTC Dur ^ Point UTC Id"
    assert titles(80, Order(SortKey.POINT_IN_TIME)) == "St Type Started UTC Dur Point UTC v Id"


def test_relative_times_are_titled_age() -> None:
    relative = View(NOON, TimeMode.RELATIVE, {})
    assert titles(80, Order(SortKey.STARTED), relative) == "St Type Age v Dur Point in time Id"
    assert titles(60, Order(SortKey.STARTED)) == "St Type Age v Dur Id"


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

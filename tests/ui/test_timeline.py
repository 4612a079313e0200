from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.model.test_lanes import sessions as any_sessions
from vbo_tui.model.lanes import Lane, extent
from vbo_tui.model.session import Session, SessionId, Status
from vbo_tui.ui.slots import Cell
from vbo_tui.ui.timeline import (
    DRAWN,
    LETTERS,
    SPANS,
    TYPED,
    Window,
    bar,
    drawn_bar,
    histogram_row,
    lane_row,
    session_row,
    worst_of_each,
)

NOON = datetime(2026, 9, 24, 12, tzinfo=UTC)
NOW = NOON.timestamp()
FAR = [datetime.min.replace(tzinfo=UTC).timestamp(), datetime.max.replace(tzinfo=UTC).timestamp()]

windows = st.builds(
    lambda back, span, columns: Window.up_to(NOW, span, columns).moved(back),
    st.sampled_from([0, 0, 0, -0.25, -1, -40, 0.25, 3]),
    st.sampled_from(SPANS),
    st.integers(1, 200),
)
moments = st.one_of(st.floats(NOW - 40 * 86400, NOW + 86400), st.sampled_from([*FAR, NOW]))
HOURS = Window(NOW - 24 * 3600, 24 * 3600, 24)


def session(start: float | None, end: float | None, *, result: str = "Success") -> Session:
    """Return a session that started and ended so many hours before noon; one without an end works."""
    return Session(
        id=SessionId("x"),
        state="Working" if end is None else "Stopped",
        result=result,
        created=None if start is None else NOON - timedelta(hours=start),
        ended=None if end is None else NOON - timedelta(hours=end),
    )


def row(one: Session, window: Window = HOURS, now: float = NOW) -> str:
    return session_row(one, window, now, TYPED).text


# -- where bars are -----------------------------------------------------------------------------------


@given(start=moments, length=st.floats(0, 1e8), window=windows, is_open=st.booleans())
def test_a_bar_is_never_outside_of_its_row(
    start: float, length: float, window: Window, is_open: bool
) -> None:
    columns = bar((start, start + length), window, is_open=is_open)
    assert 0 <= columns.first <= columns.stop <= window.columns
    text = drawn_bar(columns, "K", TYPED)
    assert len(text) == columns.stop - columns.first
    assert not text or "K" in text
    if columns.first == columns.stop:
        assert start + length < window.left + 1e-3 or start >= window.left + window.span - 1e-3


@given(spans=st.lists(st.tuples(moments, st.floats(0, 1e6)), min_size=2, max_size=2), window=windows)
def test_what_starts_or_ends_earlier_is_no_further_right(
    spans: list[tuple[float, float]], window: Window
) -> None:
    one, other = (bar((start, start + length), window, is_open=False) for start, length in spans)
    (first, length), (second, other_length) = spans
    if first <= second:
        assert one.first <= other.first
    if first + length <= second + other_length:
        assert one.stop <= other.stop


@given(back=st.floats(0, 40 * 86400), span=st.sampled_from(SPANS), columns=st.integers(1, 200))
def test_one_that_runs_touches_the_present_and_ends_open(back: float, span: float, columns: int) -> None:
    window = Window.up_to(NOW, span, columns)
    placed = bar((NOW - back, NOW), window, is_open=True)
    assert placed.stop - 1 == window.column(NOW)
    assert placed.goes_on
    text = drawn_bar(placed, "R", DRAWN)
    assert text == "R" or text.endswith(">")


@given(now=st.floats(0, 4e9), span=st.sampled_from(SPANS), columns=st.integers(1, 200))
def test_the_present_stays_in_the_last_eighth_of_the_window_that_goes_along(
    now: float, span: float, columns: int
) -> None:
    window = Window.up_to(now, span, columns)
    assert columns - max(columns // 8, 1) - 1 <= window.column(now) <= columns
    later = Window.up_to(now + window.column_span / 50, span, columns)
    assert later.left >= window.left


@given(session=any_sessions, window=windows, signs=st.sampled_from([DRAWN, TYPED]))
def test_every_session_is_drawn_in_exactly_its_row(session: Session, window: Window, signs: object) -> None:
    cell = session_row(session, window, NOW, TYPED if signs is TYPED else DRAWN)
    assert cell_len(cell.text) == len(cell.styles) == window.columns
    assert cell.text.isascii() or signs is DRAWN


@pytest.mark.parametrize(
    ("one", "drawn"),
    [
        (session(5, 2), "                   K===  "),
        (session(5, 2, result="Failed"), "                   F===  "),
        (session(5, 2, result="Warning"), "                   W===  "),
        (session(5, 2, result="Cancelled"), "                   o===  "),
        (session(5, None), "                   R====>"),
        (session(0.1, None), "                       R>"),
        (session(30, 20), "<K==="),
        (session(30, 23.5), "K"),
        (session(30, None), "<R======================>"),
        (session(30, 28), "<"),
        (session(2, 5), "                      K"),
        (session(None, 5), "                   K"),
        (session(None, None), "                        R"),
    ],
)
def test_a_bar_begins_with_its_letter_and_tells_at_its_ends_whether_it_goes_on(
    one: Session, drawn: str
) -> None:
    assert row(one, Window(NOW - 24 * 3600, 26 * 3600, 26)).rstrip(" |") == drawn.rstrip()


def test_a_session_of_which_nothing_is_known_has_a_question_mark() -> None:
    unknown = Session(id=SessionId("x"), state="Stopped", result="Success")
    assert extent(unknown, NOW) is None
    assert row(unknown).rstrip(" |") == "?"


def test_one_that_is_to_come_lies_beyond() -> None:
    assert row(session(-48, -50)).endswith(">")
    assert row(session(-48, -49, result="Failed"), Window(NOW, 100 * 3600, 100)).strip(" |").startswith("F=")


def test_the_line_at_the_present_is_behind_the_bars() -> None:
    window = Window(NOW - 12 * 3600, 24 * 3600, 24)
    assert row(session(5, 4), window) == "       K=   |           "
    assert row(session(5, -4), window) == "       K=========       "


# -- many in one row ----------------------------------------------------------------------------------


def lane(*some: Session) -> Lane:
    made = Lane()
    for one in some:
        made.put(one)
    return made


def test_an_organizations_row_has_the_worst_result_and_how_many_there_were() -> None:
    many = lane(session(20, 10), session(15, 12, result="Failed"), session(5, None), session(4.5, 3.5))
    window = Window(NOW - 24 * 3600, 26 * 3600, 26)
    assert lane_row(many, window, NOW, TYPED).text == "    K====F222K=    R2===> "


@given(some=st.lists(any_sessions, max_size=8), window=windows)
def test_an_organizations_row_is_as_wide_as_its_window_and_hides_no_failure(
    some: list[Session], window: Window
) -> None:
    cell = lane_row(lane(*some), window, NOW, TYPED)
    assert len(cell.text) == len(cell.styles) == window.columns
    alone = [session_row(one, window, NOW, TYPED) for one in some if one.status is Status.FAILED]
    assert not any("F" in drawn.text for drawn in alone) or "red" in "".join(cell.styles) or ">" in cell.text


# -- the histogram ------------------------------------------------------------------------------------


def test_heights_are_relative_to_the_largest_and_one_is_always_seen() -> None:
    assert histogram_row([0, 1, 50, 100], DRAWN) == " ▁▄█"
    assert histogram_row([0, 0], DRAWN) == "  "


def test_in_ascii_heights_are_numbers_and_up_to_nine_those_of_the_sessions() -> None:
    assert histogram_row([0, 1, 2, 9], TYPED) == " 129"
    assert histogram_row([0, 1, 50, 100], TYPED) == " 159"


def test_the_worst_result_of_a_column_wins() -> None:
    counts = {status: [0, 0, 0] for status in Status}
    counts[Status.SUCCESS] = [5, 5, 0]
    counts[Status.FAILED] = [0, 1, 0]
    assert worst_of_each(counts) == [Status.SUCCESS, Status.FAILED, None]


def test_every_result_has_a_letter_of_its_own() -> None:
    assert len(set(LETTERS.values())) == len(Status)
    assert isinstance(session_row(session(1, 0), HOURS, NOW, TYPED), Cell)

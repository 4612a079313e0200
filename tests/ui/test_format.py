from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style

from vbo_tui.model.session import Session, SessionId
from vbo_tui.ui import format as fmt
from vbo_tui.ui.format import TimeMode

NOON = datetime(2026, 9, 24, 12, tzinfo=UTC)


def session(state: str = "", result: str = "") -> Session:
    return Session(id=SessionId("a"), state=state, result=result)


@pytest.mark.parametrize(
    ("state", "result", "word"),
    [
        ("Working", "Success", "RUN"),
        ("Working", "", "RUN"),
        ("working", "Warning", "RUN/W"),
        ("Working", "Failed", "RUN/F"),
        ("Working", "Odd", "RUN"),
        ("Stopped", "Success", "OK"),
        ("Stopped", "warning", "WARN"),
        ("STOPPED", "Failed", "FAIL"),
        ("Stopped", "Odd", "Odd"),
        ("Stopped", "", "Stopped"),
        ("Pending", "Success", "Pending"),
        ("", "Success", "-"),
        ("", "", "-"),
    ],
)
def test_a_status_is_one_word_and_what_we_do_not_know_is_the_servers_own(
    state: str, result: str, word: str
) -> None:
    assert fmt.status_word(session(state, result)) == word


@pytest.mark.parametrize("state", ["Working", "Stopped", "Odd", ""])
@pytest.mark.parametrize("result", ["Success", "Warning", "Failed", "Odd", ""])
def test_every_status_has_a_style_of_the_terminals_own_16_colours(state: str, result: str) -> None:
    style = Style.parse(fmt.status_style(session(state, result)))
    assert style.color is not None
    assert style.color.number is not None
    assert style.color.number < 16


@pytest.mark.parametrize(
    ("word", "name", "short"),
    [
        ("Vex", "Exchange", "Exch"),
        ("VEOD", "OneDrive", "OneD"),
        ("vesp", "SharePoint", "SP"),
        ("Vet", "Teams", "Team"),
        ("Vnew", "Vnew", "Vnew"),
        ("", "", ""),
    ],
)
def test_a_type_is_named_by_what_it_restores(word: str, name: str, short: str) -> None:
    assert (fmt.type_name(word), fmt.type_short(word)) == (name, short)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-5, "0s"),
        (0, "0s"),
        (41.9, "41s"),
        (60, "1m00s"),
        (130, "2m10s"),
        (3599, "59m59s"),
        (3780, "1h03m"),
        (86399, "23h59m"),
        (3 * 86400 + 4 * 3600, "3d04h"),
        (99 * 86400, "99d00h"),
        (100 * 86400, "100d"),
        (1000 * 86400, "2y"),
    ],
)
def test_a_duration_has_its_two_largest_units(seconds: float, text: str) -> None:
    assert fmt.duration(timedelta(seconds=seconds)) == text


@given(st.timedeltas())
def test_no_duration_is_wider_than_its_column(value: timedelta) -> None:
    assert 2 <= len(fmt.duration(value)) <= 8
    if value < timedelta(days=100 * 365):
        assert len(fmt.duration(value)) <= 6


def test_an_instant_is_relative_local_or_utc(in_berlin: None) -> None:
    value = NOON - timedelta(hours=1, minutes=3)
    assert fmt.instant(value, TimeMode.RELATIVE, NOON) == "1h03m ago"
    assert fmt.instant(value, TimeMode.LOCAL, NOON) == "2026-09-24 12:57"
    assert fmt.instant(value, TimeMode.UTC, NOON) == "2026-09-24 10:57"
    assert fmt.instant(None, TimeMode.LOCAL, NOON) == "-"


def test_an_instant_to_come_is_not_in_the_past() -> None:
    assert fmt.instant(NOON + timedelta(minutes=5), TimeMode.RELATIVE, NOON) == "in 5m00s"


def test_an_instant_of_another_zone_is_converted() -> None:
    value = datetime(2017, 6, 26, 22, 7, 39, tzinfo=timezone(timedelta(hours=-7)))
    assert fmt.instant(value, TimeMode.UTC, NOON) == "2017-06-27 05:07"
    assert fmt.exact(value) == "2017-06-26 22:07:39-07:00"


@pytest.mark.parametrize("mode", TimeMode)
@given(
    value=st.datetimes(
        timezones=st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
    )
)
def test_no_instant_is_too_far_or_too_wide(mode: TimeMode, value: datetime) -> None:
    assert len(fmt.instant(value, mode, NOON)) <= 16
    assert fmt.exact(value)
    assert fmt.age(value, NOON)


@pytest.mark.parametrize("value", ["0001-01-01T00:00:00", "9999-12-31T23:59:59.999999"])
@pytest.mark.parametrize("offset", ["-23:00", "+23:00"])
def test_the_edges_of_the_calendar_stay_on_it(value: str, offset: str) -> None:
    edge = datetime.fromisoformat(value + offset)
    for mode in TimeMode:
        assert fmt.instant(edge, mode, NOON)


def test_the_zone_is_named_shortly(in_berlin: None) -> None:
    assert TimeMode.UTC.zone_name(NOON) == "UTC"
    assert TimeMode.LOCAL.zone_name(NOON) == "CEST"
    assert TimeMode.LOCAL.zone_name(NOON + timedelta(days=90)) == "CET"
    assert TimeMode.RELATIVE.zone_name(NOON) == ""


def test_a_zone_with_a_long_name_is_named_by_its_offset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "LONGNAME-5:30")
    time.tzset()
    try:
        assert TimeMode.LOCAL.zone_name(NOON) == "+0530"
    finally:
        monkeypatch.undo()
        time.tzset()


def test_the_time_mode_goes_round() -> None:
    assert [mode.next for mode in TimeMode] == [TimeMode.LOCAL, TimeMode.UTC, TimeMode.RELATIVE]


@pytest.mark.parametrize(
    ("text", "width", "cut"),
    [
        ("abc", 5, "abc  "),
        ("abcdef", 5, "abcd~"),
        ("日本語", 6, "日本語"),
        ("日本語", 5, "日本~"),
        ("日本語", 4, "日 ~"),
        ("e\u0301e\u0301", 2, "e\u0301e\u0301"),
        ("[/red]", 6, "[/red]"),
        ("a\x1b[2J", 6, "a\ufffd[2J "),
        ("a\u202eb", 3, "a\ufffdb"),
        ("a\u00a0b", 3, "a b"),
        ("\u2764\ufe0f", 2, "\u2764 "),
        ("abc", 0, ""),
        ("abc", 1, "~"),
    ],
)
def test_a_cell_is_as_wide_as_its_column(text: str, width: int, cut: str) -> None:
    assert fmt.cell(text, width) == cut


@given(st.text(max_size=50), st.integers(0, 40))
def test_no_text_breaks_the_alignment(text: str, width: int) -> None:
    printed = fmt.cell(text, width)
    assert cell_len(printed) == width
    assert printed.isprintable()


def test_megabytes_are_cut_without_being_read() -> None:
    assert fmt.cell("x" * 10_000_000, 5) == "xxxx~"
    printed = fmt.cell("e" + "\u0301" * 10_000_000, 5)
    assert len(printed) < 100
    assert printed.endswith("~")


def test_a_session_at_work_counts_seconds_in_its_first_minute_alone() -> None:
    for seconds, text in (
        (0, "0s"),
        (59, "59s"),
        (60, "1m"),
        (3599, "59m"),
        (3600, "1h00m"),
        (90_000, "1d01h"),
    ):
        working = Session(id=SessionId("a"), state="Working", created=NOON - timedelta(seconds=seconds))
        assert fmt.lasting(working, NOON) == text
        ended = Session(id=SessionId("a"), state="Stopped", created=working.created, ended=NOON)
        assert fmt.lasting(ended, NOON) == fmt.lasted(ended, NOON)
    assert fmt.lasting(Session(id=SessionId("a"), state="Working"), NOON) == "-"

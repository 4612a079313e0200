from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from vbo_tui.ui.format import TimeMode
from vbo_tui.ui.time_scale import column_name, scale, span_name
from vbo_tui.ui.timeline import FIRST, LAST, SPANS, Window

NOW = datetime(2026, 9, 24, 14, 3, tzinfo=UTC).timestamp()


def drawn(span: float, columns: int, mode: TimeMode = TimeMode.UTC) -> str:
    return scale(Window.up_to(NOW, span, columns), NOW, mode, "|")


def test_each_name_begins_at_its_column() -> None:
    window = Window.up_to(NOW, 86400, 48)
    text = scale(window, NOW, TimeMode.UTC, "|")
    assert text == "      |18:00      |09-24      |06:00         now"
    six = datetime(2026, 9, 24, 6, tzinfo=UTC).timestamp()
    assert text.index("|06:00") == window.column(six)
    assert text.index("|09-24") == window.column(six - 6 * 3600)


def test_a_window_without_a_midnight_on_another_day_says_which() -> None:
    assert scale(Window.up_to(NOW, 10800, 48).moved(-15), NOW, TimeMode.UTC, "|").split()[0] == "|09-22"


def test_times_are_in_the_chosen_zone(in_berlin: None) -> None:
    window = Window.up_to(NOW, 86400, 48)
    local = scale(window, NOW, TimeMode.LOCAL, "|")
    assert local.index("|09-24") == window.column(datetime(2026, 9, 23, 22, tzinfo=UTC).timestamp())


def test_days_begin_at_midnight_on_both_sides_of_a_change_of_the_clocks(in_berlin: None) -> None:
    noon = datetime(2026, 10, 28, 12, tzinfo=UTC).timestamp()
    window = Window.up_to(noon, 7 * 86400, 160)
    text = scale(window, noon, TimeMode.LOCAL, "|")
    for day, hour in ((24, 22), (27, 23)):
        midnight = datetime(2026, 10, day, hour, tzinfo=UTC).timestamp()
        assert text.index(f"|10-{day + 1}") == window.column(midnight)


def test_relative_times_count_back_from_now() -> None:
    assert drawn(86400, 48, TimeMode.RELATIVE) == "          |-18h       |-12h       |-6h       now"
    assert drawn(10800, 48, TimeMode.RELATIVE) == "    |-2h30m |-2h    |-1h30m |-1h    |-30m   now "


@given(
    left=st.one_of(st.floats(FIRST, LAST), st.just(FIRST), st.just(LAST)),
    span=st.sampled_from(SPANS),
    columns=st.integers(1, 200),
    mode=st.sampled_from(list(TimeMode)),
)
def test_a_scale_is_as_wide_as_its_window_wherever_that_is(
    left: float, span: float, columns: int, mode: TimeMode
) -> None:
    assert len(scale(Window(left, span, columns), NOW, mode, "|")) == columns


@given(span=st.sampled_from(SPANS), columns=st.integers(24, 200), mode=st.sampled_from(list(TimeMode)))
def test_there_is_always_something_to_read_the_time_by(span: float, columns: int, mode: TimeMode) -> None:
    text = scale(Window.up_to(NOW, span, columns), NOW, mode, "|")
    assert "now" in text
    assert "|" in text


def test_spans_and_columns_have_short_names() -> None:
    assert [span_name(span) for span in SPANS] == ["1h", "3h", "6h", "12h", "24h", "3d", "7d", "30d"]
    names = {45: "45s", 60: "1m", 1920: "32m", 3600: "1h", 5400: "1h30m", 43200: "12h", 86400: "1d"}
    assert {seconds: column_name(seconds) for seconds in names} == names

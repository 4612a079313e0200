"""The lines of the detail pane: wrapped, marked, painted one by one."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.text import Text
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.widget import Widget

from tests.ui.newer import printed
from tests.ui.stage import until
from vbo_tui.ui.painting import paint
from vbo_tui.ui.seeking import Search
from vbo_tui.ui.widgets.field_list import FieldList
from vbo_tui.ui.wrapping import wrapped


class Listing(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.chosen: list[int] = []

    def compose(self) -> ComposeResult:
        yield FieldList()

    def on_field_list_chosen(self, message: FieldList.Chosen) -> None:
        self.chosen.append(message.line)


def texts(count: int, text: Callable[[int], str] = "line {}".format) -> list[Text]:
    return [Text(text(number)) for number in range(count)]


@given(st.text(max_size=300), st.integers(1, 60))
def test_wrapping_loses_nothing_and_no_row_is_too_wide(text: str, width: int) -> None:
    rows = wrapped(text, width)
    assert "".join(text[start:end] for start, end in rows) == text
    for start, end in rows:
        assert cell_len(text[start:end]) <= width or end - start == 1


def test_a_line_breaks_behind_a_blank_where_there_is_one() -> None:
    assert wrapped("the quick brown fox", 10) == [(0, 10), (10, 19)]
    assert wrapped("there quickbrownfoxjumps", 10) == [(0, 6), (6, 16), (16, 24)]
    assert wrapped("a quickbrownfoxjumps", 10) == [(0, 10), (10, 20)], "but not where that leaves it empty"
    assert wrapped("", 10) == [(0, 0)]


async def test_every_cell_of_a_long_line_is_printed_with_and_without_a_scrollbar() -> None:
    app = Listing()
    async with app.run_test(size=(40, 10)) as pilot:
        listed = app.query_one(FieldList)
        long = "".join(chr(ord("a") + number % 26) for number in range(100))
        for count in (1, 30):
            listed.show([Text(long) for _ in range(count)])
            await pilot.pause()
            assert "".join(printed(listed)[:3]) == long


async def test_keys_move_the_cursor_and_keep_it_in_view() -> None:
    app = Listing()
    async with app.run_test(size=(40, 10)) as pilot:
        listed = app.query_one(FieldList)
        listed.focus()
        listed.show(texts(50))
        await pilot.press("j", "j", "k")
        assert listed.highlighted == 1
        await pilot.press("G")
        assert listed.highlighted == 49
        await until(pilot, lambda: printed(listed)[-1] == "line 49")
        await pilot.press("ctrl+u")
        assert listed.highlighted == 40
        await pilot.press("g", "ctrl+d", "enter")
        assert listed.highlighted == 9
        await until(pilot, lambda: app.chosen == [9])
        await pilot.press("g", "k")
        assert listed.highlighted == 0


async def test_a_line_longer_than_the_page_is_seen_whole_before_the_next_one() -> None:
    app = Listing()
    async with app.run_test(size=(21, 5)) as pilot:
        listed = app.query_one(FieldList)
        listed.focus()
        listed.show([Text("x" * 130 + "END"), Text("next")])
        seen = []
        while listed.highlighted == 0:
            seen += printed(listed)
            await pilot.press("j")
        assert any("END" in row for row in seen)


async def test_the_cursor_keeps_its_line_number_and_survives_fewer_lines() -> None:
    app = Listing()
    async with app.run_test(size=(40, 10)):
        listed = app.query_one(FieldList)
        listed.show(texts(20))
        listed.highlighted = 12
        listed.show(texts(30))
        assert listed.highlighted == 12
        listed.show(texts(5))
        assert listed.highlighted == 4
        listed.show([])
        assert listed.highlighted is None
        listed.action_cursor(1)
        listed.action_page(1)
        listed.action_select()


async def test_only_rows_that_print_differently_are_painted(monkeypatch: pytest.MonkeyPatch) -> None:
    painted: list[int] = []
    app = Listing()
    async with app.run_test(size=(40, 10)) as pilot:
        listed = app.query_one(FieldList)
        listed.show(texts(8))
        await pilot.pause()

        def note(widget: Widget, region: Region) -> None:
            painted.append(region.y)
            paint(widget, region)

        monkeypatch.setattr("vbo_tui.ui.widgets.field_list.paint", note)
        listed.show(texts(8))
        assert painted == [], "nothing changed"
        listed.show([*texts(5), Text("other"), *texts(8)[6:]])
        assert painted == [5]
        await pilot.pause()
        painted.clear()
        listed.highlighted = 2
        assert painted == [0, 2]


async def test_hits_are_marked_and_the_one_under_the_cursor_is_still_seen() -> None:
    app = Listing()
    async with app.run_test(size=(40, 10)) as pilot:
        listed = app.query_one(FieldList)
        listed.show([Text("an Inbox"), Text("none"), Text("inbox INBOX")])
        listed.mark(Search("inbox").marks)
        await pilot.pause()

        def marked(y: int) -> list[str]:
            strip = listed.render_line(y)
            return [s.text for s in strip if s.style and (s.style.reverse or s.style.underline)]

        assert "Inbox" in marked(0)
        assert marked(1) == []
        assert marked(2) == ["inbox", "INBOX"]
        listed.mark(Search("").marks)
        assert marked(2) == []


async def test_many_lines_are_shown_within_a_keys_time() -> None:
    app = Listing()
    async with app.run_test(size=(100, 40)):
        listed = app.query_one(FieldList)
        lines = texts(5000, '      "name{}": "some value of some length",'.format)
        began = time.process_time()
        listed.show(lines)
        assert time.process_time() - began < 0.2

from __future__ import annotations

from collections.abc import Callable

import pytest
from rich.text import Text
from textual.app import App, ComposeResult
from textual.coordinate import Coordinate
from textual.geometry import Region, Size
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widgets import DataTable
from textual.widgets.data_table import CellDoesNotExist, CellKey, ColumnKey, RowDoesNotExist, RowKey

from vbo_tui.ui.columns import ID, MARK, STATUS
from vbo_tui.ui.slots import Cell, Slot
from vbo_tui.ui.widgets.painted_table import STRIPS
from vbo_tui.ui.widgets.virtual_table import VirtualTable

SLOTS = (Slot(MARK, 1, 0), Slot(STATUS, 5, 1), Slot(ID, 20, 0))


class Numbers:
    """Fulfils ``RowSource``: so many rows, each of its number; counts how often it is asked."""

    def __init__(self, count: int) -> None:
        self.names = [str(number) for number in range(count)]
        self.words: dict[str, str] = {}
        self.asked = 0

    def __len__(self) -> int:
        return len(self.names)

    def key(self, row: int) -> str:
        return self.names[row]

    def row(self, key: str) -> int | None:
        return self.names.index(key) if key in self.names else None

    def cells(self, row: int) -> tuple[Cell, ...]:
        self.asked += 1
        name = self.names[row]
        return Cell(""), Cell(self.words.get(name, "OK"), "green"), Cell(f"row {name}")


class Watched(VirtualTable):
    """Remembers which parts of it were painted again."""

    def __init__(self, source: Numbers) -> None:
        self.painted: list[Region] = []
        self.lines: list[int] = []
        super().__init__(source)

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Watched:
        self.painted.extend(regions or [Region(0, 0, *self.size)])
        super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
        return self

    def render_line(self, y: int) -> Strip:
        self.lines.append(y)
        return super().render_line(y)


class TableApp(App[None]):
    def __init__(self, count: int) -> None:
        super().__init__(ansi_color=True)
        self.theme = "ansi-dark"
        self.source = Numbers(count)
        self.selected: list[str | None] = []
        self.highlighted: list[int] = []

    def compose(self) -> ComposeResult:
        yield Watched(self.source)

    def on_mount(self) -> None:
        self.table.set_columns(SLOTS, ["", "St", "Id"])
        self.table.rows_changed()
        self.table.focus()

    @property
    def table(self) -> Watched:
        return self.query_one(Watched)

    def on_data_table_row_selected(self, event: DataTable.RowSelected) -> None:
        self.selected.append(event.row_key.value)

    def on_data_table_row_highlighted(self, event: DataTable.RowHighlighted) -> None:
        self.highlighted.append(event.cursor_row)


def screen(table: VirtualTable) -> list[str]:
    """Return what the table prints, line by line."""
    return [strip.text.rstrip() for strip in table.render_lines(Region(0, 0, *table.size))]


async def until(pilot: Pilot[None], fact: Callable[[], bool]) -> None:
    """Let the app run until ``fact`` holds; give up after 200 idle turns."""
    for _ in range(200):
        if fact():
            return
        await pilot.pause()
    raise AssertionError("it never came true")


async def test_only_the_rows_that_are_seen_are_asked_for() -> None:
    app = TableApp(100_000)
    async with app.run_test(size=(30, 10)) as pilot:
        await pilot.pause()
        assert screen(app.table)[:3] == [" St    Id", " OK    row 0", " OK    row 1"]
        assert app.source.asked < 300
        assert app.table.row_count == 100_000
        app.source.asked = 0
        await pilot.press("ctrl+end")
        assert screen(app.table)[-1] == " OK    row 99999"
        assert app.source.asked < 300


async def test_it_reads_like_any_datatable() -> None:
    app = TableApp(50)
    async with app.run_test(size=(30, 10)):
        table = app.table
        assert isinstance(table, DataTable)
        assert table.get_row_at(7) == [Text(""), Text("OK", style="green"), Text("row 7")]
        assert table.get_row("7") == table.get_row_at(7)
        assert table.get_row_index("7") == 7
        assert table.get_cell("7", "id") == Text("row 7")
        assert table.get_cell_at(Coordinate(7, 2)) == Text("row 7")
        assert table.get_cell_coordinate("7", "status") == Coordinate(7, 1)
        assert table.coordinate_to_cell_key(Coordinate(7, 2)) == CellKey(RowKey("7"), ColumnKey("id"))
        assert [text.plain for text in table.get_column("id")][:2] == ["row 0", "row 1"]
        assert [column.key.value for column in table.ordered_columns] == ["mark", "status", "id"]


async def test_what_is_not_there_is_refused_like_any_datatable_does() -> None:
    app = TableApp(2)
    async with app.run_test(size=(30, 10)):
        for row in (-1, 2):
            with pytest.raises(RowDoesNotExist):
                app.table.get_row_at(row)
            with pytest.raises(CellDoesNotExist):
                app.table.get_cell_at(Coordinate(row, 0))
        with pytest.raises(RowDoesNotExist):
            app.table.get_row("x")
        with pytest.raises(CellDoesNotExist):
            app.table.get_cell("x", "id")


async def test_only_the_cells_that_differ_are_painted_again() -> None:
    app = TableApp(50)
    async with app.run_test(size=(30, 10)) as pilot:
        await pilot.pause()
        app.table.painted.clear()
        app.table.lines.clear()
        app.source.words["4"] = "FAIL"
        app.table.repaint()
        assert app.table.painted == [Region(1, 5, 6, 1)]
        await until(pilot, lambda: bool(app.table.lines))
        assert app.table.lines == [5]


async def test_nothing_is_painted_where_nothing_differs_or_nobody_looks() -> None:
    app = TableApp(50)
    async with app.run_test(size=(30, 10)) as pilot:
        await pilot.pause()
        app.table.painted.clear()
        app.source.words["40"] = "FAIL"
        app.table.repaint()
        app.table.stale = False
        app.table.empty_text = "nothing"
        assert app.table.painted == []


async def test_a_row_above_the_page_moves_nothing_that_is_seen() -> None:
    app = TableApp(100)
    async with app.run_test(size=(30, 10)) as pilot:
        app.table.move_cursor(row=50)
        await pilot.pause()
        before = screen(app.table)
        top = app.table.scroll_offset.y
        app.table.painted.clear()
        with app.table.settling():
            app.source.names.insert(0, "new")
            app.table.rows_changed()
            app.table.cursor_coordinate = Coordinate(51, 0)
            app.table.scroll_rows(top + 1)
        await pilot.pause()
        assert app.table.painted == []
        assert screen(app.table) == before


async def test_the_cursor_repaints_two_rows() -> None:
    app = TableApp(50)
    async with app.run_test(size=(30, 10)) as pilot:
        await pilot.pause()
        app.table.painted.clear()
        await pilot.press("down")
        assert sorted(region.y for region in app.table.painted) == [1, 2]


@pytest.mark.parametrize("keys", [["down"] * 3, ["down", "down", "up"], ["pagedown"], ["ctrl+end"]])
async def test_the_row_under_the_cursor_is_always_seen(keys: list[str]) -> None:
    app = TableApp(50)
    async with app.run_test(size=(30, 6)) as pilot:
        await pilot.press(*keys)
        row = app.table.cursor_row
        assert f" OK    row {row}" in screen(app.table)
        assert app.highlighted[-1] == row


async def test_a_page_moves_cursor_and_rows_alike() -> None:
    app = TableApp(50)
    async with app.run_test(size=(30, 11)) as pilot:
        await pilot.press("down", "down", "pagedown")
        assert (app.table.cursor_row, app.table.scroll_y) == (12, 10)
        app.table.action_half_page(1)
        assert (app.table.cursor_row, app.table.scroll_y) == (17, 15)
        await pilot.press("pageup")
        assert (app.table.cursor_row, app.table.scroll_y) == (7, 5)
        await pilot.press("pageup")
        assert (app.table.cursor_row, app.table.scroll_y) == (0, 0)


async def test_enter_tells_the_name_of_the_row() -> None:
    app = TableApp(50)
    async with app.run_test(size=(30, 10)) as pilot:
        await pilot.press("down", "enter")
        await until(pilot, lambda: app.selected == ["1"])


async def test_a_mouse_moves_the_cursor_and_chooses() -> None:
    app = TableApp(50)
    async with app.run_test(size=(30, 10)) as pilot:
        await pilot.hover(Watched, offset=(3, 4))
        await pilot.click(Watched, offset=(3, 4))
        assert app.table.cursor_row == 3
        await pilot.click(Watched, offset=(3, 4))
        await until(pilot, lambda: app.selected == ["3"])
        await pilot.click(Watched, offset=(3, 0))
        assert app.table.cursor_row == 3


async def test_an_empty_table_says_why_in_lines_that_fit() -> None:
    app = TableApp(0)
    async with app.run_test(size=(20, 8)) as pilot:
        app.table.empty_text = "Nothing matches /fred - Esc shows all 480"
        await pilot.pause()
        assert screen(app.table)[2:5] == [" Nothing matches", " /fred - Esc shows", " all 480"]
        await pilot.press("down", "up", "pagedown", "enter", "ctrl+end", "ctrl+home")
        assert app.selected == []
        app.source.names.append("0")
        app.table.rows_changed()
        app.table.repaint()
        await pilot.pause()
        assert screen(app.table)[1:3] == [" OK    row 0", ""]


async def test_columns_laid_out_anew_are_painted_anew() -> None:
    app = TableApp(3)
    async with app.run_test(size=(30, 6)) as pilot:
        await pilot.pause()
        app.table.set_columns((Slot(MARK, 1, 0), Slot(STATUS, 10, 1), Slot(ID, 15, 0)), ["", "St", "Id"])
        app.table.repaint()
        await pilot.pause()
        assert screen(app.table)[:2] == [" St         Id", " OK         row 0"]


async def test_stale_rows_are_dim_and_the_header_is_not() -> None:
    app = TableApp(3)
    async with app.run_test(size=(30, 6)) as pilot:
        app.table.stale = True
        await pilot.pause()
        header, cursor, row, *_ = app.table.render_lines(Region(0, 0, *app.table.size))
        assert all(segment.style and segment.style.dim for line in (cursor, row) for segment in line)
        assert not any(segment.style and segment.style.dim for segment in header)


async def test_no_way_of_the_plain_table_reaches_for_row_objects() -> None:
    app = TableApp(50)
    async with app.run_test(size=(30, 10)) as pilot:
        table = app.table
        table.show_header = True
        table.cell_padding = 1
        table.cell_padding = 0
        table.show_row_labels = False
        table.show_cursor = False
        table.show_cursor = True
        table.cursor_type = "none"
        table.cursor_type = "row"
        table.hover_coordinate = Coordinate(3, 0)
        table.refresh_coordinate(Coordinate(3, 0))
        table.refresh_row(4)
        table.move_cursor(row=20, animate=True)
        await pilot.pause()
        assert " OK    row 20" in screen(table)
        assert table.virtual_size == Size(30, 51)


async def test_the_painted_lines_that_are_kept_are_bounded() -> None:
    app = TableApp(3000)
    async with app.run_test(size=(30, 30)) as pilot:
        await pilot.pause()
        for _ in range(40):
            app.table.action_page_down()
            screen(app.table)
        assert app.table.cursor_row == 40 * 29
        assert app.table.strips_kept <= STRIPS


@pytest.mark.parametrize("rows", [0, 1, 5, 300])
async def test_no_size_is_too_small_or_too_large(rows: int) -> None:
    app = TableApp(rows)
    async with app.run_test(size=(80, 24)) as pilot:
        for width, height in [(1, 1), (2, 1), (1, 2), (3, 60), (200, 1), (200, 60), (7, 3)]:
            await pilot.resize_terminal(width, height)
            await pilot.press("down", "pagedown", "up", "ctrl+end")
            assert all(
                strip.cell_length == width for strip in app.table.render_lines(Region(0, 0, width, height))
            )

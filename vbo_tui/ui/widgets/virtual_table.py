"""A DataTable that keeps no cells of its own: it asks for the rows that are seen.

The plain DataTable holds an object, a dictionary and a height for every row, and paints itself
anew when one cell changes. Here a row is made when it is looked at, a line is one strip, and only
the cells that would print differently are painted again. For users, CSS and tests it stays a
DataTable: rows are counted, found and read as ever; but they are changed at their source.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from textwrap import wrap
from typing import Any, NamedTuple, Protocol, Self

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import events
from textual.cache import LRUCache
from textual.coordinate import Coordinate
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widgets import DataTable
from textual.widgets.data_table import CellDoesNotExist, CellKey, ColumnKey, RowDoesNotExist, RowKey

from vbo_tui.ui import format as fmt
from vbo_tui.ui.columns import Cell, Slot

STRIPS = 512
"""Painted lines that are kept: some screens full."""

HEADER = 1
"""Lines of the header."""


class RowSource(Protocol):
    """Where the rows are."""

    def __len__(self) -> int:
        """Return how many rows there are."""

    def key(self, row: int) -> str:
        """Return what names a row for good."""

    def row(self, key: str) -> int | None:
        """Return where the row of that name is now; None where there is none."""

    def cells(self, row: int) -> tuple[Cell, ...]:
        """Return what a row prints now, a cell for each column."""


class Look(NamedTuple):
    """All that the print of one line depends on; equal looks are equal lines."""

    kind: str
    """``header``, ``row``, ``cursor`` or ``text``."""
    cells: tuple[Cell, ...]
    focused: bool = False
    stale: bool = False


class VirtualTable(DataTable[Text]):
    """Rows of one line each under a row cursor; never scrolls sideways."""

    DEFAULT_CSS = """
    VirtualTable {
        height: 1fr;
        overflow-x: hidden;
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
        & > .datatable--header { text-style: bold underline; }
        &:ansi > .datatable--header { background: ansi_default; }
        & > .datatable--cursor { text-style: underline; }
        &:focus > .datatable--cursor { text-style: bold; }
        &:nocolor:focus > .datatable--cursor { text-style: reverse; }
    }
    """

    def __init__(self, source: RowSource, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        """Show the rows of ``source``; tell of its changes by ``rows_changed`` or ``repaint``."""
        self.source = source
        self._slots: tuple[Slot, ...] = ()
        self._titles: tuple[Cell, ...] = ()
        self._strips: LRUCache[tuple[Look, int], Strip] = LRUCache(STRIPS)
        self._painted: dict[int, Look] = {}
        self._unsettled = 0
        self._empty_text = ""
        self._stale = False
        super().__init__(cursor_type="row", cell_padding=0, show_row_labels=False, id=id)

    # -- what is to be seen -------------------------------------------------------------------

    @property
    def empty_text(self) -> str:
        """What stands in place of the rows where there are none."""
        return self._empty_text

    @empty_text.setter
    def empty_text(self, text: str) -> None:
        self._empty_text = text
        self.repaint()

    @property
    def stale(self) -> bool:
        """Whether the rows are dim, because they may no longer be true."""
        return self._stale

    @stale.setter
    def stale(self, stale: bool) -> None:
        self._stale = stale
        self.repaint()

    @property
    def page(self) -> int:
        """How many rows are seen at once; at least 1."""
        return max(self.size.height - HEADER, 1)

    def set_columns(self, slots: Sequence[Slot], titles: Sequence[str]) -> None:
        """Lay the columns out, with a title for each."""
        if tuple(slots) == self._slots and tuple(titles) == tuple(cell.text for cell in self._titles):
            return
        same = [slot.column.key for slot in slots] == [key.value for key in self.columns]
        self._slots, self._titles = tuple(slots), tuple(Cell(text) for text in titles)
        if not same:
            for key in list(self.columns):
                self.remove_column(key)
        for slot, text in zip(slots, titles, strict=True):
            if not same:
                self.add_column(Text(text), width=slot.width + slot.gap, key=slot.column.key)
            else:
                column = self.columns[ColumnKey(slot.column.key)]
                column.label, column.width = Text(text), slot.width + slot.gap
        self._strips.clear()

    @contextmanager
    def settling(self) -> Iterator[None]:
        """Hold the painting back while rows, cursor and page move; then paint what differs, once."""
        self._unsettled += 1
        try:
            yield
        finally:
            self._unsettled -= 1
            self.repaint()

    def rows_changed(self) -> None:
        """Take in that rows may have come or gone."""
        if self.virtual_size.height != len(self.source) + HEADER:
            self.virtual_size = Size(self.size.width, len(self.source) + HEADER)

    def repaint(self) -> None:
        """Paint again those visible cells that print differently now; nothing where nothing does."""
        if self._unsettled or not self.is_mounted:
            return
        for y in range(self.size.height):
            region = self._difference(y)
            if region:
                self.refresh(region)

    # -- painting -----------------------------------------------------------------------------

    def _difference(self, y: int) -> Region:
        """Return the part of line ``y`` (0 is the header) that no longer prints as it was painted."""
        whole = Region(0, y, self.size.width, 1)
        before, look = self._painted.get(y), self._look(y)
        if before == look:
            return Region()
        if before is None or before._replace(cells=()) != look._replace(cells=()):
            return whole
        if look.kind == "text" or not len(before.cells) == len(look.cells) == len(self._slots):
            return whole
        start, end = self._changed_span(before.cells, look.cells)
        return Region(start, y, end - start, 1).intersection(whole)

    def _changed_span(self, before: tuple[Cell, ...], after: tuple[Cell, ...]) -> tuple[int, int]:
        """Return from which cell to which one the line differs."""
        x, starts, ends = 0, [], []
        for slot, old, new in zip(self._slots, before, after, strict=True):
            if old != new:
                starts.append(x)
                ends.append(x + slot.width + slot.gap)
            x += slot.width + slot.gap
        return starts[0], ends[-1]

    def _look(self, y: int) -> Look:
        if y < HEADER:
            return Look("header", self._titles)
        row = y - HEADER + self.scroll_offset.y
        if not self.is_valid_row_index(row):
            return Look("text", (Cell(self._text_at(row)),))
        on = self.show_cursor and row == self.cursor_row
        return Look("cursor" if on else "row", self.source.cells(row), on and self.has_focus, self._stale)

    def _text_at(self, row: int) -> str:
        """Return what stands on a line without a row: of an empty table, a line of its text."""
        if self.row_count or not self._empty_text:
            return ""
        lines = wrap(self._empty_text, max(self.size.width - 2, 1))
        top = 1 if self.page > len(lines) else 0
        return f" {lines[row - top]}" if top <= row < top + len(lines) else ""

    def render_line(self, y: int) -> Strip:
        """Return line ``y`` of what is seen, the header first."""
        look, width = self._look(y), self.size.width
        self._painted[y] = look
        strip = self._strips.get((look, width))
        if strip is None:
            strip = self._strips[(look, width)] = self._strip(look, width)
        return strip

    def _strip(self, look: Look, width: int) -> Strip:
        base = self.rich_style
        if look.kind == "text":
            text = fmt.cell(look.cells[0].text, width)
            return Strip([Segment(text, base + Style(dim=True))], width) if width else Strip([])
        over = self._style_over(look)
        segments = []
        for slot, cell in zip(self._slots, look.cells, strict=False):
            style = base + _calm(Style.parse(cell.style), look) + over
            segments.append(Segment(fmt.cell(cell.text, slot.width), style))
            segments.append(Segment(" " * slot.gap, base + over))
        return Strip(segments).adjust_cell_length(width, base + over).simplify()

    def _style_over(self, look: Look) -> Style:
        """Return what a line of this kind wears over the styles of its cells."""
        if look.kind == "header":
            return self.get_component_rich_style("datatable--header")
        dim = Style(dim=True, bold=False) if look.stale else Style()
        return (self.get_component_rich_style("datatable--cursor") + dim) if look.kind == "cursor" else dim

    def notify_style_update(self) -> None:
        """Forget what was painted in other styles."""
        self._strips.clear()
        self._painted.clear()
        super().notify_style_update()

    # -- cursor and page ----------------------------------------------------------------------

    def watch_cursor_coordinate(self, old_coordinate: Coordinate, new_coordinate: Coordinate) -> None:
        """Bring the cursor's row into view, and tell of it."""
        if old_coordinate.row != new_coordinate.row:
            with self.settling():
                self.reveal(new_coordinate.row)
            if self.is_valid_row_index(new_coordinate.row):
                key = RowKey(self.source.key(new_coordinate.row))
                self.post_message(DataTable.RowHighlighted(self, new_coordinate.row, key))

    def move_cursor(
        self, *, row: int | None = None, column: int | None = None, animate: bool = False, scroll: bool = True
    ) -> None:
        """Put the cursor on ``row``; there are no others than row cursors, and nothing is animated."""
        with self.settling():
            if row is not None:
                self.cursor_coordinate = Coordinate(row, 0)
            if scroll:
                self.reveal(self.cursor_row)

    def reveal(self, row: int) -> None:
        """Scroll no further than it takes to see ``row``."""
        top = self.scroll_offset.y
        self.scroll_rows(min(max(top, row - self.page + 1), row))

    def scroll_rows(self, top: int) -> None:
        """Show row ``top`` first, or as near to that as the rows allow."""
        self.scroll_to(y=min(max(top, 0), max(self.row_count - self.page, 0)), animate=False, force=True)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Paint only what scrolling changed: a row that came in above moves nothing that is seen."""
        if self.show_vertical_scrollbar:
            self.vertical_scrollbar.position = new_value
        self.repaint()

    def _scroll_cursor_into_view(self, animate: bool = False) -> None:
        """Bring the cursor's row into view.

        Overrides a private method, the one by which the plain table reaches for row objects;
        ``test_no_way_of_the_plain_table_reaches_for_row_objects`` notices when it changes.
        """
        self.reveal(self.cursor_row)

    def action_select_cursor(self) -> None:
        """Tell that the row under the cursor was chosen."""
        if self.is_valid_row_index(self.cursor_row):
            key = RowKey(self.source.key(self.cursor_row))
            self.post_message(DataTable.RowSelected(self, self.cursor_row, key))

    def action_page_down(self) -> None:
        """Go on by a page."""
        self._move_by(self.page)

    def action_page_up(self) -> None:
        """Go back by a page."""
        self._move_by(-self.page)

    def action_half_page(self, direction: int) -> None:
        """Go on (1) or back (-1) by half a page."""
        self._move_by(direction * max(self.page // 2, 1))

    def _move_by(self, rows: int) -> None:
        """Move the cursor and the page alike, so that the cursor stays where it is on the screen."""
        with self.settling():
            self.scroll_rows(self.scroll_offset.y + rows)
            self.move_cursor(row=self.cursor_row + rows)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse points; a row under it already is chosen."""
        row = event.y - HEADER + self.scroll_offset.y
        if event.y < HEADER or not self.is_valid_row_index(row):
            return
        if row == self.cursor_row:
            self.action_select_cursor()
        self.move_cursor(row=row)

    # -- rows, as the plain table has them ------------------------------------------------------

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        return len(self.source)

    @property
    def ordered_rows(self) -> list[Any]:
        """Nothing: there are no row objects, so that no loop runs over all rows."""
        return []

    def validate_virtual_size(self, size: Size) -> Size:
        """Keep the height right, which the plain table would count from its row objects."""
        return Size(self.size.width, len(self.source) + HEADER)

    def is_valid_row_index(self, row_index: int) -> bool:
        """Return whether there is such a row."""
        return 0 <= row_index < len(self.source)

    def get_row_height(self, row_key: RowKey) -> int:
        """Return 1: every row is one line."""
        return 1

    def get_row_index(self, row_key: RowKey | str) -> int:
        """Return where the row of that name is now."""
        name = row_key.value if isinstance(row_key, RowKey) else row_key
        row = None if name is None else self.source.row(name)
        if row is None:
            raise RowDoesNotExist(f"No row exists for row_key={row_key!r}")
        return row

    def get_row_at(self, row_index: int) -> list[Text]:
        """Return what a row prints now."""
        if not self.is_valid_row_index(row_index):
            raise RowDoesNotExist(f"Row index {row_index!r} is not valid.")
        return [Text(fmt.plain(cell.text), style=cell.style) for cell in self.source.cells(row_index)]

    def get_row(self, row_key: RowKey | str) -> list[Text]:
        """Return what the row of that name prints now."""
        return self.get_row_at(self.get_row_index(row_key))

    def get_cell_at(self, coordinate: Coordinate) -> Text:
        """Return what a cell prints now."""
        if not self.is_valid_coordinate(coordinate):
            raise CellDoesNotExist(f"No cell exists at {coordinate!r}.")
        return self.get_row_at(coordinate.row)[coordinate.column]

    def get_cell(self, row_key: RowKey | str, column_key: ColumnKey | str) -> Text:
        """Return what a cell prints now."""
        try:
            return self.get_cell_at(self.get_cell_coordinate(row_key, column_key))
        except RowDoesNotExist as error:
            raise CellDoesNotExist(str(error)) from error

    def get_cell_coordinate(self, row_key: RowKey | str, column_key: ColumnKey | str) -> Coordinate:
        """Return where a cell is now."""
        return Coordinate(self.get_row_index(row_key), self.get_column_index(column_key))

    def coordinate_to_cell_key(self, coordinate: Coordinate) -> CellKey:
        """Return the names of the row and the column at ``coordinate``."""
        if not self.is_valid_coordinate(coordinate):
            raise CellDoesNotExist(f"No cell exists at {coordinate!r}.")
        return CellKey(RowKey(self.source.key(coordinate.row)), self.ordered_columns[coordinate.column].key)

    def refresh_row(self, row_index: int) -> Self:
        """Paint a row again, if it is seen."""
        y = row_index - self.scroll_offset.y + HEADER
        if HEADER <= y < self.size.height:
            self.refresh(Region(0, y, self.size.width, 1))
        return self

    def refresh_coordinate(self, coordinate: Coordinate) -> Self:
        """Paint the row of a cell again, if it is seen."""
        return self.refresh_row(coordinate.row)

    def watch_hover_coordinate(self, old: Coordinate, value: Coordinate) -> None:
        """Nothing follows the mouse."""


def _calm(style: Style, look: Look) -> Style:
    """Return a cell's style so that it is still seen under the cursor, where reverse would be lost."""
    if look.kind == "cursor" and style.reverse:
        return style + Style(reverse=False, underline=True)
    return style

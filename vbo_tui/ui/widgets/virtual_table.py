"""A table that paints only what is seen, and of that only what prints differently than before.

The plain DataTable paints itself anew when one cell changes. Here a row is put into words when it
is looked at, a line is one strip, and a change costs the bytes of the cells that it changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from textwrap import wrap
from typing import NamedTuple, Self

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import events
from textual.cache import LRUCache
from textual.coordinate import Coordinate
from textual.geometry import Region
from textual.strip import Strip
from textual.widgets import DataTable
from textual.widgets.data_table import RowKey

from vbo_tui.ui import format as fmt
from vbo_tui.ui.columns import Cell, Slot
from vbo_tui.ui.widgets.sourced_table import HEADER, RowSource, SourcedTable

STRIPS = 512
"""Painted lines that are kept: some screens full."""


class Look(NamedTuple):
    """All that the print of one line depends on; equal looks are equal lines."""

    kind: str
    """``header``, ``row``, ``cursor`` or ``text``."""
    cells: tuple[Cell, ...]
    focused: bool = False
    stale: bool = False


class VirtualTable(SourcedTable):
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
        self._slots: tuple[Slot, ...] = ()
        self._titles: tuple[Cell, ...] = ()
        self._strips: LRUCache[tuple[Look, int], Strip] = LRUCache(STRIPS)
        self._painted: dict[int, Look] = {}
        self._unsettled = 0
        self._empty_text = ""
        self._stale = False
        super().__init__(source, id=id)

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

    @property
    def strips_kept(self) -> int:
        """How many painted lines are held, to be painted again at no cost; at most ``STRIPS``."""
        return len(self._strips)

    def set_columns(self, slots: Sequence[Slot], titles: Sequence[str]) -> None:
        """Lay the columns out, with a title for each."""
        if tuple(slots) == self._slots and tuple(titles) == tuple(cell.text for cell in self._titles):
            return
        if tuple(slots) != self._slots:
            self._strips.clear()
            self._painted.clear()
        self._slots, self._titles = tuple(slots), tuple(Cell(text) for text in titles)
        for key in list(self.columns):
            self.remove_column(key)
        for slot, text in zip(slots, titles, strict=True):
            self.add_column(Text(text), width=slot.width + slot.gap, key=slot.column.key)

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
        """Take in that rows may have come or gone.

        A new virtual size means a new layout, and that paints the whole table again; so it is
        announced only where the scrollbar comes or goes.
        """
        size, page = self.validate_virtual_size(self.virtual_size), self.size.height
        if size == self.virtual_size:
            return
        if self.show_vertical_scrollbar and min(size.height, self.virtual_size.height) > page:
            self.set_reactive(VirtualTable.virtual_size, size)
            self.vertical_scrollbar.window_virtual_size = size.height
        else:
            self.virtual_size = size

    def repaint(self) -> None:
        """Paint again those visible cells that print differently now; nothing where nothing does."""
        if self._unsettled or not self.is_mounted:
            return
        for y in range(self.size.height):
            self._repaint_line(y)

    def _repaint_line(self, y: int) -> None:
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
            if slot.gap:
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
        if self.is_attached:
            last = max(self.row_count - self.page, 0)
            self.scroll_to(y=min(max(top, 0), last), animate=False, force=True)

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

    def refresh_row(self, row_index: int) -> Self:
        """Paint a row again, if it is seen and prints differently now."""
        y = row_index - self.scroll_offset.y + HEADER
        if HEADER <= y < self.size.height:
            self._repaint_line(y)
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

"""A DataTable of any number of rows, of which it reads and paints only those that are seen.

How it reads its rows is in ``sourced_table``, how it paints them in ``painted_table``; here is how
the cursor and the page move.
"""

from __future__ import annotations

from textual import events
from textual.coordinate import Coordinate
from textual.widgets import DataTable
from textual.widgets.data_table import RowKey

from vbo_tui.ui.widgets.painted_table import PaintedTable
from vbo_tui.ui.widgets.sourced_table import HEADER


class VirtualTable(PaintedTable):
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
            y = min(max(top, 0), last)
            if not y == self.scroll_y == self.scroll_target_y:
                self.scroll_to(y=y, animate=False, force=True)

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

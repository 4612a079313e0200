"""The chart of the timeline: the table's rows, or one for each organization, as bars over time."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.coordinate import Coordinate
from textual.message import Message

from vbo_tui.model.session import SessionId
from vbo_tui.ui.columns import DURATION, MARK, STATUS
from vbo_tui.ui.format import TimeMode
from vbo_tui.ui.keys import MOVE, OPEN, VIEW, key, quiet
from vbo_tui.ui.slots import Sized, Slot
from vbo_tui.ui.time_scale import column_name, scale, span_name
from vbo_tui.ui.timeline import SPANS, Window
from vbo_tui.ui.timeline_rows import CHART, Heading, TimelineRows
from vbo_tui.ui.widgets.virtual_table import VirtualTable

A_DAY = SPANS.index(86400.0)
"""The span that is shown first."""

A_QUARTER = 0.25
"""How much of its span the window is moved by at a time."""


OPENS = "Open the session; of an organization, go to its latest one"


class Timeline(VirtualTable, inherit_bindings=False):
    """Draws bars in a window of time; the cursor is on a session, or on an organization."""

    BINDINGS: ClassVar[list[BindingType]] = [
        quiet("j,down", "cursor_down", "Next row", name="timeline-down", group=MOVE),
        quiet("k,up", "cursor_up", "Row before", name="timeline-up", group=MOVE),
        quiet("g,home,ctrl+home", "scroll_top", "First row", name="timeline-first", group=MOVE),
        quiet("G,end,ctrl+end", "scroll_bottom", "Last row", name="timeline-last", group=MOVE),
        quiet("ctrl+f,pagedown", "page_down", "Next page", name="timeline-page-down", group=MOVE),
        quiet("ctrl+b,pageup", "page_up", "Page before", name="timeline-page-up", group=MOVE),
        quiet("ctrl+d", "half_page(1)", "Half a page down", name="timeline-half-down", group=MOVE),
        quiet("ctrl+u", "half_page(-1)", "Half a page up", name="timeline-half-up", group=MOVE),
        key("enter", "select_cursor", "open", OPENS, name="timeline-open", group=OPEN, label="Enter"),
        key("less_than_sign,left", "scroll(-1)", "earlier", "Earlier", name="timeline-earlier", group=VIEW),
        key("greater_than_sign,right", "scroll(1)", "later", "Later", name="timeline-later", group=VIEW),
        key(
            "plus,equals_sign",
            "zoom(-1)",
            "closer",
            "A shorter time, down to an hour",
            name="timeline-closer",
            group=VIEW,
        ),
        key("minus", "zoom(1)", "wider", "A longer time, up to 30 days", name="timeline-wider", group=VIEW),
        quiet("n", "to_now", "To the present, and along with it", name="timeline-now", group=VIEW),
        quiet("x", "to_cursor", "To the session under the cursor", name="timeline-cursor", group=VIEW),
    ]

    class Redrawn(Message):
        """The window is another one."""

    def __init__(self, rows: TimelineRows, *, point_at: Callable[[SessionId], object]) -> None:
        """Draw rows.

        Args:
            rows: Those of the table, or of organizations.
            point_at: Is called at once where the user puts the cursor on a session, or on an
                organization whose latest session that is.
        """
        self._point_at = point_at
        self.bars = rows
        """Where the rows are, and what they are drawn with."""
        self.time_mode = TimeMode.LOCAL
        """How moments are printed."""
        self._zoom = A_DAY
        self._kept: Window | None = None
        """What the user moved the window to; None while it goes along with the present."""
        self._named = False
        self._placing = False
        super().__init__(rows)

    # -- what is shown ----------------------------------------------------------------------------

    def bring_up(self, mode: TimeMode, *, named: bool) -> None:
        """Show what there is now.

        Args:
            mode: How moments are printed.
            named: Whether the sessions have names.
        """
        with self._unasked():
            self.time_mode, self._named = mode, named
            self.lay_out()

    @contextmanager
    def _unasked(self) -> Generator[None]:
        """Let rows and cursor move that the user did not move; then paint what differs."""
        self._placing = True
        try:
            with self.settling():
                yield
        finally:
            self._placing = False

    def follow(self, row: int) -> None:
        """Take in that rows may have come or gone, and put the cursor into ``row``, on the line it is on."""
        before, top = self.cursor_row, self.scroll_offset.y
        with self._unasked():
            self.rows_changed()
            self.cursor_coordinate = Coordinate(row, 0)
            self.scroll_rows(0 if top == 0 and row < self.page else row - (before - top))
            self.reveal(row)

    def _look_again(self) -> None:
        """Look at the window of time that is wanted now."""
        columns, span, now = max(self.bars.chart_width, 1), SPANS[self._zoom], self.bars.now
        if self._kept is not None:
            self._kept = Window(self._kept.left, span, columns)
        window = self._kept or Window.up_to(now, span, columns)
        if window != self.bars.window:
            self.bars.window = window
            self.post_message(self.Redrawn())
        titles = [self._title(slot) for slot in self.bars.slots]
        if self.is_mounted and titles != [cell.text for cell in self._titles]:
            self.retitle(titles)
        self.repaint()

    def _title(self, slot: Slot[Sized]) -> str:
        """Return what stands above a column: above the names, what the chart shows."""
        window, mode = self.bars.window, self.time_mode
        if slot.column.key == CHART.key:
            return scale(window, self.bars.now, mode, self.bars.signs.line)
        if slot.column.key in (MARK.key, STATUS.key, DURATION.key):
            return {STATUS.key: "St", DURATION.key: "Dur"}.get(slot.column.key, "")
        if slot.column.key in ("name", "id", "organization"):
            span = f"{span_name(window.span)} {mode.zone_name(self.bars.moment)}".rstrip()
            told = f"{span}, {column_name(window.column_span)} a cell"
            return next((text for text in (told, span) if len(text) <= slot.width), span_name(window.span))
        return slot.column.title if isinstance(slot.column, Heading) else ""

    def on_mount(self) -> None:
        """Lay the columns out as soon as the width is known."""
        self.lay_out()

    def on_resize(self, event: events.Resize) -> None:
        """Choose the columns that fit now; a hidden chart waits."""
        if event.size:
            with self.settling():
                self.lay_out()
                self.rows_changed()
                self.reveal(self.cursor_row)

    def lay_out(self) -> None:
        """Choose the columns that fit."""
        width = self.size.width
        self.bars.lay_out(width, max(width - self.scrollbar_size_vertical, 0), named=self._named)
        if self.is_mounted:
            with self.settling():
                self.set_columns(self.bars.slots, [self._title(slot) for slot in self.bars.slots])
                self._look_again()

    # -- the cursor -------------------------------------------------------------------------------

    def watch_cursor_coordinate(self, old_coordinate: Coordinate, new_coordinate: Coordinate) -> None:
        """Tell of the session that the user points at."""
        super().watch_cursor_coordinate(old_coordinate, new_coordinate)
        session = self.bars.session(new_coordinate.row)
        if not self._placing and old_coordinate.row != new_coordinate.row and session is not None:
            self._point_at(session)

    # -- keys -------------------------------------------------------------------------------------

    def action_scroll(self, direction: int) -> None:
        """Look at what was before (-1), or comes later (1); at the present the window goes on with it."""
        latest = Window.up_to(self.bars.now, self.bars.window.span, self.bars.window.columns)
        moved = self.bars.window.moved(direction * A_QUARTER)
        passes_now = self.bars.window.left <= latest.left <= moved.left
        self._keep(None if passes_now else moved)

    def action_zoom(self, step: int) -> None:
        """Show more (1) or less (-1) time, around the same middle; at the present up to it."""
        self._zoom = min(max(self._zoom + step, 0), len(SPANS) - 1)
        kept = self._kept
        self._keep(kept and kept.around(kept.left + kept.span / 2, SPANS[self._zoom]))

    def action_to_now(self) -> None:
        """Show the present, and go along with it."""
        self._keep(None)

    def action_to_cursor(self) -> None:
        """Show the time when the session under the cursor began."""
        began = self.bars.began(self.cursor_row)
        if began is not None:
            self._keep(self.bars.window.around(began, self.bars.window.span))

    def _keep(self, window: Window | None) -> None:
        """Show a window; None for the one that goes along with the present."""
        self._kept = window
        self._look_again()

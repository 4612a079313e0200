"""The tables that are compared: ours, the plain one as tutorials use it, a faster one, and the floor."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import DataTable

from tests.bench.table.meter import Act
from tests.bench.table.rows import NOW, cells, changed, columns, sessions, texts
from vbo_tui.model.held import Held
from vbo_tui.model.query import Order, SortKey
from vbo_tui.model.snapshot import Delta, Snapshot
from vbo_tui.ui.widgets.session_table import SessionTable


class Table:
    """A table of sessions. What a change takes besides the table itself is done before it is measured."""

    widget: Widget

    def __init__(self, rows: int, width: int) -> None:
        self.sessions = sessions(rows)
        self.width = width

    def change(self, touched: Sequence[int]) -> Act:
        """Return what shows the sessions of some rows as they have become."""
        for row in touched:
            self.sessions[row] = changed(self.sessions[row])
        return self.shower(touched)

    @abstractmethod
    def shower(self, touched: Sequence[int]) -> Act:
        """Return what shows the sessions as they are now; those of the rows ``touched`` differ."""

    @abstractmethod
    def down(self) -> Act:
        """Return what goes on by a row; at the end of the page that moves the page."""

    @property
    @abstractmethod
    def at_the_end(self) -> bool:
        """Whether the cursor is on the last row of the page."""


class Ours(Table):
    """As the screen uses it: every answer comes with what it changed."""

    def __init__(self, rows: int, width: int) -> None:
        super().__init__(rows, width)
        self.widget: SessionTable = SessionTable("bench", now=lambda: NOW)
        self.widget.order = Order(SortKey.STARTED)  # as the others have them
        self._shown = Snapshot()

    def shower(self, touched: Sequence[int]) -> Act:
        before, found = self._shown, [self.sessions[row] for row in touched]
        held = before.sessions if isinstance(before.sessions, Held) else Held()
        revision = before.revision + 1
        after = Snapshot(revision, held.after(found), answer=revision)
        delta = Delta(before.revision, *((), tuple(found)) if before.revision else (tuple(found),))
        self._shown = after
        return lambda: self.widget.show(after, delta)

    def down(self) -> Act:
        return self.widget.action_cursor_down

    @property
    def at_the_end(self) -> bool:
        return self.widget.cursor_row >= self.widget.page - 1


class Plain(Table):
    """Cleared and filled again for each answer; one cell by ``update_cell``."""

    def __init__(self, rows: int, width: int) -> None:
        super().__init__(rows, width)
        self.widget: DataTable[object] = DataTable(cursor_type="row", cell_padding=0)

    def shower(self, touched: Sequence[int]) -> Act:
        if len(touched) == 1 and self.widget.row_count:
            session = self.sessions[touched[0]]
            return lambda: self.widget.update_cell(session.id, "status", texts(session, self.width)[1])
        return self._refill

    def _refill(self) -> None:
        if not self.widget.columns:
            for key, width in columns(self.width):
                self.widget.add_column(key, width=width, key=key)
        self.widget.clear()
        for session in self.sessions:
            self.widget.add_row(*texts(session, self.width), key=session.id)

    def down(self) -> Act:
        return self.widget.action_cursor_down

    @property
    def at_the_end(self) -> bool:
        return self.widget.cursor_row >= self.widget.size.height - 2


class Floor(Table):
    """The least that Textual needs for lines: a list of texts, and the cursor's line in bold."""

    def __init__(self, rows: int, width: int) -> None:
        super().__init__(rows, width)
        self.widget: Lines = Lines()

    def shower(self, touched: Sequence[int]) -> Act:
        lines = [self._line(row) for row in touched]
        return lambda: self.widget.put(touched, lines)

    def _line(self, row: int) -> str:
        found = zip(cells(self.sessions[row], self.width), columns(self.width), strict=True)
        return "".join(cell.text.ljust(width)[:width] for cell, (_, width) in found)

    def down(self) -> Act:
        return self.widget.down

    @property
    def at_the_end(self) -> bool:
        return self.widget.at >= self.widget.size.height - 1


class Lines(ScrollView, can_focus=True):
    """Lines of text under a cursor."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[str] = []
        self.at = 0

    def put(self, rows: Sequence[int], lines: Sequence[str]) -> None:
        """Change some lines; the first time, all."""
        if not self._lines:
            self._lines = list(lines)
            self.virtual_size = Size(self.size.width, len(lines))
            return
        for row, line in zip(rows, lines, strict=True):
            self._lines[row] = line
            self._paint(row)

    def down(self) -> None:
        """Go on by a line."""
        self._paint(self.at)
        self.at = min(self.at + 1, len(self._lines) - 1)
        self._paint(self.at)
        self.scroll_to(y=max(self.scroll_offset.y, self.at - self.size.height + 1), animate=False, force=True)

    def _paint(self, row: int) -> None:
        y = row - self.scroll_offset.y
        if 0 <= y < self.size.height:
            self.refresh(Region(0, y, self.size.width, 1))

    def render_line(self, y: int) -> Strip:
        """Return line ``y`` of what is seen."""
        row = y + self.scroll_offset.y
        text = self._lines[row] if row < len(self._lines) else ""
        style = self.rich_style + Style(bold=row == self.at)
        return Strip([Segment(text[: self.size.width].ljust(self.size.width), style)])

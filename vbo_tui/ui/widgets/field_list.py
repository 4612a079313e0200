"""The lines of the detail pane, with a cursor on one of them: long ones wrap, a change paints its lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from rich.style import Style
from rich.text import Span, Text
from textual import events
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from vbo_tui.ui.keys import MOVE, OPEN, key, quiet
from vbo_tui.ui.painting import paint
from vbo_tui.ui.plain_style import unless_plain
from vbo_tui.ui.wrapping import wrapped

Marks = Callable[[str], Sequence[tuple[int, int]]]
"""Finds what is to be marked in a line: where it begins, and where it ends."""


class Row(NamedTuple):
    """What of a line stands on one row of the screen."""

    line: int
    start: int
    end: int


class Look(NamedTuple):
    """All that the print of one row depends on; equal looks are equal rows."""

    text: str = ""
    styles: tuple[tuple[int, int, str], ...] = ()
    marks: tuple[tuple[int, int], ...] = ()
    cursor: bool = False
    focused: bool = False


class FieldList(ScrollView, can_focus=True):
    """Shows lines of text of which one is chosen; never scrolls sideways."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"field-list--cursor"}

    DEFAULT_CSS = """
    FieldList {
        height: 1fr;
        overflow-x: hidden;
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
        & > .field-list--cursor {
            color: $block-cursor-blurred-foreground;
            background: $block-cursor-blurred-background;
            text-style: underline;
        }
        &:focus > .field-list--cursor {
            color: $block-cursor-foreground;
            background: $block-cursor-background;
            text-style: bold;
        }
        &:nocolor:focus > .field-list--cursor { text-style: reverse; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        quiet("j,down", "cursor(1)", "Next line", name="field-down", group=MOVE),
        quiet("k,up", "cursor(-1)", "Line before", name="field-up", group=MOVE),
        quiet("g,home", "first", "First line", name="field-first", group=MOVE),
        quiet("G,end", "last", "Last line", name="field-last", group=MOVE),
        quiet("ctrl+d,ctrl+f,pagedown", "page(1)", "Next page", name="field-page-down", group=MOVE),
        quiet("ctrl+u,ctrl+b,pageup", "page(-1)", "Page before", name="field-page-up", group=MOVE),
        key(
            "enter",
            "select",
            "follow",
            "Follow the link under the cursor; in the JSON, fold what is there, or unfold it",
            name="field-follow",
            group=OPEN,
            label="Enter",
        ),
    ]

    @dataclass(eq=False)
    class Chosen(Message):
        """The user wants more of the line under the cursor."""

        line: int

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[Text | str] = []
        self._rows: list[Row] = []
        self._first_rows: list[int] = []
        """For each line, the row that it begins on."""
        self._width = 0
        self._highlighted = 0
        self._marks: Marks = lambda text: ()
        self._painted: dict[int, Look] = {}

    @property
    def lines(self) -> list[str]:
        """What the lines say."""
        return [_plain(line) for line in self._lines]

    @property
    def highlighted(self) -> int | None:
        """The line that the cursor is on; None where there are no lines."""
        return self._highlighted if self._lines else None

    @highlighted.setter
    def highlighted(self, line: int | None) -> None:
        self._highlighted = min(max(line or 0, 0), max(len(self._lines) - 1, 0))
        self._reveal()
        self._repaint()

    def show(self, lines: Sequence[Text | str]) -> None:
        """Show ``lines``; the cursor stays on its line number, only changed rows are painted.

        Args:
            lines: Those that wear no style as plain text: thousands of others take long to make.
        """
        new = list(lines)
        same = zip(new, self._lines, strict=True)
        if new != self._lines or any(_spans(now) != _spans(was) for now, was in same):
            self._lines = new
            self._wrap()
            self._highlighted = min(self._highlighted, max(len(new) - 1, 0))
            self._reveal()
            self._repaint()

    def mark(self, marks: Marks) -> None:
        """Mark what ``marks`` finds in the lines that are seen."""
        self._marks = marks
        self._repaint()

    # -- where things are -------------------------------------------------------------------

    def on_resize(self, event: events.Resize) -> None:
        """Wrap for the new width; a hidden list waits."""
        if event.size:
            self._wrap()
            self._reveal()
            self._repaint()

    def _wrap(self) -> None:
        """Work out the rows; a cell is kept for the scrollbar, so that it may come and go."""
        self._width = max(self.scrollable_content_region.width, 1)
        self._rows, self._first_rows = [], []
        for number, line in enumerate(self._lines):
            self._first_rows.append(len(self._rows))
            self._rows += [Row(number, *part) for part in wrapped(_plain(line), self._width)]
        self.virtual_size = Size(self._width, len(self._rows))

    def _rows_of(self, line: int) -> range:
        """Return the rows of a line."""
        last = line + 1 >= len(self._first_rows)
        return range(self._first_rows[line], len(self._rows) if last else self._first_rows[line + 1])

    def _reveal(self) -> None:
        """Scroll no further than it takes to see the cursor's line, its beginning before all."""
        height = self.size.height
        if not self._lines or not height:
            return
        rows, top = self._rows_of(self._highlighted), self.scroll_offset.y
        self._scroll(min(max(top, rows.stop - height), rows.start))

    def _scroll(self, top: int) -> None:
        y = min(max(top, 0), max(len(self._rows) - self.size.height, 0))
        if not y == self.scroll_y == self.scroll_target_y:
            self.scroll_to(y=y, animate=False, force=True)

    # -- painting ---------------------------------------------------------------------------

    def _look(self, y: int) -> Look:
        place = y + self.scroll_offset.y
        if not 0 <= place < len(self._rows):
            return Look()
        row = self._rows[place]
        line = self._lines[row.line]
        plain = _plain(line)
        inside = [(max(a, row.start), min(b, row.end)) for a, b in self._marks(plain)]
        return Look(
            plain[row.start : row.end],
            tuple(
                (max(span.start - row.start, 0), min(span.end, row.end) - row.start, str(span.style))
                for span in _spans(line)
                if span.start < row.end and span.end > row.start
            ),
            tuple((a - row.start, b - row.start) for a, b in inside if a < b),
            row.line == self._highlighted,
            self.has_focus,
        )

    def _repaint(self) -> None:
        for y in range(self.size.height):
            if self._painted.get(y) != self._look(y):
                paint(self, Region(0, y, self.size.width, 1))

    def render_line(self, y: int) -> Strip:
        """Return row ``y`` of what is seen."""
        look = self._look(y)
        self._painted[y] = look
        base, over = unless_plain(self.rich_style), Style()
        if look.cursor:
            over = self.get_component_rich_style("field-list--cursor")
        text = Text(look.text, end="", no_wrap=True)
        for start, end, style in look.styles:
            text.stylize(style, start, end)
        mark = Style(underline=True, bold=True) if look.cursor else Style(reverse=True)
        after = Text(end="", no_wrap=True).append_text(text)
        after.stylize(over)
        for start, end in look.marks:
            after.stylize(mark, start, end)
        segments = Segment.apply_style(after.render(self.app.console), base)
        return Strip(segments).adjust_cell_length(self.size.width, base + over).simplify()

    def notify_style_update(self) -> None:
        """Paint all in the new styles."""
        self._painted.clear()
        super().notify_style_update()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Paint the rows that are others now."""
        if self.show_vertical_scrollbar:
            self.vertical_scrollbar.position = new_value
        self._repaint()

    def on_focus(self) -> None:
        """Show the cursor as the one that the keys move."""
        self._repaint()

    def on_blur(self) -> None:
        """Show that the keys are elsewhere."""
        self._repaint()

    # -- keys -------------------------------------------------------------------------------

    def action_cursor(self, step: int) -> None:
        """Go a line on or back; of a line longer than the page, first see the rest."""
        if self._lines and step > 0:
            below = self._rows_of(self._highlighted).stop - self.scroll_offset.y - self.size.height
            if below > 0:
                self._scroll(self.scroll_offset.y + 1)
                return
        self.highlighted = self._highlighted + step

    def action_first(self) -> None:
        """Go to the first line."""
        self.highlighted = 0

    def action_last(self) -> None:
        """Go to the last line."""
        self.highlighted = len(self._lines) - 1

    def action_page(self, step: int) -> None:
        """Go on or back by as many rows as are seen."""
        if self._lines:
            rows = self._rows_of(self._highlighted)
            place = rows.start + step * max(self.size.height - 1, 1)
            there = self._rows[min(max(place, 0), len(self._rows) - 1)].line
            self.highlighted = there if there != self._highlighted else self._highlighted + step

    def action_select(self) -> None:
        """Tell that more is wanted of the line under the cursor."""
        if self._lines:
            self.post_message(self.Chosen(self._highlighted))

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse points; a line under it already is chosen."""
        place = event.y + self.scroll_offset.y
        if not 0 <= place < len(self._rows):
            return
        line = self._rows[place].line
        if line == self._highlighted:
            self.action_select()
        self.highlighted = line


def _plain(line: Text | str) -> str:
    return line if isinstance(line, str) else line.plain


def _spans(line: Text | str) -> list[Span]:
    return [] if isinstance(line, str) else line.spans

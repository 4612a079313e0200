"""A table that paints only what is seen, and of that only what prints differently than before.

The plain DataTable paints itself anew when one cell changes. Here a row is put into words when it
is looked at, a line is one strip, and a change costs the bytes of the cells that it changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from operator import itemgetter
from textwrap import wrap
from typing import NamedTuple, Self

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.cache import LRUCache
from textual.coordinate import Coordinate
from textual.geometry import Region
from textual.strip import Strip

from vbo_tui.ui import format as fmt
from vbo_tui.ui.painting import paint
from vbo_tui.ui.plain_style import unless_plain
from vbo_tui.ui.slots import Cell, Sized, Slot
from vbo_tui.ui.terminal import scroll_lines
from vbo_tui.ui.widgets.sourced_table import HEADER, RowSource, SourcedTable
from vbo_tui.ui.widgets.thrifty_bar import ThriftyBar

STRIPS = 128
"""Painted lines that are kept: two screens full."""


WORTH_IT = 2
"""Lines less to be painted, from which on the terminal is made to scroll."""


STEPS = (-1, 1, -2, 2, -3, 3)
"""Rows that come or go at once, as a rule: by so many lines the others move."""


class Look(NamedTuple):
    """All that the print of one line depends on; equal looks are equal lines."""

    kind: str
    """``header``, ``row``, ``cursor`` or ``text``."""
    cells: tuple[Cell, ...]
    focused: bool = False
    stale: bool = False


class PaintedTable(SourcedTable):
    """Paints the rows that are seen, and again only where they print differently."""

    def __init__(self, source: RowSource, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        """Show the rows of ``source``; tell of its changes by ``rows_changed`` or ``repaint``."""
        self._slots: tuple[Slot[Sized], ...] = ()
        self._titles: tuple[Cell, ...] = ()
        self._strips: LRUCache[tuple[Look, int], list[Segment]] = LRUCache(STRIPS)
        """No strips: one that is kept keeps all that was ever cut from it."""
        self._painted: dict[int, Look] = {}
        self._bar = ThriftyBar()
        self._moved = 0
        """Lines that the page was moved by since it was painted last."""
        self._height = 0
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
        self._empty_text = fmt.bounded(text)
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
        """How many rows are seen at once, or were when the table was last seen; at least 1."""
        return max((self.size.height or self._height) - HEADER, 1)

    @property
    def strips_kept(self) -> int:
        """How many painted lines are held, to be painted again at no cost; at most ``STRIPS``."""
        return len(self._strips)

    def set_columns(self, slots: Sequence[Slot[Sized]], titles: Sequence[str]) -> None:
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

    def retitle(self, titles: Sequence[str]) -> None:
        """Put other titles above the same columns."""
        self._titles = tuple(Cell(text) for text in titles)
        self.repaint()

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
            self.set_reactive(PaintedTable.virtual_size, size)
            self.repaint()
        else:
            self._bar.forget()
            self.virtual_size = size

    def repaint(self) -> None:
        """Paint again those visible cells that print differently now; nothing where nothing does."""
        if self._unsettled or not self.is_mounted:
            return
        looks = list(self._looks(range(self.size.height)))
        moved, self._moved = self._moved, 0
        differ = self._other_lines(looks)
        if len(differ) > WORTH_IT and self._scroll_along(looks, max(differ[0], HEADER), moved):
            differ = self._other_lines(looks)
        if self.show_vertical_scrollbar:
            rows = self.virtual_size.height
            self._bar.move(self.vertical_scrollbar, position=self.scroll_y, rows=rows)
        for y in differ:
            self._repaint_line(y, looks[y])

    def _other_lines(self, looks: Sequence[Look]) -> list[int]:
        """Return the lines that are painted differently, from the header on."""
        painted = self._painted.get
        return [y for y, look in enumerate(looks) if painted(y) != look]

    def _repaint_line(self, y: int, look: Look) -> None:
        region = self._difference(y, look)
        if region:
            paint(self, region)

    def _scroll_along(self, looks: Sequence[Look], first: int, moved: int) -> bool:
        """Let the terminal move its lines where the page was moved, or rows came or went.

        From line ``first`` on, by as much as brings most lines to their places. Return whether it did.
        """
        body = range(first, len(looks))

        def in_place(lines: int) -> int:
            return sum(y + lines in body and self._painted.get(y + lines) == looks[y] for y in body)

        lines = max((moved, *STEPS), key=in_place)
        if in_place(lines) <= in_place(0) + WORTH_IT or not scroll_lines(self, body, lines):
            return False
        there = {
            y: self._painted[y + lines] for y in body if y + lines in body and y + lines in self._painted
        }
        self._painted = {y: look for y, look in self._painted.items() if y not in body} | there
        self._bar.scrolled(body.start, lines)
        self._forget_drawn_lines()
        return True

    def _forget_drawn_lines(self) -> None:
        """Let no line be drawn again as it was where it stood before.

        Textual keeps the lines that it drew by their place, under a private name;
        ``tests/terminal/test_scrolling.py`` notices when that changes.
        """
        self._styles_cache.clear()

    # -- painting -----------------------------------------------------------------------------

    def _difference(self, y: int, look: Look) -> Region:
        """Return the part of line ``y`` (0 is the header) that no longer prints as it was painted."""
        whole = Region(0, y, self.size.width, 1)
        before = self._painted.get(y)
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
                first, last = _other_letters(old, new) or (0, slot.width + slot.gap)
                starts.append(x + first)
                ends.append(x + last)
            x += slot.width + slot.gap
        return starts[0], ends[-1]

    def _look(self, y: int) -> Look:
        return next(self._looks(range(y, y + 1)))

    def _looks(self, lines: range) -> Iterator[Look]:
        """Yield the looks of some lines; what they share is found out once."""
        top, count = self.scroll_offset.y - HEADER, self.row_count
        cursor = self.cursor_row if self.show_cursor else -1
        cells, stale = self.source.cells, self._stale
        for y in lines:
            row = y + top
            if y < HEADER:
                yield Look("header", self._titles)
            elif not 0 <= row < count:
                yield Look("text", (Cell(self._text_at(row)),))
            elif row == cursor:
                yield Look("cursor", cells(row), self.has_focus, stale)
            else:
                yield Look("row", cells(row), False, stale)

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
        self._painted[y], self._height = look, self.size.height
        segments = self._strips.get((look, width))
        if segments is None:
            segments = self._strips[(look, width)] = list(self._strip(look, width))
        return Strip(segments, width)

    def _strip(self, look: Look, width: int) -> Strip:
        base = unless_plain(self.rich_style)
        if look.kind == "text":
            text = fmt.cell(look.cells[0].text, width)
            return Strip([Segment(text, base + Style(dim=True))], width) if width else Strip([])
        over = self._style_over(look)
        segments = []
        for slot, cell in zip(self._slots, look.cells, strict=False):
            for style, text in _parts(cell, slot.width):
                segments.append(Segment(text, base + _calm(Style.parse(style), look) + over))
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
        self._bar.forget()
        super().notify_style_update()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Paint only what scrolling changed: a row that came in above moves nothing that is seen."""
        self._moved += round(new_value) - round(old_value)
        self.repaint()

    def refresh_row(self, row_index: int) -> Self:
        """Paint a row again, if it is seen and prints differently now."""
        y = row_index - self.scroll_offset.y + HEADER
        if HEADER <= y < self.size.height:
            self._repaint_line(y, self._look(y))
        return self

    def refresh_coordinate(self, coordinate: Coordinate) -> Self:
        """Paint the row of a cell again, if it is seen."""
        return self.refresh_row(coordinate.row)

    def watch_hover_coordinate(self, old: Coordinate, value: Coordinate) -> None:
        """Nothing follows the mouse."""


def _parts(cell: Cell, width: int) -> Iterator[tuple[str, str]]:
    """Yield the style and the letters of each part of a cell, which together are ``width`` cells wide."""
    if len(cell.styles) != width:
        yield cell.style, fmt.cell(cell.text, width)
        return
    for style, letters in groupby(zip(cell.styles, cell.text, strict=True), key=itemgetter(0)):
        yield style, "".join(letter for _, letter in letters)


def _other_letters(old: Cell, new: Cell) -> tuple[int, int] | None:
    """Return from which letter to which a cell differs; None where its letters are of any width."""
    if not old.styles or len(old.styles) != len(new.styles):
        return None
    was, now = zip(old.text, old.styles, strict=True), zip(new.text, new.styles, strict=True)
    differ = [at for at, (before, after) in enumerate(zip(was, now, strict=True)) if before != after]
    return (differ[0], differ[-1] + 1) if differ else None


def _calm(style: Style, look: Look) -> Style:
    """Return a cell's style so that it is still seen under the cursor, where reverse would be lost."""
    if look.kind == "cursor" and style.reverse:
        return style + Style(reverse=False, underline=True)
    return style

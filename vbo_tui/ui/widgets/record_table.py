"""A table of what one page of the detail pane lists: filtered, its cursor resting on a record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Protocol

from textual import events
from textual.binding import BindingType
from textual.message import Message

from vbo_tui.model.document import Resource
from vbo_tui.model.filter import Filter
from vbo_tui.ui.format import TimeMode
from vbo_tui.ui.keys import MOVE, OPEN, key, quiet
from vbo_tui.ui.slots import Cell, Slot
from vbo_tui.ui.widgets.virtual_table import VirtualTable


class RecordRows(Protocol):
    """Where the records are; a source of rows besides."""

    mode: TimeMode
    filter: Filter
    slots: tuple[Slot[Any], ...]

    def __len__(self) -> int:
        """Return how many the filters let through."""

    def key(self, row: int) -> str:
        """Return what names the record in a row."""

    def row(self, key: str) -> int | None:
        """Return where that record is; None where it is not shown."""

    def cells(self, row: int) -> tuple[Cell, ...]:
        """Return what a row prints."""

    @property
    def total(self) -> int:
        """How many there are."""

    @property
    def narrowed(self) -> bool:
        """Whether some may be left out."""

    def choose(self) -> None:
        """Work out again which are shown."""

    def lay_out(self, width: int, room: int) -> None:
        """Choose the columns for a table of ``width`` cells, of which ``room`` can be filled."""

    def titles(self, now: datetime) -> Sequence[str]:
        """Return what stands above the columns."""


class RecordTable(VirtualTable, inherit_bindings=False):
    """Shows records of one kind."""

    BINDINGS: ClassVar[list[BindingType]] = [
        quiet("j,down", "cursor_down", "Next row", name="event-down", group=MOVE),
        quiet("k,up", "cursor_up", "Row before", name="event-up", group=MOVE),
        quiet("g,home", "scroll_top", "First row", name="event-first", group=MOVE),
        quiet(
            "G,end",
            "scroll_bottom",
            "Last row; stays at the end of a growing log",
            name="event-last",
            group=MOVE,
        ),
        quiet("ctrl+f,pagedown", "page_down", "Next page", name="event-page-down", group=MOVE),
        quiet("ctrl+b,pageup", "page_up", "Page before", name="event-page-up", group=MOVE),
        quiet("ctrl+d", "half_page(1)", "Half a page down", name="event-half-down", group=MOVE),
        quiet("ctrl+u", "half_page(-1)", "Half a page up", name="event-half-up", group=MOVE),
        key(
            "enter",
            "select_cursor",
            "open",
            "All that the row's event, or thing, says of itself",
            name="event-open",
            group=OPEN,
            label="Enter",
        ),
    ]

    @dataclass(eq=False)
    class Opened(Message):
        """The user wants to see all of a record."""

        key: str

    class Narrowed(Message):
        """Other records are shown than before."""

    def __init__(self, rows: RecordRows, *, now: Callable[[], datetime]) -> None:
        """Begin without records; ``now`` returns the time (aware) by the server's clock."""
        self._records = rows
        self._now = now
        super().__init__(rows)

    def show(self, resource: Resource, mode: TimeMode) -> None:
        """Show what a page lists; the cursor stays on its record."""
        raise NotImplementedError

    @property
    def shown_count(self) -> int:
        """How many records the filters let through."""
        return len(self._records)

    @property
    def filter(self) -> Filter:
        """Which records are shown."""
        return self._records.filter

    @filter.setter  # noqa: A003 - the word the user knows
    def filter(self, chosen: Filter) -> None:
        self._records.filter = chosen
        self.work_out()

    @property
    def narrowed(self) -> bool:
        """Whether some may be left out."""
        return self._records.narrowed

    @property
    def chosen_key(self) -> str:
        """What names the record under the cursor; "" where there is none."""
        there = 0 <= self.cursor_row < len(self._records)
        return self._records.key(self.cursor_row) if there else ""

    def go_to(self, key: str) -> None:
        """Put the cursor on a record, where it is shown."""
        row = self._records.row(key)
        if row is not None:
            self.move_cursor(row=row)

    def on_mount(self) -> None:
        """Lay the columns out as soon as the width is known."""
        self._lay_out()

    def on_resize(self, event: events.Resize) -> None:
        """Choose the columns that fit now; a hidden table waits."""
        if event.size:
            with self.settling():
                self._lay_out()
                self.rows_changed()
                self.reveal(self.cursor_row)

    def action_select_cursor(self) -> None:
        """Open the record that the cursor rests on."""
        if self.chosen_key:
            self.post_message(self.Opened(self.chosen_key))

    def work_out(self, *, follow: bool = False) -> None:
        """Work the rows out again; ``follow`` keeps a cursor that is at their end there."""
        chosen = self.chosen_key
        at_end = follow and len(self._records) > 1 and self.cursor_row == len(self._records) - 1
        with self.settling():
            self._lay_out()
            self._records.choose()
            matches_none = self._records.narrowed and self._records.total
            self.empty_text = "Nothing matches - Esc shows all" if matches_none else ""
            self.rows_changed()
            kept = self._records.row(chosen) if chosen else None
            last = len(self._records) - 1
            self.move_cursor(row=max(last, 0) if at_end else min(kept or 0, max(last, 0)))

    def _lay_out(self) -> None:
        width = self.size.width
        self._records.lay_out(width, max(width - self.scrollbar_size_vertical, 0))
        if self.is_mounted:
            self.set_columns(self._records.slots, self._records.titles(self._now()))

"""The table of a session's events: its cursor rests on an event, or follows the end of the log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message

from vbo_tui.model.event import Event, EventLog
from vbo_tui.model.filter import Filter
from vbo_tui.ui.event_rows import STATUSES, EventRows, layout, title
from vbo_tui.ui.format import TimeMode
from vbo_tui.ui.keys import key, quiet
from vbo_tui.ui.widgets.virtual_table import VirtualTable


class EventTable(VirtualTable, inherit_bindings=False):
    """Shows the events of one session."""

    BINDINGS: ClassVar[list[BindingType]] = [
        quiet("j,down", "cursor_down", "Next event", name="event-down"),
        quiet("k,up", "cursor_up", "Event before", name="event-up"),
        quiet("g,home", "scroll_top", "First event", name="event-first"),
        quiet("G,end", "scroll_bottom", "Last event; stays at the end of a growing log", name="event-last"),
        quiet("ctrl+f,pagedown", "page_down", "Next page", name="event-page-down"),
        quiet("ctrl+b,pageup", "page_up", "Page before", name="event-page-up"),
        quiet("ctrl+d", "half_page(1)", "Half a page down", name="event-half-down"),
        quiet("ctrl+u", "half_page(-1)", "Half a page up", name="event-half-up"),
        key("enter", "select_cursor", "event", "All that the event says", name="event-open", label="Enter"),
        quiet(
            "0",
            "only(0)",
            "All events; 1 running, 2 failed, 3 warnings, 4 successes, 5 skipped, 6 cancelled",
            name="event-only-0",
            label="0-6",
        ),
        *(quiet(str(number), f"only({number})", "", name=f"event-only-{number}") for number in range(1, 7)),
    ]

    @dataclass(eq=False)
    class Opened(Message):
        """The user wants to see all of an event."""

        event: Event

    class Narrowed(Message):
        """Other events are shown than before."""

    def __init__(self, *, now: Callable[[], datetime]) -> None:
        """Begin without events; ``now`` returns the time (aware) by the server's clock."""
        self._rows = EventRows()
        self._now = now
        super().__init__(self._rows)

    @property
    def shown_count(self) -> int:
        """How many events the filters let through."""
        return len(self._rows)

    @property
    def status(self) -> str:
        """The status that is left in; "" for all."""
        return self._rows.status

    @property
    def filter(self) -> Filter:
        """Which events are shown."""
        return self._rows.filter

    @filter.setter  # noqa: A003 - the word the user knows
    def filter(self, chosen: Filter) -> None:
        self._rows.filter = chosen
        self._arrange()

    def seen(self, field: str) -> list[str]:
        """Return what some of the events say in a field that a filter may name."""
        return self._rows.seen(field)

    def show(self, log: EventLog, mode: TimeMode) -> None:
        """Show ``log``; the cursor stays on its event, at the end of the log it stays there."""
        if log is not self._rows.log or mode is not self._rows.mode:
            self._rows.log, self._rows.mode = log, mode
            self._arrange(follow=True)

    def begin(self) -> None:
        """Take in that another session's events come: all of them, from the first one on."""
        self._rows.log, self._rows.status, self._rows.filter = EventLog(), "", Filter()
        self._arrange()

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
        """Open the event that the cursor rests on."""
        event = self._rows.event(self.cursor_row)
        if event is not None:
            self.post_message(self.Opened(event))

    def action_only(self, number: int) -> None:
        """Show the events of one status, or all."""
        self._rows.status = STATUSES[number]
        self._arrange()
        self.post_message(self.Narrowed())

    def _arrange(self, *, follow: bool = False) -> None:
        """Work the rows out again; ``follow`` keeps a cursor that is at their end there."""
        chosen = self._rows.event(self.cursor_row)
        at_end = follow and len(self._rows) > 1 and self.cursor_row == len(self._rows) - 1
        with self.settling():
            self._retitle()
            self._rows.choose()
            narrowed = bool(self._rows.status or self._rows.filter)
            self.empty_text = "No event matches - Esc shows all" if narrowed and self._rows.log.events else ""
            self.rows_changed()
            kept = self._rows.row(chosen.id) if chosen is not None else None
            last = len(self._rows) - 1
            self.move_cursor(row=max(last, 0) if at_end else min(kept or 0, max(last, 0)))

    def _lay_out(self) -> None:
        width = self.size.width
        self._rows.slots = layout(width, max(width - self.scrollbar_size_vertical, 0))
        self._retitle()

    def _retitle(self) -> None:
        if self.is_mounted:
            titles = [title(slot, self._rows.mode, self._now()) for slot in self._rows.slots]
            self.set_columns(self._rows.slots, titles)

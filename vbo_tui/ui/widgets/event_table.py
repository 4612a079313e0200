"""The table of a session's events: its cursor rests on an event, or follows the end of the log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

from textual.binding import BindingType

from vbo_tui.model.document import Resource
from vbo_tui.model.event import EventLog
from vbo_tui.model.filter import Filter
from vbo_tui.ui.event_rows import STATUSES, EventRows
from vbo_tui.ui.format import TimeMode
from vbo_tui.ui.keys import VIEW, quiet
from vbo_tui.ui.widgets.record_table import RecordTable


class EventTable(RecordTable):
    """Shows the events of one session."""

    BINDINGS: ClassVar[list[BindingType]] = [
        quiet(
            "0",
            "only(0)",
            "All events; 1 running, 2 failed, 3 warnings, 4 successes, 5 skipped, 6 cancelled",
            name="event-only-0",
            group=VIEW,
            label="0-6",
        ),
        *(
            quiet(str(number), f"only({number})", "", name=f"event-only-{number}", group=VIEW)
            for number in range(1, 7)
        ),
    ]

    def __init__(self, *, now: Callable[[], datetime]) -> None:
        """Begin without events; ``now`` returns the time (aware) by the server's clock."""
        self._rows = EventRows()
        super().__init__(self._rows, now=now)

    @property
    def status(self) -> str:
        """The status that is left in; "" for all."""
        return self._rows.status

    def seen(self, field: str) -> list[str]:
        """Return what some of the events say in a field that a filter may name."""
        return self._rows.seen(field)

    def show(self, resource: Resource, mode: TimeMode) -> None:
        """Show a log; the cursor stays on its event, at the end of the log it stays there."""
        if not isinstance(resource, EventLog):
            return
        if resource is not self._rows.log or mode is not self._rows.mode:
            self._rows.log, self._rows.mode = resource, mode
            self.work_out(follow=True)

    def begin(self, *, chosen: Filter | None = None, status: str = "") -> None:
        """Take in that another session's events come: from the first one on, filtered as told."""
        self._rows.log, self._rows.status, self._rows.filter = EventLog(), status, chosen or Filter()
        self.work_out()

    def action_only(self, number: int) -> None:
        """Show the events of one status, or all."""
        self._rows.status = STATUSES[number]
        self.work_out()
        self.post_message(self.Narrowed())

"""The timeline in the table's place: a chart of its rows, and above it how many sessions started when."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import DataTable

from vbo_tui.courtesy import give_way
from vbo_tui.model.session import SessionId, Status
from vbo_tui.ui.keys import OPEN, VIEW, key, quiet
from vbo_tui.ui.time_scale import column_name
from vbo_tui.ui.timeline import DRAWN, TYPED
from vbo_tui.ui.timeline_rows import TimelineRows
from vbo_tui.ui.widgets.histogram import Histogram
from vbo_tui.ui.widgets.session_table import SessionTable
from vbo_tui.ui.widgets.timeline import Timeline

AT_ONCE = 500
"""Sessions that are counted before the next key is read."""

A_FEW = 100
"""Sessions that are counted while nobody waits for anything."""


class TimelineView(Vertical):
    """Shows the rows of a table as they lie in time; its cursor is the table's.

    What is filtered and sorted is the table, which goes on as ever while it is not seen.
    """

    DEFAULT_CSS = """
    TimelineView { height: 1fr; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        key(
            "V,escape,q",
            "leave",
            "table",
            "Back to the table, on the same session",
            name="timeline-leave",
            group=OPEN,
        ),
        key(
            "v",
            "group",
            "orgs",
            "A row for each organization, or for each session",
            name="timeline-group",
            group=VIEW,
        ),
        quiet("0", "only('')", "Sessions of every status", name="timeline-all", group=VIEW),
        quiet("1", "only('running')", "Running sessions only", name="timeline-running", group=VIEW),
        quiet("2", "only('failed')", "Failed sessions only", name="timeline-failed", group=VIEW),
        quiet("3", "only('warning')", "Sessions with warnings only", name="timeline-warning", group=VIEW),
        quiet("4", "only('success')", "Successful sessions only", name="timeline-success", group=VIEW),
        quiet("f", "failures", "Failed sessions only, or all again", name="timeline-failures", group=VIEW),
    ]

    class Left(Message):
        """The user goes back to the table."""

    def __init__(self, table: SessionTable, *, ascii: bool = False) -> None:  # noqa: A002 - what it is called
        """Begin closed.

        Args:
            table: Whose rows are shown.
            ascii: Whether to draw with letters that any terminal and any font has.
        """
        super().__init__()
        self.is_open = False
        """Whether anybody looks: else nothing is counted or drawn."""
        self._table = table
        self._rows = TimelineRows(table.session_rows, TYPED if ascii else DRAWN)
        self._chart = Timeline(self._rows, point_at=table.choose)
        self._count_is_due = False

    def compose(self) -> ComposeResult:
        """The histogram above the chart."""
        yield Histogram()
        yield self._chart

    def on_resize(self, event: events.Resize) -> None:
        """Give the histogram what room there is."""
        self.query_one(Histogram).fit(event.size.height)

    # -- what is shown ----------------------------------------------------------------------------

    def open(self) -> None:
        """Begin to look, from the table's session on."""
        self.is_open = True
        self.query_one(Histogram).fit(self._table.size.height)
        self._count_anew()
        self.keep_up()
        self._chart.focus()

    def close(self) -> None:
        """Look no more: what was counted is let go."""
        self.is_open = False
        self.workers.cancel_node(self)
        self._rows.census.forget()

    def take_in(self, sessions: Collection[SessionId] | None) -> None:
        """Take in that rows of the table came, went, changed or moved: of ``sessions``, or of any."""
        if not self.is_open:
            return
        if sessions is not None and not sessions:
            self._follow()
            return
        if sessions is None:
            self._count_anew()
        else:
            self._rows.census.touch(sessions)
            self._count()
        self.keep_up()

    def keep_up(self) -> None:
        """Show what there is now, as the table does."""
        if not self.is_open:
            return
        if self._count_is_due and not self._table.is_sifting:
            self._count_anew()
        is_counting = self._rows.by_organization and self._rows.census.is_busy
        with self._chart.settling():
            self._chart.stale = self._table.stale
            self._chart.empty_text = COUNTING if is_counting else self._table.empty_text
            self._chart.bring_up(self._table.time_mode, named="name" in self._table.offered)
            self._follow()
        self._draw_histogram()

    def _follow(self) -> None:
        """Put the cursor where the table's is."""
        row: int | None = self._table.cursor_row
        if self._rows.by_organization:
            chosen = self._table.chosen
            name = None if chosen is None else self._rows.organization_of(chosen.id)
            row = None if name is None else self._rows.row(name)
        self._chart.follow(row or 0)

    @on(Timeline.Redrawn)
    def _draw_histogram(self) -> None:
        window, whole = self._rows.window, self._rows.census.lanes.whole
        edges = window.edges
        column = column_name(window.column_span)
        self.query_one(Histogram).show(
            {status: whole.started(status, edges) for status in Status},
            self._rows.signs,
            label=self._rows.chart_at,
            dim=self._table.stale or self._rows.census.is_busy,
            note=COUNTING if self._rows.census.is_busy else f"started per {column}",
        )

    # -- counting ---------------------------------------------------------------------------------

    def _count_anew(self) -> None:
        """Count all sessions; while the table still looks for them, what was counted stands."""
        self._count_is_due = self._table.is_sifting
        if not self._count_is_due:
            sessions = self._table.session_rows.snapshot.sessions.values()
            self._rows.census.begin(sessions, by_organization=self._rows.by_organization)
            self._count()

    def _count(self) -> None:
        """Count at once what can be counted at once, and the rest when nobody waits for anything."""
        census = self._rows.census
        census.go_on(AT_ONCE)
        if census.is_busy:
            self._go_on()

    @work(exclusive=True, group="count")
    async def _go_on(self) -> None:
        census = self._rows.census
        while census.is_busy:
            await give_way()
            census.go_on(A_FEW)
        self.keep_up()

    # -- keys -------------------------------------------------------------------------------------

    @on(DataTable.RowSelected)
    def _open_row(self, event: DataTable.RowSelected) -> None:
        """Open the session under the cursor, or the organization's row of sessions."""
        event.stop()
        chosen = self._table.chosen
        if self._rows.by_organization:
            self.action_group()
        elif chosen is not None:
            self.post_message(SessionTable.Opened(chosen))

    def action_only(self, kind: str) -> None:
        """Show the sessions of one status; "" for all."""
        self._table.action_only(kind)

    def action_failures(self) -> None:
        """Show failures only, or all again."""
        self._table.action_failures()

    def action_leave(self) -> None:
        """Go back to the table."""
        self.post_message(self.Left())

    def action_group(self) -> None:
        """Show a row for each organization, or for each session again."""
        self._rows.by_organization = not self._rows.by_organization
        with self._chart.settling():
            self._count_anew()
            self.keep_up()


COUNTING = "counting"
"""What stands there while it is not known yet how many there are."""

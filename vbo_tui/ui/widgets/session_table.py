"""The table of restore sessions: its cursor rests on a session, not on a row number."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from math import inf
from typing import ClassVar

from textual import events, work
from textual.binding import Binding, BindingType
from textual.coordinate import Coordinate
from textual.message import Message

from vbo_tui.courtesy import give_way
from vbo_tui.model.arrangement import Place
from vbo_tui.model.capabilities import Capabilities
from vbo_tui.model.filter import Filter
from vbo_tui.model.query import Order
from vbo_tui.model.session import Session, SessionId, Status
from vbo_tui.model.snapshot import Delta, Snapshot
from vbo_tui.model.stuck import Usual
from vbo_tui.profiles.settings import ColumnChoice
from vbo_tui.ui.columns import layout, title
from vbo_tui.ui.format import TimeMode
from vbo_tui.ui.keys import MOVE, OPEN, VIEW, quiet
from vbo_tui.ui.session_rows import Counts, SessionRows
from vbo_tui.ui.widgets.virtual_table import VirtualTable

__all__ = ["Counts", "SessionTable"]

AT_ONCE = 1000
"""Sessions that are sorted, or looked through, before the next key is read."""

A_STEP = 100
"""Of these so many at a time: where they fill the page, they are enough."""

A_FEW = 500
"""Sessions that are looked at while nobody waits for anything."""

QUIET = 2.0
"""Seconds after a move of the cursor before rows change their places again."""


class SessionTable(VirtualTable, inherit_bindings=False):
    """Shows the sessions of one server."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "select_cursor",
            "open",
            id="row-open",
            group=OPEN,
            key_display="Enter",
            tooltip="Open the session",
        ),
        Binding("j,down", "cursor_down", "down", id="row-down", group=MOVE, show=False, tooltip="Next row"),
        Binding("k,up", "cursor_up", "up", id="row-up", group=MOVE, show=False, tooltip="Row before"),
        Binding(
            "g,home,ctrl+home",
            "scroll_top",
            "first",
            id="row-first",
            group=MOVE,
            show=False,
            tooltip="First row",
        ),
        Binding(
            "G,end,ctrl+end",
            "scroll_bottom",
            "last",
            id="row-last",
            group=MOVE,
            show=False,
            tooltip="Last row",
        ),
        Binding(
            "ctrl+f,pagedown",
            "page_down",
            "page down",
            id="page-down",
            group=MOVE,
            show=False,
            tooltip="Next page",
        ),
        Binding(
            "ctrl+b,pageup", "page_up", "page up", id="page-up", group=MOVE, show=False, tooltip="Page before"
        ),
        Binding(
            "ctrl+d",
            "half_page(1)",
            "half page down",
            id="half-page-down",
            group=MOVE,
            show=False,
            tooltip="Half a page down",
        ),
        Binding(
            "ctrl+u",
            "half_page(-1)",
            "half page up",
            id="half-page-up",
            group=MOVE,
            show=False,
            tooltip="Half a page up",
        ),
        quiet("0", "only('')", "Sessions of every status", name="only-all", group=VIEW),
        quiet("1", "only('running')", "Running sessions only", name="only-running", group=VIEW),
        quiet("2", "only('failed')", "Failed sessions only", name="only-failed", group=VIEW),
        quiet("3", "only('warning')", "Sessions with warnings only", name="only-warning", group=VIEW),
        quiet("4", "only('success')", "Successful sessions only", name="only-success", group=VIEW),
        quiet("f", "failures", "Failed sessions only, or all again", name="failures", group=VIEW),
    ]

    class Narrowed(Message):
        """Sessions of another status are shown than before."""

    @dataclass(eq=False)
    class Chosen(Message):
        """The cursor rests on another session, on a newer state of it, or on none."""

        session: Session | None

    @dataclass(eq=False)
    class ChosenGone(Message):
        """An answer took the row away that the cursor was on."""

        session: Session
        """As it was last."""
        is_hidden: bool = False
        """Whether the server still lists it, so that it is the filter that leaves it out now."""

    @dataclass(eq=False)
    class Opened(Message):
        """The user wants to see more of a session."""

        session: Session

    @dataclass(eq=False)
    class Rearranged(Message):
        """Rows came, went, changed or moved."""

        sessions: Collection[SessionId] | None
        """Whose; none where rows only moved, None where it may be any."""

    @dataclass(eq=False)
    class Settled(Message):
        """What was begun, a long sort or search, has come to its end."""

    def __init__(
        self, profile: str, *, now: Callable[[], datetime], seconds: Callable[[], float] = time.monotonic
    ) -> None:
        """Begin without sessions.

        Args:
            profile: The name of the server's profile: part of what names a row.
            now: Returns the time (aware) by the server's clock.
            seconds: Returns seconds that only grow.
        """
        self._rows = SessionRows(profile, datetime.min.replace(tzinfo=UTC))
        self._now = now
        self._seconds = seconds
        self._cursor_moved = -inf
        """When the user moved the cursor last."""
        self._came_above = 0
        """Rows that came in above a page that showed the first row, while the cursor moved."""
        self._wanted: SessionId | None = None
        """Where the user put the cursor; it comes back when a filter lets it."""
        self._told: Session | None = None
        """What the last ``Chosen`` said."""
        self._pivot: Place | None = None
        """Where the user looked when the filter was begun."""
        self._placing = False
        self._offered = Capabilities().fields
        self._columns: tuple[ColumnChoice, ...] = ()
        self._wide = False
        self._entitled: tuple[object, ...] = ()
        """What the titles that stand there were made of."""
        super().__init__(self._rows)

    # -- what is shown ------------------------------------------------------------------------

    @property
    def session_rows(self) -> SessionRows:
        """Where the rows are; whoever reads them hears of changes by ``Rearranged``."""
        return self._rows

    @property
    def offered(self) -> frozenset[str]:
        """The fields that the server's sessions have."""
        return self._offered

    @property
    def chosen(self) -> Session | None:
        """The session that the cursor rests on; None where there are no rows."""
        return self._rows.session(self.cursor_row)

    @property
    def shown_count(self) -> int:
        """How many sessions the filter lets through."""
        return len(self._rows)

    @property
    def total_count(self) -> int:
        """How many sessions there are."""
        return len(self._rows.snapshot.sessions)

    def seen_sessions(self) -> list[Session]:
        """Return the sessions that the filter lets through, in the order of the rows."""
        return self._rows.sessions()

    def counts(self) -> Counts:
        """Return how many sessions there are of which kind, whatever the filter."""
        return self._rows.counts

    def show(self, snapshot: Snapshot, delta: Delta) -> None:
        """Show ``snapshot``; ``delta`` saves time where it starts from what is shown."""
        self._rows.now = self._now()
        gone = self.chosen
        with self._keeping_the_cursor():
            touched = self._rows.show(snapshot, delta).ids
            self._retitle()
        self.post_message(self.Rearranged(touched))
        self._tell_of_loss(gone)

    def tick(self, now: datetime | None = None, *, moves: bool = True) -> None:
        """Print the ages as of ``now`` (aware; None asks the clock), where that makes a difference.

        Args:
            now: The time.
            moves: Whether the clock may make sessions stuck, and let in or out those whose times the filter
                compares with it.
        """
        self._rows.now = now or self._now()
        overdue = self._rows.stuck.look(self._rows.now) if moves else ()
        if overdue:
            with self._keeping_the_cursor():
                self._rows.move(overdue)
            self.post_message(self.Rearranged(overdue))
        if moves and not self._cursor_moves and self._rows.arranged.is_due(self._rows.now):
            gone = self.chosen
            with self._keeping_the_cursor():
                touched = self._rows.arranged.follow(self._rows.now)
                if self._rows.arranged.is_sifting:
                    self._begin()
            self.post_message(self.Rearranged(touched))
            self._tell_of_loss(gone)
        self.repaint()

    def _tell_of_loss(self, gone: Session | None) -> None:
        """Say that the session under the cursor is no longer there, where it is not."""
        if gone is not None and gone.id not in self._rows.arranged:
            is_hidden = gone.id in self._rows.snapshot.sessions
            self.post_message(self.ChosenGone(gone, is_hidden=is_hidden))

    @property
    def _cursor_moves(self) -> bool:
        """Whether the user moves the cursor, or did so a moment ago."""
        return self._seconds() - self._cursor_moved < QUIET

    def settle(self) -> bool:
        """Let rows go where they belong that were held where they were; return whether there were any.

        While the cursor moves nothing is done.
        """
        arranged = self._rows.arranged
        if not arranged.is_held or self._cursor_moves:
            return False
        self._let_go()
        return True

    def _let_go(self) -> None:
        if self._rows.arranged.is_held:
            with self._keeping_the_cursor():
                self._rows.arranged.settle(self._rows.now)
            self.post_message(self.Rearranged(()))

    def usual(self, session: Session) -> Usual | None:
        """Return how long sessions like a stuck one last; None for one that is not stuck."""
        return self._rows.stuck.usual(session) if session.id in self._rows.stuck else None

    def seen(self, field: str) -> list[str]:
        """Return what some sessions say in a field, most of those that are shown."""
        return self._rows.seen(field)

    def learn(self, session: SessionId, name: str) -> None:
        """Take in the name of a session's organization."""
        with self._keeping_the_cursor():
            self._rows.learn(session, name)
        self.post_message(self.Rearranged((session,)))

    def choose(self, session: SessionId) -> bool:
        """Put the cursor on a session; return False where it is not shown."""
        row = self._rows.arranged.row(session)
        if row is not None:
            self.move_cursor(row=row)
        return row is not None

    # -- how it is shown ------------------------------------------------------------------------

    @property
    def order(self) -> Order:
        """How the rows are sorted."""
        return self._rows.arranged.order

    @order.setter
    def order(self, order: Order) -> None:
        self._rows.now = self._now()
        self._let_go()
        with self._keeping_the_cursor(homing=True):
            self._rows.arranged.sort(order, self._rows.now)
            self._begin()
        self.post_message(self.Rearranged(()))

    @property
    def filter(self) -> Filter:
        """Which rows are shown."""
        return self._rows.arranged.filter

    @filter.setter  # noqa: A003 - the word the user knows
    def filter(self, chosen: Filter) -> None:
        self._rows.now = self._now()
        arranged = self._rows.arranged
        self._let_go()
        wanted = None if self._wanted is None else arranged.place_of(self._wanted)
        self._pivot = wanted or arranged.place(self.cursor_row) or self._pivot
        with self._keeping_the_cursor(homing=True):
            arranged.sift(chosen, self._pivot, self._rows.now)
            self._begin()
        self.post_message(self.Rearranged(None))

    def offer(self, fields: frozenset[str]) -> None:
        """Take in which fields the server's sessions have: they decide which columns there are."""
        if fields != self._offered:
            self._offered = fields
            self._lay_out_anew()

    @property
    def columns_chosen(self) -> tuple[ColumnChoice, ...]:
        """The columns that the user wants; none for those that fit."""
        return self._columns

    @columns_chosen.setter
    def columns_chosen(self, columns: Sequence[ColumnChoice]) -> None:
        self._columns = tuple(columns)
        self._lay_out_anew()

    @property
    def wide(self) -> bool:
        """Whether there are more columns than usual, and narrower ones."""
        return self._wide

    @wide.setter
    def wide(self, wide: bool) -> None:
        self._wide = wide
        self._lay_out_anew()

    def _lay_out_anew(self) -> None:
        with self.settling():
            self._lay_out()
            self.rows_changed()

    @property
    def column_names(self) -> list[str]:
        """Which columns there are, from the left."""
        return [slot.column.key for slot in self._rows.slots]

    @property
    def time_mode(self) -> TimeMode:
        """How instants are printed."""
        return self._rows.mode

    @time_mode.setter
    def time_mode(self, mode: TimeMode) -> None:
        self._rows.mode = mode
        self.filter = self.filter  # it looks at times as they are printed

    @property
    def is_sorting(self) -> bool:
        """Whether rows are still in another place than the one that they belong in."""
        return self._rows.arranged.is_sorting or self._rows.arranged.is_held

    @property
    def is_sifting(self) -> bool:
        """Whether there may be more rows that the filter lets through."""
        return self._rows.arranged.is_sifting

    def _begin(self) -> None:
        """Do at once what can be done at once, and the rest when nobody waits for anything."""
        arranged = self._rows.arranged
        for _ in ("sort", "take the new order"):
            if arranged.is_sorting:
                arranged.go_on(AT_ONCE)
        for _ in range(0, AT_ONCE, A_STEP):
            if arranged.is_sifting and len(arranged) < self.page:
                arranged.go_on(A_STEP)
        self._retitle()
        if arranged.is_busy and self.is_mounted:
            self._go_on()

    @work(exclusive=True, group="arrange")
    async def _go_on(self) -> None:
        arranged = self._rows.arranged
        while arranged.is_busy:
            await give_way()
            if not arranged.moves_next:
                arranged.go_on(A_FEW)
                continue
            with self._keeping_the_cursor(homing=True):
                arranged.go_on(A_FEW)
            self.post_message(self.Rearranged(()))
        self.post_message(self.Settled())

    def on_mount(self) -> None:
        """Lay the columns out as soon as the width is known."""
        self._rows.now = self._now()
        self._lay_out()
        if self._rows.arranged.is_busy:
            self._go_on()

    def on_resize(self, event: events.Resize) -> None:
        """Choose the columns that fit now; the cursor's row stays in view. A hidden table waits."""
        if not event.size:
            return
        with self.settling():
            self._lay_out()
            self.rows_changed()
            self.reveal(self.cursor_row)

    def _lay_out(self) -> None:
        width = self.size.width
        room = max(width - self.scrollbar_size_vertical, 0)
        self._rows.slots = layout(width, room, self._offered, chosen=self._columns, wide=self._wide)
        self._retitle()

    def _retitle(self) -> None:
        view, slots = self._rows.view, self._rows.slots
        entitled = (slots, self.order, view.mode, view.mode.zone_name(view.now))
        if self.is_mounted and entitled != self._entitled:
            self._entitled = entitled
            titles = [title(slot, self.order, view) for slot in slots]
            self.set_columns(slots, titles)

    def action_only(self, kind: str) -> None:
        """Show the sessions of one status; "" for all."""
        self.filter = self.filter.narrowed(Status(kind) if kind else None)
        self.post_message(self.Narrowed())

    def action_failures(self) -> None:
        """Show failures only, or all again."""
        self.action_only("" if self.filter.only is Status.FAILED else Status.FAILED)

    # -- the cursor -----------------------------------------------------------------------------

    def action_select_cursor(self) -> None:
        """Open the session that the cursor rests on."""
        super().action_select_cursor()
        if self.chosen is not None:
            self.post_message(self.Opened(self.chosen))

    def watch_cursor_coordinate(self, old_coordinate: Coordinate, new_coordinate: Coordinate) -> None:
        """Know what is chosen before the next key is read."""
        with self.settling():
            super().watch_cursor_coordinate(old_coordinate, new_coordinate)
            if not self._placing and old_coordinate.row != new_coordinate.row:
                self._cursor_moved = self._seconds()
                self._look_at(old_coordinate.row)
                self._look_at(new_coordinate.row)
        if not self._placing:
            self._tell()

    def _look_at(self, row: int) -> None:
        """Take in that the user's cursor was in a row."""
        session = self._rows.session(row)
        if session is not None:
            self._rows.marks.seen(session.id)
            self._wanted = session.id

    def _tell(self) -> None:
        """Say what the cursor rests on, where that is news."""
        chosen = self.chosen
        if chosen is not self._told and chosen != self._told:
            self._told = chosen
            self.post_message(self.Chosen(chosen))

    @contextmanager
    def _keeping_the_cursor(self, *, homing: bool = False) -> Generator[None]:
        """Let the rows change under the cursor, which stays on its session, or goes to the next one.

        Args:
            homing: Whether the cursor may come back to where the user put it before a filter hid
                that row. Not during a refresh: nothing may move there that need not.
        """
        row, top = self.cursor_row, self.scroll_offset.y
        place = self._rows.arranged.place(row) or self._pivot
        self._rows.arranged.steady = self._cursor_moves and not homing
        with self.settling():
            yield
            self.rows_changed()
            self._place(self._home(place, row, homing=homing), row, top)
        self._tell()

    def _home(self, place: Place | None, row: int, *, homing: bool) -> int:
        """Return the row that the cursor belongs in, which was in ``row``, at ``place``."""
        arranged = self._rows.arranged
        if homing and self._wanted is not None and self._wanted in arranged:
            return arranged.row(self._wanted) or 0
        return 0 if place is None else arranged.nearest(place, row)

    def _place(self, row: int, before: int, top: int) -> None:
        """Put the cursor into ``row``, on the same line of the screen as ``before`` was.

        A page that shows the first row goes on showing it, as long as it shows the cursor, too:
        that is where new sessions come in. While the cursor moves they come in above the page, which
        goes up to them later.
        """
        if row != before:
            self._placing = True
            try:
                self.cursor_coordinate = Coordinate(row, 0)
            finally:
                self._placing = False
        at_top = top in (0, self._came_above) and row < self.page
        if at_top and self._cursor_moves:
            self.scroll_rows(row - (before - top))
            self._came_above = self.scroll_offset.y
        else:
            self.scroll_rows(0 if at_top else row - (before - top))
            self._came_above = 0
        self.reveal(row)
        if self._wanted not in self._rows.snapshot.sessions:
            self._wanted = None if self.chosen is None else self.chosen.id

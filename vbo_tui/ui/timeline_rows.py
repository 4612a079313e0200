"""The rows of the timeline: those of the table, or one for each organization, as bars. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from vbo_tui.model.lanes import Census, Lane, extent
from vbo_tui.model.query import organization_of
from vbo_tui.model.session import Session, SessionId, Status
from vbo_tui.ui import format as fmt
from vbo_tui.ui.columns import DURATION, ID, MARK, NAME, STATUS, Column
from vbo_tui.ui.session_rows import SessionRows
from vbo_tui.ui.slots import Cell, Sized, Slot, placed
from vbo_tui.ui.timeline import Signs, Window, lane_row, session_row


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of the lines of organizations, or the chart."""

    key: str
    title: str
    width: int
    cell: Callable[[str, Lane], Cell]
    share: int = 0


def _count(lane: Lane, status: Status) -> Cell:
    count = lane.counts[status]
    return Cell(f"{count:>5}" if count else f"{'-':>5}", fmt.style_of(status) if count else "dim")


CHART = Heading("chart", "", 1, lambda name, lane: Cell(""), share=5)
ORGANIZATION = Heading("organization", "Organization", 14, lambda name, lane: Cell(name or fmt.NOTHING), 1)
RUNNING = Heading("running", "  Run", 5, lambda name, lane: _count(lane, Status.RUNNING))
FAILED = Heading("failed", " Fail", 5, lambda name, lane: _count(lane, Status.FAILED))
TOTAL = Heading("total", "   All", 6, lambda name, lane: Cell(f"{len(lane):>6}"))

_NAMED = replace(NAME, width=14, share=1)
_NUMBERED = replace(ID, width=14, share=1)

_COLUMNS = (
    (70, (MARK, STATUS, DURATION, _NAMED, CHART), (ORGANIZATION, RUNNING, FAILED, TOTAL, CHART)),
    (45, (STATUS, _NAMED, CHART), (ORGANIZATION, RUNNING, FAILED, CHART)),
    (30, (STATUS, replace(_NAMED, width=8), CHART), (replace(ORGANIZATION, width=8), RUNNING, CHART)),
    (0, (replace(STATUS, width=4), CHART), (replace(ORGANIZATION, width=4), CHART)),
)
"""From how many cells on which columns are shown, of sessions and of organizations."""


class TimelineRows:
    """Fulfils ``RowSource``."""

    def __init__(self, rows: SessionRows, signs: Signs) -> None:
        """Show what ``rows`` holds: its sessions, in its order, as of its time."""
        self.window = Window.up_to(0.0, 3600.0, 1)
        """What the chart shows."""
        self.slots: tuple[Slot[Sized], ...] = ()
        """The columns; the last one is the chart."""
        self.by_organization = False
        """Whether there is a row for each organization, by name, in place of those of the table."""
        self.signs = signs
        self.census = Census(self._current)
        """Counts the sessions."""
        self._rows = rows
        self._drawn: dict[str, tuple[tuple[object, ...], Cell]] = {}

    @property
    def moment(self) -> datetime:
        """The time (aware) by the server's clock."""
        return self._rows.now

    @property
    def now(self) -> float:
        """The same, in seconds since 1970."""
        return self._rows.now.timestamp()

    def began(self, row: int) -> float | None:
        """Return when the session of a row began, in seconds since 1970; None where that is not known."""
        session = self._rows.snapshot.sessions.get(self.session(row) or SessionId(""))
        span = None if session is None else extent(session, self.now)
        return None if span is None else span[0]

    def _current(self, key: SessionId) -> tuple[Session, str] | None:
        session = self._rows.snapshot.sessions.get(key)
        if session is None or key not in self._rows.arranged:
            return None
        return session, organization_of(session, self._rows.view.organizations)

    def lay_out(self, width: int, room: int, *, named: bool) -> None:
        """Choose the columns for a table of ``width`` cells, of which ``room`` can be filled.

        ``named`` says whether the sessions have names.
        """
        sessions, lanes = next((ours, theirs) for least, ours, theirs in _COLUMNS if width >= least)
        columns: tuple[Sized, ...] = lanes
        if not self.by_organization:
            columns = tuple(
                column if named or column.key != NAME.key else replace(_NUMBERED, width=column.width)
                for column in sessions
            )
        self.slots = placed(columns, room, tight=(MARK,))

    @property
    def chart_at(self) -> int:
        """The cell where the chart begins."""
        return sum(slot.width + slot.gap for slot in self.slots[:-1])

    @property
    def chart_width(self) -> int:
        """Cells of the chart; 0 where it found no room."""
        return self.slots[-1].width if self.slots and self.slots[-1].column.key == CHART.key else 0

    def __len__(self) -> int:
        return len(self.census.lanes.by_organization) if self.by_organization else len(self._rows)

    def key(self, row: int) -> str:
        """Return what names a row for good."""
        return self.organization(row) if self.by_organization else self._rows.key(row)

    def row(self, key: str) -> int | None:
        """Return where the row of that name is now."""
        if not self.by_organization:
            return self._rows.row(key)
        lanes = self.census.lanes.by_organization
        return lanes.index(key) if key in lanes else None

    def organization(self, row: int) -> str:
        """Return the organization of a row, where there is a row for each."""
        name: str = self.census.lanes.by_organization.keys()[row]
        return name

    def session(self, row: int) -> SessionId | None:
        """Return the session in a row, or of an organization the one that started last."""
        if not 0 <= row < len(self):
            return None
        if self.by_organization:
            return self.census.lanes.latest(self.organization(row))
        return self._rows.arranged.at(row)

    def organization_of(self, session: SessionId) -> str | None:
        """Return the organization of a session that is shown; None of another one."""
        current = self._current(session)
        return None if current is None else current[1]

    def cells(self, row: int) -> tuple[Cell, ...]:
        """Return what a row prints."""
        return self._lane_cells(row) if self.by_organization else self._session_cells(row)

    def _session_cells(self, row: int) -> tuple[Cell, ...]:
        session, view = self._rows.snapshot.sessions[self._rows.arranged.at(row)], self._rows.view
        cells = []
        for column in (slot.column for slot in self.slots):
            if column.key == MARK.key:
                sign = self._rows.marks.sign(session.id)
                cells.append(Cell(sign, "bold" if sign else ""))
            elif isinstance(column, Column):
                cells.append(column.cell(session, view))
            else:
                cells.append(session_row(session, self.window, self.now, self.signs))
        return tuple(cells)

    def _lane_cells(self, row: int) -> tuple[Cell, ...]:
        name = self.organization(row)
        lane = self.census.lanes.by_organization[name]
        columns = [slot.column for slot in self.slots if isinstance(slot.column, Heading)]
        return tuple(
            self._chart(name, lane) if column is CHART else column.cell(name, lane) for column in columns
        )

    def _chart(self, name: str, lane: Lane) -> Cell:
        """Return the chart of an organization, drawn anew only where it may have changed."""
        ways = (lane, lane.revision, self.window, self.window.column(self.now))
        held = self._drawn.get(name)
        if held is None or held[0] != ways:
            if len(self._drawn) >= MOST_DRAWN:
                self._drawn.clear()
            held = self._drawn[name] = (ways, lane_row(lane, self.window, self.now, self.signs))
        return held[1]


MOST_DRAWN = 200
"""Rows of organizations that are held as they were drawn: two screens full."""

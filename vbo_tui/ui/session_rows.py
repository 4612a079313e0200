"""The rows of the sessions table: one snapshot, filtered, sorted and put into words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from vbo_tui.model.arrangement import Arrangement
from vbo_tui.model.filter import session_field
from vbo_tui.model.query import organization_of
from vbo_tui.model.session import RowId, Session, SessionId, Status
from vbo_tui.model.snapshot import Delta, Snapshot, diff
from vbo_tui.model.stuck import StuckSessions
from vbo_tui.ui import format as fmt
from vbo_tui.ui.columns import AGE, MARK, Column, Slots, View
from vbo_tui.ui.format import TimeMode
from vbo_tui.ui.marks import Marks
from vbo_tui.ui.session_matching import matching
from vbo_tui.ui.slots import Cell, Slot

MOST_NAMES = 1000
"""Names of organizations that are remembered; the oldest go first."""


MOST_PRINTED = 500
"""Rows that are held as they were printed: some screens full."""


MOST_SEEN = 500
"""Sessions that are looked at for what a filter may go on with: enough to be done between two keys."""

_OF_NO_USE = ("id",)
"""Fields that say something else in every session."""


class Counts(NamedTuple):
    """How many sessions there are of which kind, whatever the filter."""

    running: int = 0
    failed: int = 0
    """Those that ended so: a verdict so far does not count."""
    warning: int = 0
    total: int = 0
    stuck: int = 0
    """Of those that run."""


class SessionRows:
    """Fulfils ``RowSource``."""

    def __init__(self, profile: str, now: datetime) -> None:
        self._profile = profile
        self.snapshot = Snapshot()
        """What the rows are made from."""
        self.now = now
        """Aware; ages are printed as of this moment."""
        self.mode = TimeMode.LOCAL
        self._slots: Slots = ()
        self._tells_age = False
        self.marks = Marks()
        self._names: dict[SessionId, str] = {}
        self._printed: dict[SessionId, tuple[Session, object, tuple[Cell, ...]]] = {}
        """What was printed of sessions, and on what else that depended."""
        self._statuses: Counter[Status] = Counter()
        self.stuck = StuckSessions()
        """Which sessions are stuck."""
        self.arranged = Arrangement(
            organizations=self._names,
            stuck=self.stuck,
            matching=lambda chosen: matching(chosen, self.view),
        )
        """Which session is in which row."""

    @property
    def slots(self) -> Slots:
        """The columns that are printed."""
        return self._slots

    @slots.setter
    def slots(self, slots: Slots) -> None:
        self._slots = slots
        self._tells_age = any(slot.column.key == AGE.key for slot in slots)

    @property
    def view(self) -> View:
        """What the texts depend on besides the sessions."""
        return View(self.now, self.mode, self._names, self.stuck)

    @property
    def counts(self) -> Counts:
        """How many sessions there are of which kind."""
        count = self._statuses
        return Counts(
            running=count[Status.RUNNING],
            failed=count[Status.FAILED],
            warning=count[Status.WARNING],
            total=len(self.snapshot.sessions),
            stuck=len(self.stuck),
        )

    def __len__(self) -> int:
        return len(self.arranged)

    def key(self, row: int) -> str:
        """Return the name of a row: its profile and its session."""
        return self.name(self.arranged.at(row))

    def name(self, session: SessionId) -> str:
        """Return the name of a session's row, whether there is one or not."""
        return "/".join(RowId(self._profile, session))

    def row(self, key: str) -> int | None:
        """Return where the row of that name is now."""
        prefix = f"{self._profile}/"
        return self.arranged.row(SessionId(key.removeprefix(prefix))) if key.startswith(prefix) else None

    def session(self, row: int) -> Session | None:
        """Return the session in a row; None where there is no such row."""
        return self.snapshot.sessions[self.arranged.at(row)] if 0 <= row < len(self) else None

    def sessions(self) -> list[Session]:
        """Return the sessions of all rows, in their order."""
        return [self.snapshot.sessions[key] for key in self.arranged.shown()]

    def cells(self, row: int) -> tuple[Cell, ...]:
        """Return what a row prints."""
        session, view = self.snapshot.sessions[self.arranged.at(row)], self.view
        if self.marks.touches(session.id):
            return tuple(self._cell(session, slot, view) for slot in self._slots)
        lasted = fmt.lasting(session, view.now) if session.is_working else ""
        name = view.organizations.get(session.id)
        stuck = session.id in self.stuck
        ways = (self._slots, self.mode, self._ages_at(view.now), lasted, name, stuck)
        held = self._printed.get(session.id)
        if held is None or held[0] is not session or held[1] != ways:
            cells = tuple(self._cell(session, slot, view) for slot in self._slots)
            if len(self._printed) >= MOST_PRINTED:
                self._printed.clear()
            held = self._printed[session.id] = (session, ways, cells)
        return held[2]

    def _ages_at(self, now: datetime) -> datetime | None:
        """Return the moment that rows depend on; None where they print no age."""
        return now if self._tells_age or self.mode is TimeMode.RELATIVE else None

    def _cell(self, session: Session, slot: Slot[Column], view: View) -> Cell:
        if slot.column is MARK:
            sign = self.marks.sign(session.id)
            return Cell(sign, "bold" if sign else "")
        cell = slot.column.cell(session, view)
        mark = self.marks.style(session.id, slot.column)
        return cell._replace(style=f"{cell.style} {mark}".strip()) if mark else cell

    def show(self, snapshot: Snapshot, delta: Delta) -> Delta:
        """Take in a new snapshot; return what really changed.

        ``delta`` is believed where it starts from what is shown and leads to as many sessions as
        there are; else the snapshots are compared.
        """
        before = self.snapshot
        grown = len(snapshot.sessions) - len(before.sessions)
        if delta.base != before.revision or len(delta.added) - len(delta.removed) != grown:
            delta = diff(before, snapshot)
        self.snapshot = snapshot
        self.marks.note(before, snapshot, delta)
        self._count(before, delta)
        self.stuck.note(before.sessions, delta)
        self.arranged.update(snapshot.sessions, [*delta.ids, *self.stuck.look(self.now)], self.now)
        return delta

    def _count(self, before: Snapshot, delta: Delta) -> None:
        gone = [*delta.removed, *(session.id for session in delta.changed)]
        self._statuses.subtract(before.sessions[key].status for key in gone if key in before.sessions)
        here: Iterable[Session] = (*delta.added, *delta.changed)
        self._statuses.update(session.status for session in here)

    def move(self, sessions: Collection[SessionId]) -> None:
        """Put sessions where they belong now."""
        self.arranged.update(self.snapshot.sessions, sessions, self.now)

    def seen(self, field: str) -> list[str]:
        """Return what some sessions say in a field that a filter may name; most of those that are shown."""
        if field in _OF_NO_USE:
            return []
        sessions = self.arranged.some(MOST_SEEN)
        if field == "org":
            return [organization_of(session, self._names) for session in sessions]
        return [session_field(session, field) for session in sessions]

    def learn(self, session: SessionId, name: str) -> None:
        """Remember the name of a session's organization."""
        self._names.pop(session, None)
        self._names[session] = name
        touched = [session, *islice(self._names, max(len(self._names) - MOST_NAMES, 0))]
        for key in touched[1:]:
            del self._names[key]
        self.move(touched)

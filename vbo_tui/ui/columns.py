"""The columns of the sessions table: what each prints, and which fit into a width. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from vbo_tui.model.query import Names, Order, SortKey
from vbo_tui.model.session import Session
from vbo_tui.ui import format as fmt
from vbo_tui.ui.format import TimeMode


class Cell(NamedTuple):
    """What stands in one cell of the table."""

    text: str
    style: str = ""
    """Rich's name for it; "" for the row's own."""


class View(NamedTuple):
    """What a cell's text depends on besides its session."""

    now: datetime
    """Aware; a working session has lasted until then."""
    mode: TimeMode
    organizations: Names
    """Names of organizations, by session, as far as they are known."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: how it is named, sorted, sized and filled."""

    key: str
    titles: tuple[str, ...]
    """Its names, the longest first; the first one that fits is taken."""
    width: int
    """Cells of its content."""
    cell: Callable[[Session, View], Cell]
    sort: SortKey | None = None
    fields: tuple[str, ...] = ()
    """The server's fields behind the text: when one of them changes, the cell has changed."""
    is_time: bool = False
    """Whether it prints instants, so that its title names their zone."""

    def changed(self, before: Session, after: Session) -> bool:
        """Return whether the server said something new for this column."""
        return any(getattr(before, field) != getattr(after, field) for field in self.fields)


class Slot(NamedTuple):
    """A column at its place in a layout."""

    column: Column
    width: int
    """Cells of its content, at least 1."""
    gap: int
    """Blank cells after it."""


def _status(session: Session, view: View) -> Cell:
    return Cell(fmt.status_word(session), fmt.status_style(session))


def _ended(session: Session, view: View) -> Cell:
    ended = None if session.is_working else session.ended
    return Cell(fmt.instant(ended, view.mode, view.now))


MARK = Column("mark", ("",), 1, lambda session, view: Cell(""))
STATUS = Column("status", ("St",), 5, _status, SortKey.STATE, ("state", "result"))
TYPE = Column(
    "type", ("Type",), 4, lambda s, v: Cell(fmt.type_short(s.type) or fmt.NOTHING), SortKey.TYPE, ("type",)
)
TYPE_NAME = Column(
    "type", ("Type",), 10, lambda s, v: Cell(fmt.type_name(s.type) or fmt.NOTHING), SortKey.TYPE, ("type",)
)
AGE = Column("age", ("Age",), 6, lambda s, v: Cell(fmt.age(s.created, v.now)), SortKey.STARTED, ("created",))
STARTED = Column(
    "started",
    ("Started",),
    16,
    lambda s, v: Cell(fmt.instant(s.created, v.mode, v.now)),
    SortKey.STARTED,
    ("created",),
    is_time=True,
)
ENDED = Column("ended", ("Ended",), 16, _ended, SortKey.ENDED, ("ended",), is_time=True)
DURATION = Column("duration", ("Dur",), 6, lambda s, v: Cell(fmt.lasted(s, v.now)), SortKey.DURATION)
POINT = Column(
    "point",
    ("Point in time", "Point"),
    16,
    lambda s, v: Cell(fmt.instant(s.point_in_time, v.mode, v.now)),
    SortKey.POINT_IN_TIME,
    ("point_in_time",),
    is_time=True,
)
ID = Column("id", ("Id",), 36, lambda s, v: Cell(s.id), SortKey.ID)
ORGANIZATION = Column(
    "organization",
    ("Organization", "Org"),
    20,
    lambda s, v: Cell(v.organizations.get(s.id) or fmt.NOTHING),
    SortKey.ORGANIZATION,
)

_COLUMNS = (
    (140, (MARK, STATUS, TYPE_NAME, STARTED, ENDED, DURATION, POINT, ID, ORGANIZATION)),
    (110, (MARK, STATUS, TYPE, STARTED, ENDED, DURATION, POINT, ID)),
    (70, (MARK, STATUS, TYPE, STARTED, DURATION, POINT, ID)),
    (45, (MARK, STATUS, TYPE, AGE, DURATION, ID)),
    (0, (MARK, STATUS, AGE, ID)),
)
"""From how many cells on which columns are shown. The last one takes the room that is left."""


def layout(width: int, room: int | None = None) -> tuple[Slot, ...]:
    """Return the columns for a table of ``width`` cells.

    Args:
        width: Decides which columns there are.
        room: Cells to fill, where a scrollbar takes some of the width; together the slots, with
            their gaps, are exactly that wide. None for all of the width.
    """
    columns = next(columns for least, columns in _COLUMNS if width >= least)
    room = width if room is None else room
    wide = sum(column.width + 2 for column in columns) - 2 - MARK.width
    return _placed(columns, room, gap=2 if wide <= room else 1)


def _placed(columns: tuple[Column, ...], room: int, *, gap: int) -> tuple[Slot, ...]:
    slots: list[Slot] = []
    for column in columns:
        if room <= 0:
            break
        last = column is columns[-1]
        width = room if last else min(column.width, room)
        after = 0 if last or column is MARK else min(gap, room - width)
        slots.append(Slot(column, width, after))
        room -= width + after
    if room > 0 and slots:
        slots[-1] = slots[-1]._replace(gap=slots[-1].gap + room)
    return tuple(slots)


def title(slot: Slot, order: Order, view: View) -> str:
    """Return what stands above a column: its name, the zone of its times, the arrow of the order.

    Where room is short the name gives way first, then the zone, then the arrow.
    """
    column = slot.column
    arrow = (" v" if order.reverse else " ^") if order.key is column.sort else ""
    zone = view.mode.zone_name(view.now) if column.is_time else ""
    names = ("Age",) if column is STARTED and view.mode is TimeMode.RELATIVE else column.titles
    zoned = [f"{name} {zone}{arrow}" for name in names] if zone else []
    for text in (*zoned, *(f"{name}{arrow}" for name in names), *names):
        if len(text) <= slot.width:
            return text
    return names[-1]


def texts(session: Session, view: View) -> tuple[str, ...]:
    """Return what a filter finds in a session besides its id and the server's words.

    Ages and the durations of working sessions are left out: they change with every look, and a
    row must not come and go by itself.
    """
    return (
        fmt.status_word(session),
        fmt.type_name(session.type),
        fmt.type_short(session.type),
        *(column.cell(session, view).text for column in _searched(view.mode)),
        *(() if session.is_working else (fmt.lasted(session, view.now),)),
        view.organizations.get(session.id, ""),
    )


def _searched(mode: TimeMode) -> tuple[Column, ...]:
    return () if mode is TimeMode.RELATIVE else (STARTED, ENDED, POINT)

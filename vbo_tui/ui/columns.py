"""The columns of the sessions table: what each prints, and which fit into a width. Pure."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from vbo_tui.model.capabilities import Capabilities
from vbo_tui.model.query import Names, Order, SortKey, organization_of, sent
from vbo_tui.model.session import Session, SessionId
from vbo_tui.profiles.settings import ColumnChoice
from vbo_tui.ui import format as fmt
from vbo_tui.ui.format import TimeMode
from vbo_tui.ui.slots import Cell, Slot, placed


class View(NamedTuple):
    """What a cell's text depends on besides its session."""

    now: datetime
    """Aware; a working session has lasted until then."""
    mode: TimeMode
    organizations: Names
    """Names of organizations, by session, as far as they are known."""
    stuck: Container[SessionId] = ()
    """The sessions that are stuck."""


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
    share: int = 0
    """How much it gets of the room that is left, compared to others."""
    narrow: int = 0
    """Cells of its content where room is short; 0 where it cannot do with fewer."""

    @property
    def least(self) -> int:
        """Cells that it cannot do without."""
        return self.narrow or self.width

    def changed(self, before: Session, after: Session) -> bool:
        """Return whether the server said something new for this column."""
        return any(getattr(before, field) != getattr(after, field) for field in self.fields)


Slots = tuple[Slot[Column], ...]
"""The columns of the sessions table at their places."""


def _status(session: Session, view: View) -> Cell:
    stuck = session.id in view.stuck
    return Cell(fmt.status_word(session, stuck=stuck), fmt.status_style(session, stuck=stuck))


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
DURATION = Column("duration", ("Dur",), 6, lambda s, v: Cell(fmt.lasting(s, v.now)), SortKey.DURATION)
POINT = Column(
    "point",
    ("Point in time", "Point"),
    16,
    lambda s, v: Cell(fmt.instant(s.point_in_time, v.mode, v.now)),
    SortKey.POINT_IN_TIME,
    ("point_in_time",),
    is_time=True,
)
ID = Column("id", ("Id",), 36, lambda s, v: Cell(s.id), SortKey.ID, narrow=8)
NAME = Column("name", ("Name",), 20, lambda s, v: _said(s.name), SortKey.NAME, ("name",), share=3, narrow=12)
ORGANIZATION = Column(
    "organization",
    ("Organization", "Org"),
    16,
    lambda s, v: _said(organization_of(s, v.organizations)),
    SortKey.ORGANIZATION,
    ("organization",),
    share=2,
    narrow=10,
)
INITIATED_BY = Column(
    "initiated-by",
    ("Initiated by", "By"),
    14,
    lambda s, v: _said(s.initiated_by),
    SortKey.INITIATED_BY,
    ("initiated_by",),
    share=1,
    narrow=8,
)
CLIENT_HOST = Column(
    "client-host",
    ("Client host", "Client"),
    14,
    lambda s, v: _said(s.client_host),
    SortKey.CLIENT_HOST,
    ("client_host",),
    share=1,
    narrow=8,
)
SCOPE = Column(
    "scope", ("Scope",), 12, lambda s, v: _said(s.scope), SortKey.SCOPE, ("scope",), share=1, narrow=8
)
DETAILS = Column(
    "details",
    ("Details",),
    18,
    lambda s, v: _said(s.details),
    SortKey.DETAILS,
    ("details",),
    share=1,
    narrow=8,
)
REASON = Column(
    "reason", ("Reason",), 10, lambda s, v: _said(s.reason), SortKey.REASON, ("reason",), share=1, narrow=8
)


def _said(text: str) -> Cell:
    return Cell(text or fmt.NOTHING)


_WITHOUT_NAMES = (
    (140, (MARK, STATUS, TYPE_NAME, STARTED, ENDED, DURATION, POINT, ID, ORGANIZATION)),
    (110, (MARK, STATUS, TYPE, STARTED, ENDED, DURATION, POINT, ID)),
    (70, (MARK, STATUS, TYPE, STARTED, DURATION, POINT, ID)),
    (45, (MARK, STATUS, TYPE, AGE, DURATION, ID)),
    (0, (MARK, STATUS, AGE, ID)),
)
_WITH_NAMES = (
    (
        190,
        (
            MARK, STATUS, TYPE, STARTED, ENDED, DURATION, NAME, ORGANIZATION, INITIATED_BY, CLIENT_HOST,
            SCOPE, DETAILS, REASON,
        ),
    ),
    (
        140,
        (
            MARK, STATUS, TYPE, STARTED, ENDED, DURATION, NAME, ORGANIZATION, INITIATED_BY, CLIENT_HOST,
            REASON,
        ),
    ),
    (110, (MARK, STATUS, TYPE, STARTED, DURATION, NAME, ORGANIZATION, INITIATED_BY)),
    (70, (MARK, STATUS, TYPE, STARTED, DURATION, NAME, ORGANIZATION)),
    (45, (MARK, STATUS, TYPE, AGE, DURATION, NAME)),
    (0, (MARK, STATUS, AGE, NAME)),
)  # fmt: skip
"""From how many cells on which columns are shown, for servers whose sessions have no name, and have one.

The last column takes the room that is left.
"""

EVERY = (
    MARK, STATUS, TYPE, AGE, STARTED, ENDED, DURATION, POINT, NAME, ORGANIZATION, INITIATED_BY, CLIENT_HOST,
    SCOPE, DETAILS, REASON, ID,
)  # fmt: skip
"""Every column that there is."""


MORE = (
    TYPE, DURATION, POINT, INITIATED_BY, ORGANIZATION, CLIENT_HOST, ENDED, REASON, SCOPE, DETAILS, ID,
)  # fmt: skip
"""What a wide table shows besides, as far as there is room: the first ones first."""


def layout(
    width: int,
    room: int | None = None,
    offered: Container[str] = Capabilities().fields,
    *,
    chosen: Sequence[ColumnChoice] = (),
    wide: bool = False,
) -> Slots:
    """Return the columns for a table of ``width`` cells.

    Args:
        width: Decides which columns there are.
        room: Cells to fill, where a scrollbar takes some of the width; together the slots, with
            their gaps, are exactly that wide. None for all of the width.
        offered: The fields that the server's sessions have besides those that all have.
        chosen: The columns that the user wants; what there is not, or the server does not send, is
            left out. None for those that fit the width.
        wide: Whether as many columns are shown as find room when the others are made narrow.
    """
    tiers = _WITH_NAMES if "name" in offered else _WITHOUT_NAMES
    usual = next(columns for least, columns in tiers if width >= least)
    shown = _sent((MARK, *_picked(chosen)), offered)
    if len(shown) == 1:
        shown = _sent(usual, offered)
    there = width if room is None else room
    if wide:
        shown = _with_more(shown, _sent(MORE, offered), there)
    return placed(_narrowed(shown, there), there, tight=(MARK,))


def _sent(columns: Sequence[Column], offered: Container[str]) -> list[Column]:
    return [column for column in columns if column.sort is None or sent(column.sort, offered)]


def _picked(chosen: Sequence[ColumnChoice]) -> list[Column]:
    """Return the columns of these names, each once, as wide as is wanted."""
    named = {column.key: column for column in EVERY if column is not MARK}
    wanted: dict[str, int | None] = {}
    for choice in chosen:
        if choice.name in named:
            wanted.setdefault(choice.name, choice.width)
    return [_sized(named[name], width) for name, width in wanted.items()]


def _sized(column: Column, width: int | None) -> Column:
    if width is None:
        return column
    full = TYPE_NAME if column is TYPE and width >= TYPE_NAME.width else column
    return replace(full, width=width, narrow=width, share=0)


def _narrowed(columns: list[Column], room: int) -> list[Column]:
    """Return ``columns``, as much narrower as it takes to find room, if they can be."""
    given = sum(column.width - column.least for column in columns)
    missing = _filled(column.width for column in columns) - room
    if missing <= 0 or not given:
        return columns
    kept = max(given - missing, 0)

    def narrowed(column: Column) -> Column:
        more = column.width - column.least
        return replace(column, width=column.least + kept * more // given) if more else column

    return [narrowed(column) for column in columns]


def _filled(widths: Iterable[int]) -> int:
    """Return how many cells columns fill that have one cell between them."""
    return sum(width + 1 for width in widths) - 2  # none behind the mark, none behind the last


def _with_more(columns: list[Column], more: Sequence[Column], room: int) -> list[Column]:
    """Return ``columns`` and as many others as find room: among them in the usual order, or behind them."""
    there = [column.key for column in columns]
    left = room - _filled(column.least for column in columns)
    added: list[Column] = []
    for column in more:
        if column.key not in there and column.least < left:
            added.append(column)
            left -= column.least + 1
    usual = [column.key for column in EVERY]

    def place(column: Column) -> int:
        return usual.index(column.key)

    if columns == sorted(columns, key=place):
        return sorted((*columns, *added), key=place)
    return [*columns, *sorted(added, key=place)]


def title(slot: Slot[Column], order: Order, view: View) -> str:
    """Return what stands above a column: its name, the zone of its times, the arrow of the order.

    Where room is short the name gives way first, then the zone, then the arrow.
    """
    column = slot.column
    key = SortKey.STATE if order.key is SortKey.RUNNING else order.key
    arrow = (" v" if order.reverse else " ^") if key is column.sort else ""
    zone = view.mode.zone_name(view.now) if column.is_time else ""
    names = ("Age",) if column.key == STARTED.key and view.mode is TimeMode.RELATIVE else column.titles
    zoned = [f"{name} {zone}{arrow}" for name in names] if zone else []
    for text in (*zoned, *(f"{name}{arrow}" for name in names), *names):
        if len(text) <= slot.width:
            return text
    return names[-1]


def words(session: Session) -> tuple[str, ...]:
    """Return what a filter finds in a session besides the server's words; they follow from these."""
    return (fmt.status_word(session), fmt.type_name(session.type), fmt.type_short(session.type))


def figures(session: Session, view: View) -> tuple[str, ...]:
    """Return the times that a filter finds in a session, for words with a digit.

    Ages and the durations of working sessions are left out: they change with every look, and a
    row must not come and go by itself.
    """
    return (
        *(column.cell(session, view).text for column in _searched(view.mode)),
        *(() if session.is_working else (fmt.lasted(session, view.now),)),
    )


def _searched(mode: TimeMode) -> tuple[Column, ...]:
    return () if mode is TimeMode.RELATIVE else (STARTED, ENDED, POINT)

"""The rows of the table of events: one session's log, filtered and put into words. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from vbo_tui.model.event import Event, EventLog
from vbo_tui.model.filter import Filter
from vbo_tui.ui import format as fmt
from vbo_tui.ui.slots import Cell, Slot, placed

FIELDS = ("item", "type", "status", "source", "target")
"""What may stand before a colon in a filter of events."""

MOST_SEEN = 500
"""Events that are looked at for what a filter may go on with."""

STATUSES = ("", "running", "failed", "warning", "success", "skipped", "cancelled")
"""What the digits from 0 on leave: everything, or the events of one status."""


@dataclass(frozen=True, slots=True)
class EventColumn:
    """One column: how it is named, sized and filled."""

    key: str
    name: str
    width: int
    cell: Callable[[Event, fmt.TimeMode], Cell]
    share: int = 0


def _time(event: Event, mode: fmt.TimeMode) -> Cell:
    """Return when an event started, to the second; relative times would change with every look."""
    if event.started is None:
        return Cell(fmt.NOTHING)
    return Cell(f"{_zone(mode).in_zone(event.started):%m-%d %H:%M:%S}")


def _zone(mode: fmt.TimeMode) -> fmt.TimeMode:
    return fmt.TimeMode.UTC if mode is fmt.TimeMode.RELATIVE else mode


STATUS = EventColumn(
    "status", "St", 4, lambda e, m: Cell(fmt.event_status(e.status), fmt.event_style(e.status))
)
STARTED = EventColumn("started", "Started", 14, _time)
TYPE = EventColumn("type", "Type", 7, lambda e, m: Cell("" if e.type.casefold() == "none" else e.type))
SIZE = EventColumn("size", "Size", 6, lambda e, m: Cell(fmt.size(e.item_size) if e.item_size else ""))
ITEM = EventColumn("item", "Item", 20, lambda e, m: Cell(e.item_name or e.title or e.message), 3)
SOURCE = EventColumn("source", "Source", 16, lambda e, m: Cell(e.source), 2)
TARGET = EventColumn("target", "Target", 16, lambda e, m: Cell(e.target), 2)

_COLUMNS = (
    (100, (STATUS, STARTED, TYPE, SIZE, ITEM, SOURCE, TARGET)),
    (70, (STATUS, STARTED, TYPE, SIZE, ITEM, SOURCE)),
    (45, (STATUS, STARTED, TYPE, ITEM)),
    (0, (STATUS, ITEM)),
)


def layout(width: int, room: int) -> tuple[Slot[EventColumn], ...]:
    """Return the columns for a table of ``width`` cells, of which ``room`` can be filled."""
    columns = next(columns for least, columns in _COLUMNS if width >= least)
    return placed(columns, room)


def title(slot: Slot[EventColumn], mode: fmt.TimeMode, now: datetime) -> str:
    """Return what stands above a column: its name, and above times their zone at ``now`` (aware)."""
    name = slot.column.name
    zoned = f"{name} {_zone(mode).zone_name(now)}" if slot.column is STARTED else name
    return zoned if len(zoned) <= slot.width else name


class EventRows:
    """Fulfils ``RowSource``."""

    def __init__(self) -> None:
        self.log = EventLog()
        self.mode = fmt.TimeMode.LOCAL
        self.slots: tuple[Slot[EventColumn], ...] = ()
        self.filter = Filter()
        self.status = ""
        """The status that is left in, in lower case; "" for all."""
        self._shown: list[Event] = []
        self._rows: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._shown)

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self.log.events)

    @property
    def narrowed(self) -> bool:
        """Whether some may be left out."""
        return bool(self.status or self.filter)

    def lay_out(self, width: int, room: int) -> None:
        """Choose the columns."""
        self.slots = layout(width, room)

    def titles(self, now: datetime) -> list[str]:
        """Return what stands above the columns."""
        return [title(slot, self.mode, now) for slot in self.slots]

    def event(self, row: int) -> Event | None:
        """Return the event in a row; None where there is no such row."""
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def key(self, row: int) -> str:
        """Return the id of a row's event."""
        return self._shown[row].id

    def row(self, key: str) -> int | None:
        """Return where the event with that id is now."""
        return self._rows.get(key)

    def cells(self, row: int) -> tuple[Cell, ...]:
        """Return what a row prints."""
        event = self._shown[row]
        return tuple(slot.column.cell(event, self.mode) for slot in self.slots)

    def seen(self, field: str) -> list[str]:
        """Return what some events say in a field that a filter may name, those that are shown first."""
        return [_field(event, field) for event in (*self._shown[:MOST_SEEN], *self.log.events[:MOST_SEEN])]

    def choose(self) -> None:
        """Work out again which events are shown."""
        self._shown = [event for event in self.log.events if self._lets_through(event)]
        self._rows = {event.id: row for row, event in enumerate(self._shown)}

    def _lets_through(self, event: Event) -> bool:
        if self.status and event.status.casefold() != self.status:
            return False
        return not self.filter or self.filter.matches(_text(event), lambda name: _field(event, name))


def _text(event: Event) -> str:
    return "\n".join(
        (
            fmt.event_status(event.status),
            event.status,
            event.type,
            event.item_name,
            event.item_type,
            event.source,
            event.target,
            event.title,
            event.message,
        )
    )


def _field(event: Event, name: str) -> str:
    return {
        "status": f"{event.status}\n{fmt.event_status(event.status)}",
        "type": event.type,
        "item": f"{event.item_name}\n{event.item_type}",
        "source": event.source,
        "target": event.target,
    }[name]

"""Columns put into a width: each as wide as it must be, the rest shared by those that can use it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, NamedTuple, Protocol, TypeVar


class Cell(NamedTuple):
    """What stands in one cell of a table."""

    text: str
    style: str = ""
    """Rich's name for it; "" for the row's own."""
    styles: tuple[str, ...] = ()
    """Of each letter, where they differ: then each letter is one cell wide, and they fill the cell's room."""


class Sized(Protocol):
    """A column, as far as its width is concerned."""

    @property
    def key(self) -> str:
        """What names it."""

    @property
    def width(self) -> int:
        """Cells of its content, at the least."""

    @property
    def share(self) -> int:
        """How much of the room that is left it gets, compared to others; 0 for none."""


C_co = TypeVar("C_co", bound=Sized, covariant=True)


class Slot(NamedTuple, Generic[C_co]):
    """A column at its place in a layout."""

    column: C_co
    width: int
    """Cells of its content, at least 1."""
    gap: int
    """Blank cells after it."""


def placed(columns: Sequence[C_co], room: int, *, tight: Sequence[C_co] = ()) -> tuple[Slot[C_co], ...]:
    """Return ``columns`` side by side in exactly ``room`` cells; what finds no room is left out.

    Args:
        columns: In their order.
        room: Cells to fill.
        tight: Those that are followed by the next one without a gap.
    """
    full = sum(column.width for column in columns)
    gaps = sum(column not in tight for column in columns) - 1
    gap = 2 if full + 2 * gaps <= room else 1
    widths = _shared(columns, max(room - full - gap * gaps, 0))
    slots: list[Slot[C_co]] = []
    for place, column in enumerate(columns):
        if room <= 0:
            break
        last = place == len(columns) - 1
        width = room if last else min(widths[place], room)
        after = 0 if last or column in tight else min(gap, room - width)
        slots.append(Slot(column, width, after))
        room -= width + after
    return tuple(slots)


def _shared(columns: Sequence[Sized], left: int) -> list[int]:
    """Return the columns' widths with the room that is left given out by their shares."""
    total = sum(column.share for column in columns)
    return [column.width + (left * column.share // total if total else 0) for column in columns]

"""Where sessions lie in a window of time: instants become columns, and columns become bars. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from math import ceil, floor
from typing import NamedTuple

from vbo_tui.model.lanes import Lane, extent
from vbo_tui.model.session import Session, Status
from vbo_tui.ui import format as fmt
from vbo_tui.ui.slots import Cell

HOUR, DAY = 3600.0, 86400.0

SPANS = (HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 3 * DAY, 7 * DAY, 30 * DAY)
"""Seconds that a window shows."""

AHEAD = 8
"""One in so many columns, at most, lies in the future: so long a window stands still as time goes on."""

FIRST = datetime(2, 1, 1, tzinfo=UTC).timestamp()
LAST = datetime(9998, 1, 1, tzinfo=UTC).timestamp()
"""Windows begin from then to then: beyond it the calendar ends."""


class Signs(NamedTuple):
    """What bars are drawn with."""

    body: str
    """Where a session goes on."""
    line: str
    """An upright one: at the present moment, and before each label of the scale."""
    heights: str
    """From one session in a column to the most in any; where they are digits, up to 9 of them are counted."""


DRAWN = Signs("\u2501", "\u2502", "\u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588")
TYPED = Signs("=", "|", "123456789")
"""For terminals, and for fonts, that know no other letters."""

LETTERS = {
    Status.RUNNING: "R",
    Status.FAILED: "F",
    Status.WARNING: "W",
    Status.SUCCESS: "K",
    Status.OTHER: "o",
}
"""What a bar begins with: eyes and terminals that know no colours read how it ended."""

WORST_FIRST = (Status.FAILED, Status.WARNING, Status.RUNNING, Status.OTHER, Status.SUCCESS)

BEFORE, BEYOND, UNKNOWN = "<", ">", "?"
"""A bar goes on to the left; it goes on to the right, or still runs; nobody knows when it was."""


@dataclass(frozen=True, slots=True)
class Window:
    """A span of time, cut into columns."""

    left: float
    """Where it begins: seconds since 1970."""
    span: float
    """Seconds."""
    columns: int
    """At least 1."""

    @classmethod
    def up_to(cls, now: float, span: float, columns: int) -> Window:
        """Return the window that ends soon after ``now``, in which it stays for a while.

        It moves by an eighth at a time, so that bars keep their places meanwhile.
        """
        step = max(columns // AHEAD, 1) * span / columns
        return cls((floor(now / step) + 1) * step - span, span, columns)

    @property
    def column_span(self) -> float:
        """Seconds of a column."""
        return self.span / self.columns

    @property
    def edges(self) -> list[float]:
        """Where columns begin, and where the last one ends."""
        return [self.left + at * self.span / self.columns for at in range(self.columns + 1)]

    def column(self, moment: float) -> int:
        """Return the column of a moment: negative before the window, ``columns`` or more beyond it."""
        return floor((moment - self.left) * self.columns / self.span)

    def moved(self, by: float) -> Window:
        """Return a window ``by`` of its span later, or earlier where that is negative."""
        return self.around(self.left + (by + 0.5) * self.span, self.span)

    def around(self, moment: float, span: float) -> Window:
        """Return a window of ``span`` seconds with a moment in its middle, as far as the calendar goes."""
        return replace(self, left=min(max(moment - span / 2, FIRST), LAST), span=span)


class Bar(NamedTuple):
    """The columns of a session."""

    first: int
    """Its first column."""
    stop: int
    """The column after its last one; the same as ``first`` where it lies outside of the window."""
    from_before: bool
    """Whether it began before the window."""
    goes_on: bool
    """Whether it ends beyond the window, or has not ended."""


def bar(span: tuple[float, float], window: Window, *, is_open: bool) -> Bar:
    """Return the columns from the first to the last moment of ``span``, as far as they are in the window."""
    first, last = (window.column(moment) for moment in span)
    if last < 0:
        return Bar(0, 0, from_before=True, goes_on=False)
    if first >= window.columns:
        return Bar(window.columns, window.columns, from_before=False, goes_on=True)
    stop = min(last, window.columns - 1) + 1
    return Bar(max(first, 0), stop, first < 0, is_open or last >= window.columns)


def drawn_bar(columns: Bar, letter: str, signs: Signs) -> str:
    """Return a bar's letters, one a column; where room is short its own letter is the last to go."""
    room = columns.stop - columns.first
    head = BEFORE if columns.from_before and room > 2 else ""
    tail = BEYOND if columns.goes_on and room > 1 else ""
    return f"{head}{letter}".ljust(room - len(tail), signs.body) + tail if room else ""


def session_row(session: Session, window: Window, now: float, signs: Signs) -> Cell:
    """Return a session's bar in its row, with the line at ``now`` (seconds since 1970)."""
    row = _Row(window, now, signs)
    span = extent(session, now)
    if span is None:
        row.write(0, UNKNOWN, "dim")
        return row.cell
    columns = bar(span, window, is_open=session.is_working)
    if columns.first < columns.stop:
        row.write(
            columns.first, drawn_bar(columns, LETTERS[session.status], signs), fmt.status_style(session)
        )
    elif columns.from_before:
        row.write(0, BEFORE, "dim")
    else:
        row.write(window.columns - 1, BEYOND, "dim")
    return row.cell


def lane_row(lane: Lane, window: Window, now: float, signs: Signs) -> Cell:
    """Return many sessions in one row: in each column the worst result, and how many there were.

    A stretch of one result begins with its letter; then comes the bar's body where there was one
    session, and their number where there were several, up to 9. Those that work end at ``now``.
    """
    row = _Row(window, now, signs)
    edges, here = window.edges, window.column(now)
    results = [status for status in WORST_FIRST if lane.counts[status]]
    there = {status: lane.there(status, edges) for status in results}
    if working := there.get(Status.RUNNING):
        to_come = max(here + 1, 0)
        working[to_come:] = [0] * len(working[to_come:])
    before = -1
    for column, counts in enumerate(zip(*there.values(), strict=True)):
        count, worst = sum(counts), next((at for at, one in enumerate(counts) if one), -1)
        if count:
            status = results[worst]
            body = signs.body if count == 1 else str(min(count, 9))
            row.write(column, LETTERS[status] if worst != before else body, fmt.style_of(status))
        before = worst
    if lane.counts[Status.RUNNING] and 0 <= here < window.columns:
        row.write(here, BEYOND, fmt.style_of(Status.RUNNING))
    return row.cell


class _Row:
    """One row of the chart while it is drawn: blank, but for the line at the present moment."""

    def __init__(self, window: Window, now: float, signs: Signs) -> None:
        self._letters = [" "] * window.columns
        self._styles = [""] * window.columns
        here = window.column(now)
        if 0 <= here < window.columns:
            self.write(here, signs.line, "dim")

    def write(self, column: int, text: str, style: str) -> None:
        """Write over what stands there."""
        self._letters[column : column + len(text)] = text
        self._styles[column : column + len(text)] = [style] * len(text)

    @property
    def cell(self) -> Cell:
        """What is drawn."""
        return Cell("".join(self._letters), styles=tuple(self._styles))


# -- the histogram ----------------------------------------------------------------------------


def histogram_row(counts: Sequence[int], signs: Signs) -> str:
    """Return one letter for each count: blank for none, else as high as it is beside the largest."""
    heights = signs.heights
    most = max((len(heights) if heights.isdigit() else 0, *counts))
    return "".join(heights[ceil(n * len(heights) / most) - 1] if n else " " for n in counts)


def worst_of_each(counts: Mapping[Status, Sequence[int]]) -> list[Status | None]:
    """Return the worst result in each column; None where there is nothing."""
    columns = zip(*(counts[status] for status in WORST_FIRST), strict=True)
    return [
        next((status for status, n in zip(WORST_FIRST, column, strict=True) if n), None) for column in columns
    ]

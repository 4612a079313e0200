"""The scale above a chart of time: which moments are named, and how. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from math import ceil

from vbo_tui.ui import format as fmt
from vbo_tui.ui.format import TimeMode
from vbo_tui.ui.timeline import DAY, HOUR, Window

MINUTE = 60.0

STEPS = (
    *(MINUTE * count for count in (1, 2, 5, 10, 15, 30)),
    *(HOUR * count for count in (1, 2, 3, 6, 12)),
    *(DAY * count for count in (1, 2, 3, 7, 14, 30)),
)
"""Seconds between two names."""

ROOM = 8
"""Columns from one name to the next, at the least."""

NOW = "now"


def scale(window: Window, now: float, mode: TimeMode, line: str) -> str:
    """Return the scale of a window: names of moments, each with an upright ``line`` in its column.

    Args:
        window: What is named.
        now: Seconds since 1970: it is named first.
        mode: The zone; or how long ago it was, in whole steps.
        line: One letter.
    """
    letters = [" "] * window.columns
    here = window.column(now)
    if 0 <= here < window.columns and window.columns >= len(NOW):
        _write(letters, min(here, window.columns - len(NOW)), NOW)
    step = next((step for step in STEPS if step / window.column_span >= ROOM), STEPS[-1])
    for moment, name in _names(window, now, mode, step):
        _write(letters, window.column(moment), f"{line}{name}")
    return "".join(letters)


def _write(letters: list[str], column: int, text: str) -> None:
    """Write where nothing stands, with a blank between two names; else write nothing."""
    end = column + len(text)
    if column >= 0 and end <= len(letters) and not "".join(letters[max(column - 1, 0) : end + 1]).strip():
        letters[column:end] = text


def _names(window: Window, now: float, mode: TimeMode, step: float) -> Iterator[tuple[float, str]]:
    if mode is TimeMode.RELATIVE:
        first = ceil((window.left - now) / step)
        for at in range(first, min(ceil((window.left + window.span - now) / step), 0)):
            yield now + at * step, f"-{_length(-at * step)}"
        return
    moments = list(_moments(window, mode, step))
    days = [_is_day(moment, step) for moment in moments]
    for at, moment in enumerate(moments):
        elsewhere = at == 0 and not any(days) and moment.date() != _local(now, mode).date()
        name = f"{moment:%m-%d}" if days[at] else f"{moment:%m-%d %H:%M}" if elsewhere else f"{moment:%H:%M}"
        yield moment.timestamp(), name


def _moments(window: Window, mode: TimeMode, step: float) -> Iterator[datetime]:
    """Yield whole hours, or days, in the zone; also where its clocks are set forward or back in between."""
    offset = _offset(_local(window.left, mode))
    first = ceil((window.left + offset) / step)
    for at in range(first, first + ceil(window.span / step) + 1):
        there = at * step - offset
        yield _local(there + offset - _offset(_local(there, mode)), mode)


def _is_day(moment: datetime, step: float) -> bool:
    return step >= DAY or (moment.hour, moment.minute) == (0, 0)


def _local(moment: float, mode: TimeMode) -> datetime:
    return mode.in_zone(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=moment))


def _offset(value: datetime) -> float:
    return (value.utcoffset() or timedelta()).total_seconds()


def _length(seconds: float) -> str:
    """Return a length of time without a second unit that is zero: ``3h``, ``1h30m``."""
    text = fmt.duration(timedelta(seconds=seconds))
    return text.removesuffix("00s").removesuffix("00m").removesuffix("00h")


def span_name(seconds: float) -> str:
    """Return what a window of so many seconds is called: ``24h``, ``7d``."""
    return f"{seconds / HOUR:g}h" if seconds <= DAY else f"{seconds / DAY:g}d"


def column_name(seconds: float) -> str:
    """Return how long a column is, as a person would say it: ``32m``, ``12h``."""
    rounded = seconds if seconds < MINUTE else round(seconds / MINUTE) * MINUTE
    return _length(rounded) if rounded < 10 * HOUR else _length(round(rounded / HOUR) * HOUR)

"""From a key to the frame that shows what it did.

The cursor's row tells its number, so the frame in which a key's row is reached is known for certain,
also where several keys are painted by one frame, and whatever else is painted meanwhile. Keys are pressed
at a steady pace, whether the program follows or not: a program that stands still is not spared the next key.
"""

from __future__ import annotations

import math
import re
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from tests.bench.program.screen import Frame, frames
from tests.bench.program.typist import ROWS, Typist

PACE, CALM_PACE = 0.025, 0.05
"""Seconds from key to key: a key held down on a keyboard that repeats quickly, and on a slower one."""

SETTLES = 0.3
"""Seconds in which a page full of keys has been painted, also while there is other work."""

MOST = 4000
"""Keys after which what they are pressed during will never be over."""

WITHIN, BEYOND = ROWS - 10, ROWS
"""A row that is seen at once in any of the tables, and one that none of them shows."""

STARTED = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")
"""When a session started: each a minute before the one above it."""

NUMBERED = re.compile(r"#(\d+)")
"""The number of a row of the plain table."""


class Press(NamedTuple):
    """A key that was pressed."""

    at: float
    row: int
    """Where the cursor is, counted from the first row, once it is obeyed."""
    counts: bool
    """Whether it is measured; False for keys that only lead to where it begins."""


class Walker:
    """Moves the cursor of a table, and remembers where it has to be."""

    def __init__(self, typist: Typist) -> None:
        self._typist = typist
        self._row = 0
        self.presses: list[Press] = []

    def to_the_end_of_the_page(self) -> None:
        """Go where each further step down scrolls; not measured."""
        at = self._typist.press("j" * BEYOND)
        self.presses += [Press(at, self._row + step, counts=False) for step in range(1, BEYOND + 1)]
        self._row += BEYOND
        self._typist.listen(at + SETTLES)  # else the first keys that count would queue behind these

    def stroll(self, keys: int, *, scroll: bool) -> list[Press]:
        """Press so many keys, at a pace that lets each be painted before the next; return them."""
        return self._walk(keys, CALM_PACE, lambda: True, 0, scroll=scroll)

    def run(self, going: Callable[[], object], *, least: int, scroll: bool) -> list[Press]:
        """Press keys quickly for as long as something goes on; return them.

        Args:
            going: Whether that of which the keys must not notice still goes on.
            least: Keys to press all the same.
            scroll: Always on downwards; else at the end of the page back to the first row.
        """
        return self._walk(MOST, PACE, going, least, scroll=scroll)

    def _walk(
        self, most: int, pace: float, going: Callable[[], object], least: int, *, scroll: bool
    ) -> list[Press]:
        first, due = len(self.presses), time.monotonic()
        for count in range(most):
            if count >= least and not going():
                break
            self._typist.listen(due)
            back = not scroll and self._row >= WITHIN
            self._row = 0 if back else self._row + 1
            at = self._typist.press("g" if back else "j")
            self.presses.append(Press(at, self._row, counts=not back))
            due = max(due + pace, at)
        return self.presses[first:]


def painted(
    presses: Sequence[Press], shown: Iterable[Frame], number: Callable[[str], int]
) -> dict[Press, float]:
    """Return when each key's outcome was on the screen; keys that never were are missing.

    Args:
        presses: The keys, in order.
        shown: The frames, in order.
        number: Reads the number of a row.
    """
    done: dict[Press, float] = {}
    following, last = 0, set[int]()
    for frame in shown:
        rows = set(map(number, frame.lit))
        if rows == last:
            continue
        last = rows
        for place in range(following, len(presses)):
            if presses[place].at > frame.at:
                break
            if presses[place].row in rows:
                done |= dict.fromkeys(presses[following : place + 1], frame.at)
                following = place + 1
                break
    return done


def milliseconds(typist: Typist, presses: Sequence[Press], is_row: re.Pattern[str]) -> dict[Press, float]:
    """Return how long each measured key took from the press to the end of the frame that shows it.

    Raises:
        RuntimeError: There are keys that no frame shows the outcome of.
    """
    number = _by_number if is_row is NUMBERED else _by_start(typist)
    shown = list(frames(typist.heard, is_row=is_row))
    done = painted(presses, shown, number)
    lost = [press for press in presses if press not in done]
    if lost:
        raise RuntimeError(f"{len(lost)} of {len(presses)} keys were never seen to be obeyed")
    if len(shown[-1].lit) > 1:
        sys.stderr.write(f"keys: {len(shown[-1].lit)} rows look like the cursor's in the end\n")
    return {press: (done[press] - press.at) * 1000 for press in presses if press.counts}


def _by_number(row: str) -> int:
    found = NUMBERED.search(row)
    return int(found[1]) if found else -1


def _by_start(typist: Typist) -> Callable[[str], int]:
    """Return what reads the number of a session's row: minutes before the newest one's start."""
    top = next(_minute(frame.lit[0]) for frame in frames(typist.heard, is_row=STARTED) if frame.lit)
    return lambda row: top - _minute(row)


def _minute(row: str) -> int:
    found = STARTED.search(row)
    return int(datetime.fromisoformat(f"{found[0]}+00:00").timestamp() // 60) if found else 0


def p95(values: Iterable[float]) -> float:
    """Return what 95 of 100 do not exceed; 0 of nothing."""
    ordered = sorted(values)
    return ordered[math.ceil(0.95 * len(ordered)) - 1] if ordered else 0.0

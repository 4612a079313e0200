"""Key to paint while a filter is typed over many sessions: goal 18.

A letter is painted with the first frame that shows it in the filter's row, and in every row of the table
the session that is still there when the program has come to rest: the first rows of the new filter. The
baseline is ``j`` in the same table, without a filter, at rest.
"""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tests.bench.figure import Bench, Figure, Scale, compared
from tests.bench.program.home import at_home
from tests.bench.program.latency import STARTED, Walker, milliseconds, p95
from tests.bench.program.refresh import LEAST
from tests.bench.program.screen import Frame, frames
from tests.bench.program.served import lasting
from tests.bench.program.signs import LIVE, Sign
from tests.bench.program.typist import ROWS, Typist, program

WORDS = ("failed", "contoso", "exchange", "operator", "warning", "onedrive", "2026-09", "by:adele", "vex")
"""What is typed, letter by letter; first letters, and many words, let many sessions through."""

KEYS = 60
"""How often ``j`` is pressed for the baseline."""

MOST = 3.0
"""The goal: so many times ``j``."""

FILTER_ROW = ROWS - 1
TABLE = slice(1, ROWS - 2)
"""Where on the screen the filter is typed, and where the table is, its header included."""


def run(scale: Scale) -> Iterator[Figure]:
    """Measure each letter of some words, and ``j``."""
    count = max(scale.most, LEAST)
    words = WORDS[:1] if scale.times == 1 else WORDS
    with at_home(lasting(count), interval=300) as env, Typist(program(), env) as typist:
        typist.until(Sign(typist, LIVE).last)
        typist.rest()
        step = p95(_steps(typist))
        letters = _typed(typist, words)
    rows, echo = p95(letter.rows for letter in letters), p95(letter.echo for letter in letters)
    yield compared(f"18 letter of a filter {count:,}", "ms", rows, step, most=MOST)
    yield compared(f"18 letter itself, typed into a filter {count:,}", "ms", echo, step)


class Letter(NamedTuple):
    """What typing a letter took, in milliseconds."""

    rows: float
    """Until the rows were those of the new filter."""
    echo: float
    """Until the letter itself was seen."""


def _steps(typist: Typist) -> list[float]:
    walker = Walker(typist)
    walker.stroll(KEYS, scroll=False)
    typist.rest()
    typist.press("g")
    typist.rest()
    return list(milliseconds(typist, walker.presses, STARTED).values())


class Press(NamedTuple):
    """A letter that was typed."""

    at: float
    until: float
    """When the next key was pressed: the program had come to rest."""
    typed: str
    """What the filter's row shows then."""


def _typed(typist: Typist, words: Sequence[str]) -> list[Letter]:
    """Type words into an empty filter, one after the other; return what each letter took."""
    presses = [press for word in words for press in _presses(typist, word)]
    shown = list(frames(typist.heard, is_row=STARTED))
    return [_letter(press, shown) for press in presses]


def _presses(typist: Typist, word: str) -> Iterator[Press]:
    """Type a word into an empty filter, and empty it again."""
    typist.press("/")
    typist.rest()
    for count, letter in enumerate(word, start=1):
        at = typist.press(letter)
        typist.rest()
        yield Press(at, time.monotonic(), word[:count])
    for _ in range(2):  # the first leaves the row of the filter, the second clears it
        typist.press("\x1b")
        typist.rest()


def _letter(press: Press, shown: Sequence[Frame]) -> Letter:
    times = [frame.at for frame in shown]
    mine = shown[bisect_right(times, press.at) : bisect_right(times, press.until)]
    rows = _sessions(mine[-1])
    echo = next(frame.at for frame in mine if frame.lines[FILTER_ROW].startswith(press.typed))
    done = next(frame.at for frame in mine if frame.at >= echo and _sessions(frame) == rows)
    return Letter((done - press.at) * 1000, (echo - press.at) * 1000)


def _sessions(frame: Frame) -> tuple[str, ...]:
    """Return which sessions the rows of the table show."""
    return tuple(found[0] if (found := STARTED.search(line)) else "" for line in frame.lines[TABLE])


BENCH = Bench("filters", "letters typed into a filter, against a step in the same table", run)

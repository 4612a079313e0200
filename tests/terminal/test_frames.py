"""What belongs together comes with one frame, in the real program."""

from __future__ import annotations

import os
import re
from bisect import bisect_right

from tests.bench.program.screen import frames
from tests.bench.program.signs import LIVE, Sign
from tests.bench.program.typist import ROWS, Typist
from tests.terminal.test_monitor import PASSWORD, monitor
from vbo_tui.simulator.serve import Simulator

STARTED = re.compile(r"\d\d-\d\d \d\d:\d\d")
TABLE, FILTER_ROW = slice(1, ROWS - 2), ROWS - 1


def test_a_letter_of_the_filter_and_the_rows_it_leaves_come_at_once(simulator: Simulator) -> None:
    env = {**os.environ, **PASSWORD, "TERM": "xterm-256color", "COLORTERM": ""}
    with Typist(monitor(simulator, "--interval", "300"), env) as typist:
        typist.until(Sign(typist, LIVE).last)
        typist.rest()
        typist.press("/")
        typist.rest()
        pressed = []
        for letter in "fail":
            pressed.append(typist.press(letter))
            typist.rest()
        shown = list(frames(typist.heard, is_row=STARTED))
    times = [frame.at for frame in shown]
    tables = []
    for count, (since, until) in enumerate(zip(pressed, [*pressed[1:], times[-1]], strict=True), start=1):
        mine = shown[bisect_right(times, since) : bisect_right(times, until)]
        typed = next(frame for frame in mine if frame.lines[FILTER_ROW].startswith("fail"[:count]))
        assert typed.lines[TABLE] == mine[-1].lines[TABLE]
        tables.append(typed.lines[TABLE])
    assert tables[0] != tables[1], "the second letter leaves fewer rows"

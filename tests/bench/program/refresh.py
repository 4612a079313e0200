"""What makes the running program read everything again."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.bench.program.screen import END_OF_FRAME, Screen
from tests.bench.program.served import Served
from tests.bench.program.signs import FAILED
from tests.bench.program.typist import Typist

SHARE = 0.01
"""Of all sessions, those that have changed since the reading before."""

LEAST = 200
"""Sessions there must be for a table to scroll through."""

FAILING_FEED = "feed-outdated"
"""The simulator's fault that makes the program read everything again."""

_PAINTS_TITLE = re.compile(rb"\x1b\[1;\d+H.", re.DOTALL)
"""More is written behind the address of the first row than the cursor, which each frame ends with."""

Going = Callable[[], bool]
"""Tells whether what was begun still goes on."""


class Title:
    """How many sessions failed, as the title row says it: from that it is seen that an answer was applied."""

    def __init__(self, typist: Typist) -> None:
        """Begin to look, from the start of the program on."""
        self._typist = typist
        self._screen, self._seen, self._held = Screen(), 0, b""

    def failed(self) -> int:
        """Return the number that is shown; -1 for none. Looks at no frame that leaves the title as it was."""
        new = self._typist.tail(self._seen)
        self._seen = len(self._typist.heard)
        *whole, self._held = (self._held + new).split(END_OF_FRAME)
        for frame in whole:
            if _PAINTS_TITLE.search(frame):
                self._screen.feed(frame.decode(errors="replace"))
        found = FAILED.search(self._screen.lines[0])
        return int(found[1].replace(",", "")) if found else -1

    def until(self, expected: int) -> Going:
        """Return what tells whether the title still says another number."""
        return lambda: self.failed() != expected


def polled(server: Served, typist: Typist, title: Title) -> Going:
    """Let a share of the sessions change, and poll an API that can only send everything (v1)."""
    expected = title.failed() + server.churn(SHARE, told=False)
    typist.press("r")
    return title.until(expected)


def read_again(server: Served, title: Title) -> Going:
    """Let a share of the sessions change, and the change feed fail: then all is read again (v8)."""
    server.fault(FAILING_FEED, on=True)
    expected = title.failed() + server.churn(SHARE, told=False)
    expected += server.churn(0.0, told=True)  # the request that waits is answered, and the next one fails
    return title.until(expected)


def told(server: Served, title: Title, share: float) -> Going:
    """Let a share of the sessions change, and the change feed tell of it (v8)."""
    expected = title.failed() + server.churn(share, told=True)
    return title.until(expected)

"""What the program says of itself on its screen, looked for while it runs."""

from __future__ import annotations

import re

from tests.bench.program.typist import Typist

LIVE = rb"LIVE "
"""The status word when a reading is at its end."""

PAINTED = rb"\? help"
"""The first frame is there, its last line, too."""

ROW = rb"\d{4}-\d\d-\d\d \d\d:\d\d"
"""A row of the table of sessions is there."""

FAILED = re.compile(r"([\d,]+) fail")
"""How many sessions failed, in the title row: it changes when an answer is applied."""

_OVERLAP = 200
"""Bytes of a piece that are looked at again with the next one."""


class Sign:
    """The last place where the program wrote something; looks at each byte once."""

    def __init__(self, typist: Typist, pattern: bytes) -> None:
        self._typist = typist
        self._pattern = re.compile(pattern)
        self._looked_at = len(typist.heard)
        self._held = b""
        self._last: bytes | None = None

    def last(self) -> bytes | None:
        """Return the last match; None for none so far."""
        if self._looked_at < len(self._typist.heard):
            new = self._held + self._typist.tail(self._looked_at)
            self._looked_at = len(self._typist.heard)
            self._held = new[-_OVERLAP:]
            for found in self._pattern.finditer(new):
                self._last = found[0]
        return self._last

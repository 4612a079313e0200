"""What is looked for in lines of text, and where it was found. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

LONGEST_HIT = 500
"""Letters of what is looked for."""

MOST_MARKS = 200
"""Hits that are marked in one line."""


class Search:
    """Looks for a text, in any letter case."""

    def __init__(self, text: str = "") -> None:
        self.text = text[:LONGEST_HIT]
        """What is looked for; "" for nothing."""
        self._low = self.text.casefold()
        self._pattern = re.compile(re.escape(self.text), re.IGNORECASE) if text else None

    def __bool__(self) -> bool:
        return bool(self.text)

    def lines(self, lines: Sequence[str]) -> list[int]:
        """Return the numbers of the lines that hold it."""
        low = self._low
        return [number for number, line in enumerate(lines) if low in line.casefold()] if low else []

    def marks(self, line: str) -> list[tuple[int, int]]:
        """Return where it begins and ends in a line, as often as it is there."""
        if self._pattern is None:
            return []
        found = self._pattern.finditer(line)
        return [hit.span() for hit, _ in zip(found, range(MOST_MARKS), strict=False)]


def next_hit(hits: Sequence[int], at: int, step: int) -> int | None:
    """Return the hit behind (1) or before (-1) line ``at``, around the ends; None where there is none."""
    if not hits:
        return None
    if step > 0:
        return next((line for line in hits if line > at), hits[0])
    return next((line for line in reversed(hits) if line < at), hits[-1])


def place(hits: Sequence[int], at: int) -> str:
    """Return which of the hits the cursor is on: ``3/17``; ``-/17`` where it is on none of them."""
    if not hits:
        return "not found"
    return f"{hits.index(at) + 1 if at in hits else '-'}/{len(hits)}"

"""A sorted list searched for what a filter lets through, from where the user looks outwards. Pure."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

from sortedcontainers import SortedList

from vbo_tui.model.query import Entry

ENOUGH = 100
"""Rows that fill any screen: so many are looked for on one side before the other one is looked at."""


class Sifting:
    """Goes through a list that may change meanwhile: down from a place, and up from it."""

    def __init__(self, entries: SortedList[Entry], start: Entry | None, *, backwards: bool) -> None:
        """Prepare to search.

        Args:
            entries: What is searched, upwards.
            start: Where to begin; None for the first row.
            backwards: Whether the last entry is the first row.
        """
        self._start = start
        self._backwards = backwards
        self._down = _Front(entries, start, rising=not backwards, with_start=True)
        self._up = _Front(entries, start, rising=backwards, with_start=False)
        self._up.is_done = start is None

    @property
    def is_done(self) -> bool:
        """Whether everything was looked at."""
        return self._down.is_done and self._up.is_done

    def has_seen(self, place: Entry) -> bool:
        """Tell whether the search has been at a place."""
        below = self._start is None or (place <= self._start if self._backwards else place >= self._start)
        return (self._down if below else self._up).has_seen(place)

    def go_on(self, count: int, lets_through: Callable[[Entry], bool]) -> list[Entry]:
        """Look at so many entries more; return those that are let through."""
        fronts = [front for front in (self._down, self._up) if not front.is_done]
        hungry = [front for front in fronts if front.found < ENOUGH]
        return [*hungry, *fronts][0].go_on(count, lets_through) if fronts else []


class _Front:
    """One direction of a search."""

    def __init__(
        self, entries: SortedList[Entry], start: Entry | None, *, rising: bool, with_start: bool
    ) -> None:
        self.found = 0
        self.is_done = False
        self._entries = entries
        self._at = start
        self._rising = rising
        self._with_it = with_start
        self._moved = False

    def has_seen(self, place: Entry) -> bool:
        if self.is_done:
            return True
        if not self._moved or self._at is None:
            return False
        return place <= self._at if self._rising else place >= self._at

    def go_on(self, count: int, lets_through: Callable[[Entry], bool]) -> list[Entry]:
        if self._rising:
            ahead = self._entries.irange(minimum=self._at, inclusive=(self._with_it, True))
        else:
            ahead = self._entries.irange(maximum=self._at, inclusive=(True, self._with_it), reverse=True)
        taken: list[Entry] = list(islice(ahead, count))
        if taken:
            self._at, self._with_it, self._moved = taken[-1], False, True
        self.is_done = len(taken) < count
        through = [place for place in taken if lets_through(place)]
        self.found += len(through)
        return through

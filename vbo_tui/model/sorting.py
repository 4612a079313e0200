"""Many sessions put into order, a few at a time. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from heapq import merge
from itertools import islice

from vbo_tui.model.query import Entry
from vbo_tui.model.session import Session, SessionId


class Sorting:
    """Sorts as many as it is given at a time, and then merges what came of it likewise."""

    def __init__(self, sessions: Iterable[Session], entry: Callable[[Session], Entry]) -> None:
        """Prepare to sort; ``entry`` says where a session belongs."""
        self.entry_of: dict[SessionId, Entry] = {}
        self.entries: list[Entry] = []
        """Upwards; complete when all is done."""
        self.working: set[SessionId] = set()
        """Those that have not ended."""
        self.is_done = False
        self._entry = entry
        self._left = iter(list(sessions))
        self._runs: list[list[Entry]] = []
        self._merged: Iterator[Entry] | None = None

    def go_on(self, sessions: int) -> None:
        """Do what so many sessions take."""
        if self.is_done:
            return
        taken = list(islice(self._left, sessions))
        if taken:
            run = [self._entry(session) for session in taken]
            self.entry_of.update((place.id, place) for place in run)
            self.working.update(session.id for session in taken if session.is_working)
            run.sort()
            self._runs.append(run)
        if len(taken) == sessions:
            return
        if self._merged is None:
            self._merged = merge(*self._runs)
        self.entries += islice(self._merged, sessions)
        self.is_done = len(self.entries) == len(self.entry_of)

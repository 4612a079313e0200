"""A make-believe server on which nothing happens but what the benchmark asks for."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

from vbo_tui.simulator.world import Change, SimulatedSession, World

APART = timedelta(minutes=1)
"""From one start to the next: the start that is printed tells which session it is."""

WORKING = 10
"""Sessions, the newest ones, that work and never end."""


class SteadyWorld(World):
    """Sessions that stay as they are until :meth:`churn`; the n-th newest started n minutes ago."""

    def __init__(self, sessions: int, at: datetime) -> None:
        """Lay out a world as of ``at``."""
        super().__init__(sessions=sessions)
        made = super().sessions(at)
        self._held = [_spread(session, number, at) for number, session in enumerate(made)]
        self._place = {session.id: number for number, session in enumerate(self._held)}
        self._changed: Counter[str] = Counter()

    def sessions(self, now: datetime) -> list[SimulatedSession]:
        """Return what there is, newest first."""
        return self._held

    def find(self, session_id: str, now: datetime) -> SimulatedSession | None:
        """Return the session with this id."""
        place = self._place.get(session_id)
        return None if place is None else self._held[place]

    def version(self, made: SimulatedSession, now: datetime) -> int:
        """Return how often a session has changed."""
        return 1 + self._changed[made.id]

    def changes(self, after: datetime, mark: int, now: datetime) -> list[Change]:
        """Return what happened since a mark, for the change feed."""
        return self._log[mark:]

    def churn(self, share: float, at: datetime, *, told: bool) -> int:
        """Let a share of all sessions, evenly spread, turn out to have failed; return how many did.

        Args:
            share: Of all sessions.
            at: When.
            told: Whether the change feed tells of it.
        """
        good = [number for number, made in enumerate(self._held) if made.ends and made.result == "Success"]
        wanted = max(1, round(share * len(self._held)))
        chosen = good[:: max(1, len(good) // wanted)][:wanted]
        for number in chosen:
            made = self._held[number] = replace(self._held[number], result="Failed")
            self._changed[made.id] += 1
            if told:
                self._log.append(Change(at, made.id))
        return len(chosen)


def _spread(made: SimulatedSession, number: int, at: datetime) -> SimulatedSession:
    created = at.replace(second=0, microsecond=0) - number * APART
    if number < WORKING or made.ends is None:
        return replace(made, created=created, ends=None, result="Success", worsens=None, listed=None)
    ends = min(created + (made.ends - made.created), at)
    return replace(made, created=created, ends=ends, worsens=None, listed=None)

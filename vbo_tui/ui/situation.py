"""What the screen knows besides the connection's health, and the sentence for a table without rows. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from vbo_tui.monitor.health import Health, Word


@dataclass(frozen=True, slots=True)
class Pause:
    """The view stands still because the user wants it so."""

    seconds: float
    """Since when."""
    waiting: int
    """Changes that came meanwhile and are not shown."""


@dataclass(frozen=True, slots=True)
class Situation:
    """All that the status row tells, apart from the health of the connection."""

    at: float
    """The clock's seconds now."""
    now: datetime
    """The wall-clock time now, in the zone to print it in."""
    interval: float
    """Seconds between polls."""
    address: str
    """``host:port`` of the server."""
    order: str
    """What the rows are sorted by, in words."""
    filter: str = ""
    """What the user filters by; "" for nothing."""
    only: str = ""
    """The status that alone is shown; "" for all."""
    shown: int = 0
    total: int = 0
    is_sorting: bool = False
    """Whether the rows are still in another order."""
    is_sifting: bool = False
    """Whether the filter has not been everywhere yet."""
    unreadable: Sequence[str] = ()
    """Reasons of the items that could not be read."""
    changed: int = 0
    """Changes that the newest poll brought."""
    pause: Pause | None = None
    is_asking: bool = False
    """Whether the server is being asked right now."""
    due: float | None = None
    """The clock's seconds at which it is asked next; None while it is, or only the user can help."""
    follows_feed: bool = False
    """Whether the server tells of changes by itself, and is listened to."""
    loading: bool = False
    """Whether the first reading of a long list is still under way."""
    since: str = ""
    """How far back sessions are shown at all; "" for all that there are."""
    incomplete: str = ""
    """Why sessions may be missing from the list; "" when nothing is known to be."""
    away: str = ""
    """What happened while nobody pressed a key; "" for nothing, or where it was told."""
    note: str = ""
    """What the program has to say once; "" for nothing."""

    @property
    def narrowing(self) -> str:
        """What leaves sessions out, as the user named it; "" where all are shown."""
        return "  ".join((f"only {self.only}",) * bool(self.only) + (f"/{self.filter}",) * bool(self.filter))


def why_empty(health: Health, situation: Situation, user: str) -> str:
    """Return why there is nothing to see: three reasons, three sentences.

    Args:
        health: The state of the connection.
        situation: What is shown.
        user: The account; an empty list may mean that it sees nothing.
    """
    if situation.is_sifting:
        return f"Looking for {situation.narrowing} in {situation.total:,} sessions"
    if situation.total:
        return f"Nothing matches {situation.narrowing} - Esc shows all {situation.total}"
    if situation.unreadable:
        return (
            f"None of {len(situation.unreadable)} restore sessions could be read: {situation.unreadable[0]}"
        )
    if health.last_success is not None:
        return f"No restore sessions are visible to {user} (the server answered: none)"
    if health.word(situation.at, situation.interval) is Word.CONNECTING:
        return f"Nothing loaded yet - connecting to {situation.address}"
    return f"Nothing loaded yet - {situation.address}: {health.error}"

"""All sessions of one answer, and what changed from one answer to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from vbo_tui.model.session import Session, SessionId


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of sessions, or one part of it: its sessions, and what of it could not be read."""

    sessions: tuple[Session, ...]
    """In the server's order."""
    unreadable: tuple[str, ...] = ()
    """One reason for each item that could not be read."""
    server_time: datetime | None = None
    """The answer's ``Date`` header, aware; None without one."""
    incomplete: str = ""
    """Why there may be more than could be had; "" when nothing is known to be missing."""
    more: bool = False
    """Whether another part of the same list follows."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The sessions of one server at one moment. The truth; a delta is only a shortcut to it."""

    revision: int = 0
    """Counts the answers of one poller from 1; 0 is before the first."""
    sessions: Mapping[SessionId, Session] = field(default_factory=dict)
    """In the server's order; an id that came twice is held once, as it came first."""
    unreadable: tuple[str, ...] = ()
    loading: bool = False
    """Whether the first reading of the whole list is still under way."""
    incomplete: str = ""
    """Why sessions may be missing; "" when nothing is known to be."""
    skew: timedelta = timedelta(0)
    """How far the server's clock is ahead of ours; zero when within a few seconds."""


@dataclass(frozen=True, slots=True)
class Delta:
    """What turns the snapshot of revision ``base`` into the one it comes with."""

    base: int
    added: tuple[Session, ...] = ()
    changed: tuple[Session, ...] = ()
    """As they are now."""
    removed: tuple[SessionId, ...] = ()

    def __len__(self) -> int:
        return len(self.added) + len(self.changed) + len(self.removed)


@dataclass(frozen=True, slots=True)
class Step:
    """From one snapshot to the next."""

    snapshot: Snapshot
    delta: Delta
    """From the snapshot before to this one."""


def diff(old: Snapshot, new: Snapshot) -> Delta:
    """Compare two snapshots of one server.

    Time passing is no change: sessions hold instants, not ages.
    """
    added, changed = [], []
    for key, session in new.sessions.items():
        before = old.sessions.get(key)
        if before is None:
            added.append(session)
        elif before is not session and before != session:
            changed.append(session)
    removed = tuple(key for key in old.sessions if key not in new.sessions)
    return Delta(old.revision, tuple(added), tuple(changed), removed)

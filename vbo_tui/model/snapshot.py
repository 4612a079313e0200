"""All sessions of one answer, and what changed from one answer to the next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from vbo_tui.model.held import Held
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
    """Counts the snapshots of one poller from 1; 0 is before the first."""
    sessions: Mapping[SessionId, Session] = field(default_factory=Held)
    """In no order; an id that came twice is held once, as it came first."""
    unreadable: tuple[str, ...] = ()
    loading: bool = False
    """Whether the first reading of the whole list is still under way."""
    incomplete: str = ""
    """Why sessions may be missing; "" when nothing is known to be."""
    skew: timedelta = timedelta(0)
    """How far the server's clock is ahead of ours; zero when within a few seconds."""
    answer: int = 0
    """Counts the answers from 1; several snapshots are parts of the same one where it is a long list."""
    more: bool = False
    """Whether another part of the same answer follows, or was to follow."""

    def goes_on_with(self, answer: int) -> bool:
        """Tell whether it is another part of an answer, and not a new one."""
        return bool(answer) and self.answer == answer


@dataclass(frozen=True, slots=True)
class Delta:
    """What turns the snapshot of revision ``base`` into the one it comes with."""

    base: int
    added: tuple[Session, ...] = ()
    changed: tuple[Session, ...] = ()
    """As they are now."""
    removed: tuple[SessionId, ...] = ()

    @property
    def ids(self) -> list[SessionId]:
        """Whom it is about."""
        return [*(session.id for session in (*self.added, *self.changed)), *self.removed]

    def __len__(self) -> int:
        return len(self.added) + len(self.changed) + len(self.removed)


@dataclass(frozen=True, slots=True)
class Step:
    """From one snapshot to the next."""

    snapshot: Snapshot
    delta: Delta
    """From the snapshot before to this one."""


def diff(old: Snapshot, new: Snapshot, among: Iterable[SessionId] | None = None) -> Delta:
    """Compare two snapshots of one server.

    Time passing is no change: sessions hold instants, not ages.

    Args:
        old: The one before.
        new: The one after.
        among: The sessions that may differ; None for all.
    """
    added, changed, removed = [], [], []
    for key in old.sessions.keys() | new.sessions.keys() if among is None else among:
        before, session = old.sessions.get(key), new.sessions.get(key)
        if session is None:
            removed += [key] if before is not None else []
        elif before is None:
            added.append(session)
        elif before is not session and before != session:
            changed.append(session)
    return Delta(old.revision, tuple(added), tuple(changed), tuple(removed))

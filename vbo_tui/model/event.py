"""What happened within a restore session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from vbo_tui.model.links import Link


class Event(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One event. Every field but ``id`` may be missing: "" or None then.

    Source:
        ``GET /vN/RestoreSessions/{id}/Events``, v2 to v8.
    """

    id: str
    order: int | None = None
    """Its place in the session's course; 0 is the start."""
    type: str = ""
    """``View``, ``Save``, ``Export``, ``Send``, ``Restore``; ``None`` for the session's start and end."""
    status: str = ""
    """``Running``, ``Success``, ``Warning``, ``Failed``; from v6 on ``Cancelled`` and ``Skipped``, too."""
    started: datetime | None = None
    """Aware."""
    ended: datetime | None = None
    """Aware; None while it runs."""
    duration: timedelta | None = None
    title: str = ""
    message: str = ""
    item_name: str = ""
    item_type: str = ""
    item_size: int | None = None
    """Bytes."""
    source: str = ""
    target: str = ""
    links: tuple[Link, ...] = ()

    @property
    def is_running(self) -> bool:
        """Whether it has not come to an end."""
        return self.status.casefold() == "running"


@dataclass(frozen=True, slots=True)
class EventLog:
    """The events of one session, in their order."""

    events: tuple[Event, ...] = ()
    unreadable: tuple[str, ...] = ()
    """One reason for each event that could not be read."""
    incomplete: str = ""
    """Why there may be more; "" when these are all."""

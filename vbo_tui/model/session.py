"""A restore session, as the server last described it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, NewType

import msgspec

from vbo_tui.model.links import Link, LinkForms, filled_in

SessionId = NewType("SessionId", str)
"""The server's id of a session, in lower case."""


class RowId(NamedTuple):
    """What identifies a row for good: the same id on two servers is two sessions."""

    profile: str
    session: SessionId


class Status(StrEnum):
    """How a session stands, in one word: ``state`` and ``result`` read together."""

    RUNNING = "running"
    SUCCESS = "success"
    WARNING = "warning"
    FAILED = "failed"
    OTHER = "other"
    """Stopped with a result that we do not know, or without one."""


class Session(msgspec.Struct, frozen=True, gc=False):
    """A restore session. Every field but ``id`` may be missing: "" or None then.

    Words are the server's own, free of control characters.

    Source:
        ``GET /vN/RestoreSessions``, Veeam Backup for Microsoft (Office) 365 1.5 to 8.
    """

    id: SessionId
    name: str = ""
    """What is restored from where, in the server's words; from v2 on."""
    organization: str = ""
    """The organization's name; from v2 on."""
    type: str = ""
    """``Vex``; later versions: ``Veod``, ``Vesp``, ``Vet``."""
    state: str = ""
    """``Working`` or ``Stopped``; only ``Stopped`` has ended."""
    result: str = ""
    """``Success``, ``Warning`` or ``Failed``: a verdict so far while the session works."""
    created: datetime | None = None
    """``creationTime``, when the session started: aware, in the server's zone."""
    ended: datetime | None = None
    """``endTime``: aware; None while working, and for the sentinel years 1 and 9999."""
    point_in_time: datetime | None = None
    """The restore point that the session opened: aware, with its own offset. v1 only."""
    initiated_by: str = ""
    """Who restores: ``DOMAIN\\user``, a tenant's organization, or a user's address; from v2 on."""
    client_host: str = ""
    """The machine of who restores, and the gateway it came through; from v6 on."""
    scope: str = ""
    """``scopeName``: what a session of the Restore Portal is limited to; from v6 on."""
    details: str = ""
    """How many items were processed, in the server's words; from v2 on."""
    reason: str = ""
    """Why somebody restores, as they typed it; from v6 on."""
    etag: int | None = None
    """Grows when the session changes; compared for being equal only. From v8 on."""
    link_forms: LinkForms = ()
    """The links, but for the session's own id: they differ in nothing else, and are held once."""

    @property
    def links(self) -> tuple[Link, ...]:
        """``_links``, as the server sent them."""
        return filled_in(self.link_forms, self.id)

    @property
    def is_working(self) -> bool:
        """Whether the session has not ended; decided by ``state`` alone."""
        return self.state.casefold() != "stopped"

    @property
    def status(self) -> Status:
        """``state`` and ``result`` in one word; a working session is never a success."""
        if self.is_working:
            return Status.RUNNING
        return _STATUSES.get(self.result.casefold(), Status.OTHER)

    def duration(self, now: datetime) -> timedelta | None:
        """Return how long the session lasted, or has lasted at ``now`` (aware).

        Never negative; None when the server did not say enough.
        """
        end = now if self.is_working else self.ended
        if self.created is None or end is None:
            return None
        return max(end - self.created, timedelta(0))

    @property
    def workload(self) -> str:
        """What is restored, ``Exchange`` for one; "" for a type that we do not know."""
        return WORKLOADS.get(self.type.casefold(), "")

    def was_over(self, moment: datetime) -> bool:
        """Tell whether it started and ended before ``moment`` (aware); one that works is never over."""
        return not self.is_working and self.started < moment and (self.ended or self.started) < moment

    @property
    def started(self) -> datetime:
        """``created`` for sorting: UTC, the year 1 when the server did not say."""
        return self.created or datetime.min.replace(tzinfo=UTC)


WORKLOADS = {"vex": "Exchange", "veod": "OneDrive", "vesp": "SharePoint", "vet": "Teams"}
"""What the types are called by people. Source: the Explorers' names; the v2 page swaps two of them."""

_STATUSES = {"success": Status.SUCCESS, "warning": Status.WARNING, "failed": Status.FAILED}

"""Which sessions ended badly since the monitor was started: each is told once. Pure."""

from __future__ import annotations

from datetime import UTC, datetime

from vbo_tui.model.session import Session, SessionId, Status
from vbo_tui.model.snapshot import Delta, Snapshot

BAD = (Status.WARNING, Status.FAILED)
"""What is worth an alarm, the worse one last."""

MOST_TOLD = 10_000
"""Sessions that are remembered as told of; the oldest go first."""


class Alerts:
    """Finds what is new and bad in each answer."""

    def __init__(self) -> None:
        self._began = datetime.max.replace(tzinfo=UTC)
        """When the first whole answer came, by the server's clock."""
        self._told: dict[SessionId, Status] = {}

    def note(self, before: Snapshot, after: Snapshot, delta: Delta, now: datetime) -> list[Session]:
        """Return the sessions to give an alarm for, as they ended; one that got worse after a warning, too.

        Args:
            before: The answer before. What the first one holds is no news.
            after: The newest answer.
            delta: What changed from one to the other.
            now: Aware, by the server's clock.
        """
        if not before.revision or before.loading:
            self._began = now
            return []
        changed = [session for session in delta.changed if _got_worse(before, session)]
        came = [session for session in delta.added if self._is_news(session)]
        fresh = [session for session in (*changed, *came) if self._told.get(session.id) != session.status]
        fresh.sort(key=lambda session: (session.ended or session.started, session.id))
        for session in fresh:
            self._told.pop(session.id, None)
            self._told[session.id] = session.status
        for key in list(self._told)[: max(len(self._told) - MOST_TOLD, 0)]:
            del self._told[key]
        return fresh

    def _is_news(self, session: Session) -> bool:
        """Tell whether a session that is new here ended badly, and not long ago: lists may come late."""
        ended = session.ended or session.created
        return session.status in BAD and (ended is None or ended >= self._began)


def _got_worse(before: Snapshot, session: Session) -> bool:
    old = before.sessions.get(session.id)
    return _badness(session) > (0 if old is None else _badness(old))


def _badness(session: Session) -> int:
    return BAD.index(session.status) + 1 if session.status in BAD else 0

"""What the whole list was seen to hold, and in which order, while it is being read."""

from __future__ import annotations

from datetime import datetime

from vbo_tui.model.session import Session, SessionId
from vbo_tui.model.snapshot import Listing
from vbo_tui.monitor.newest import Newest


class Survey:
    """One reading of the whole list, part by part."""

    def __init__(self) -> None:
        self.seen: set[SessionId] = set()
        self.newest = Newest()
        self.incomplete = ""
        """Why there may be more; "" for no reason to think so."""
        self.told: datetime | None = None
        """The server's time, as it said last."""
        self._unreadable: list[str] = []
        self._last: datetime | None = None
        self._starts_differ = False
        self._rises = False

    @property
    def unreadable(self) -> tuple[str, ...]:
        """A reason for each item that could not be read."""
        return tuple(self._unreadable)

    @property
    def is_newest_first(self) -> bool:
        """Whether the order was seen to be that one; where all start at once it was not."""
        return self._starts_differ and not self._rises

    def take(self, part: Listing) -> list[Session]:
        """Take in a part of the list; return its sessions but for those that came before."""
        self.told = part.server_time
        self._unreadable += part.unreadable
        self.incomplete = self.incomplete or part.incomplete
        came = []
        for session in part.sessions:
            if session.id not in self.seen:
                self.seen.add(session.id)
                self._look_at_order(session.created)
                came.append(session)
        self.newest.add(came)
        return came

    def _look_at_order(self, start: datetime | None) -> None:
        if start is None or start == self._last:
            return
        if self._last is not None:
            self._starts_differ = True
            self._rises = self._rises or start > self._last
        self._last = start

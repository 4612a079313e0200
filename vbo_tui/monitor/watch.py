"""What the user watches: the newest answer, the one on the screen, and how the connection is."""

from __future__ import annotations

from vbo_tui.model.session import SessionId
from vbo_tui.model.snapshot import Delta, Snapshot, diff
from vbo_tui.monitor.health import Health
from vbo_tui.monitor.poller import Polled, Update


class Watch:
    """Follows a poller's updates; a pause holds the view back, never the polling."""

    def __init__(self, started: float) -> None:
        self.health = Health(started)
        self.shown = Snapshot()
        """What is on the screen."""
        self.newest = Snapshot()
        """The last complete answer; ``shown`` unless paused."""
        self.changed = 0
        """Changes that the newest answer brought, so far."""
        self.waiting = 0
        """Sessions that differ from what is shown since the pause began."""
        self._held_back: dict[SessionId, None] = {}
        """Those that were told of during the pause, and differ from what is shown."""
        self.paused_since: float | None = None
        """The clock's seconds; None while not paused."""

    def note(self, update: Update, at: float) -> Delta | None:
        """Take in an update that came at ``at``; return what to show of it, None for nothing."""
        self.health.note(update, at)
        if not isinstance(update, Polled):
            return None
        goes_on = update.snapshot.goes_on_with(self.newest.answer)
        self.newest = update.snapshot
        self.changed = (self.changed if goes_on else 0) + len(update.delta)
        if self.paused_since is not None:
            waiting = diff(self.shown, self.newest, self._held_back | dict.fromkeys(update.delta.ids))
            self._held_back = dict.fromkeys(waiting.ids)
            self.waiting = len(waiting)
            return None
        self.shown = update.snapshot
        return update.delta

    def pause(self, at: float) -> None:
        """Hold the view as it is."""
        self.paused_since = at

    def resume(self) -> Delta:
        """Go on with the newest answer; return what changed meanwhile."""
        delta = diff(self.shown, self.newest, self._held_back)
        self.paused_since, self.waiting, self._held_back = None, 0, {}
        self.shown = self.newest
        return delta

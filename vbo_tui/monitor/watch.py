"""What the user watches: the newest answer, the one on the screen, and how the connection is."""

from __future__ import annotations

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
        """Changes that the newest answer brought."""
        self.waiting = 0
        """Changes that came during the pause and are not shown."""
        self.paused_since: float | None = None
        """The clock's seconds; None while not paused."""

    def note(self, update: Update, at: float) -> Delta | None:
        """Take in an update that came at ``at``; return what to show of it, None for nothing."""
        self.health.note(update, at)
        if not isinstance(update, Polled):
            return None
        self.newest, self.changed = update.snapshot, len(update.delta)
        if self.paused_since is not None:
            self.waiting = len(diff(self.shown, self.newest))
            return None
        self.shown = update.snapshot
        return update.delta

    def pause(self, at: float) -> None:
        """Hold the view as it is."""
        self.paused_since = at

    def resume(self) -> Delta:
        """Go on with the newest answer; return what changed meanwhile."""
        self.paused_since, self.waiting = None, 0
        delta = diff(self.shown, self.newest)
        self.shown = self.newest
        return delta

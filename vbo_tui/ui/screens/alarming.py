"""Alarms: a screen that rings, names and tells what ended badly, as far as its user wants that."""

from __future__ import annotations

from datetime import datetime

from textual import work

from vbo_tui.model.session import Session, Status
from vbo_tui.model.snapshot import Snapshot
from vbo_tui.model.values import session_values
from vbo_tui.monitor.alerts import Alerts
from vbo_tui.monitor.clock import Clock
from vbo_tui.monitor.notifier import MOST_WAITING, Notifier
from vbo_tui.monitor.poller import Polled
from vbo_tui.monitor.server import Server
from vbo_tui.profiles.alarms import Since
from vbo_tui.profiles.profile import Profile
from vbo_tui.profiles.settings import Settings
from vbo_tui.ui import format as fmt
from vbo_tui.ui import sequences
from vbo_tui.ui.screens.asking import AskingScreen

_LOUD = {
    Since.NEVER: (),
    Since.FAILURE: (Status.FAILED,),
    Since.WARNING: (Status.FAILED, Status.WARNING),
}
"""What an alarm is given for."""


class AlarmingScreen(AskingScreen):
    """Gives an alarm once for each session that ends badly; the first answer is none."""

    def __init__(
        self, profile: Profile, server: Server, clock: Clock, *, settings: Settings, offer_to_save: bool
    ) -> None:
        """Prepare to watch one server; ``settings`` say which alarms there are."""
        super().__init__(profile, server, clock, offer_to_save=offer_to_save)
        self.settings = settings
        """What the user wants it to look and act like."""
        self._alarms = settings.alarms_of(profile.name)
        self._alerts = Alerts()
        self._unseen: dict[Status, int] = {Status.FAILED: 0, Status.WARNING: 0}
        """What ended badly since the last key."""
        self._title = ""
        self._has_title = True
        """Whether the terminal's title is this screen's to give; not once it was given back."""
        self._told_running = 0
        self._notifier = Notifier(
            self._alarms.notify_command,
            timeout=self._alarms.notify_timeout,
            every=self._alarms.notify_every,
            server=profile.name,
            clock=clock,
        )

    def say(self, note: str) -> None:
        """Say something in the status row until the next key."""
        raise NotImplementedError

    def lost(self) -> None:
        """Ring once because the server went, for whoever has the pane in the background."""
        if self._alarms.bell is not Since.NEVER:
            self.app.bell()

    def alarm(self, before: Snapshot, polled: Polled, now: datetime) -> None:
        """Give the alarms that an answer calls for.

        Args:
            before: The answer before.
            polled: The newest one.
            now: Aware, by the server's clock.
        """
        bad = self._alerts.note(before, polled.snapshot, polled.delta, now)
        for session in bad:
            self._unseen[session.status] += 1
        if _among(bad, self._alarms.bell):
            self.app.bell()
        if shown := _among(bad, self._alarms.osc9):
            sequences.say(self.app, sequences.notification(self._in_words(shown)))
        if self._alarms.notify_command:
            self._notify(_among(bad, self._alarms.notify), now)

    def _notify(self, bad: list[Session], now: datetime) -> None:
        some = [session_values(session, now) for session in bad[:MOST_WAITING]]
        self._notifier.add(some, more=len(bad) - len(some))
        if self._notifier.waiting:
            self._tell()

    @work(group="notify")
    async def _tell(self) -> None:
        wrong = await self._notifier.tell()
        if wrong:
            self.say(wrong)

    def _in_words(self, bad: list[Session]) -> str:
        first = bad[0]
        what = first.name or first.organization or first.id
        more = f" and {len(bad) - 1} more" if len(bad) > 1 else ""
        return (
            f"vbo-tui {self.profile.name}: {fmt.status_word(first)} {what[: fmt.CODES_PER_CELL * 60]}{more}"
        )

    def alarms_seen(self) -> None:
        """Take in that somebody is here: what the terminal's title told of has been seen."""
        if any(self._unseen.values()):
            self._unseen = dict.fromkeys(self._unseen, 0)
            self.show_title(self._told_running)

    def show_title(self, running: int) -> None:
        """Bring the terminal's title up to now, where there is one."""
        self._told_running = running
        if self._alarms.title is Since.NEVER or not self._has_title:
            return
        words = {Status.FAILED: "FAIL", Status.WARNING: "WARN"}
        loud = [f"{self._unseen[kind]} {words[kind]}" for kind in _LOUD[self._alarms.title]]
        told = " ".join([f"vbo: {running} run", *(text for text in loud if not text.startswith("0 "))])
        if told != self._title:
            keep = "" if self._title else sequences.KEEP_TITLE
            self._title = told
            sequences.say(self.app, f"{keep}{sequences.title(told)}")

    def give_title_back(self) -> None:
        """Leave the terminal with the title that it had, for good."""
        self._has_title = False
        if self._title:
            self._title = ""
            sequences.say(self.app, sequences.GIVE_TITLE_BACK)


def _among(bad: list[Session], since: Since) -> list[Session]:
    return [session for session in bad if session.status in _LOUD[since]]

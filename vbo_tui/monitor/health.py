"""What the connection's state is called: one word, driven by the clock, never by hope."""

from __future__ import annotations

from enum import StrEnum

from vbo_tui.errors import ApiError, CertificateRejected, NotAllowed, SignInRefused, SignInWanted
from vbo_tui.monitor.poller import Polled, PollFailed, Update


class Word(StrEnum):
    """How fresh the rows are, and why they are not fresher."""

    CONNECTING = "CONNECTING"
    """No answer yet."""
    LIVE = "LIVE"
    """The last poll succeeded, no more than two intervals ago."""
    STALE = "STALE"
    """No failure is known, but the answer is late."""
    OFFLINE = "OFFLINE"
    """The last try failed."""
    AUTH = "AUTH"
    """The user must sign in, or has not the right."""
    CERT = "CERT"
    """The user must decide about the certificate."""


class Health:
    """What is known of the connection to one server. Times are the clock's seconds."""

    def __init__(self, started: float) -> None:
        self.started = started
        """When the connection was first tried."""
        self.last_success: float | None = None
        """When the last complete answer came; of the first one, while it is being read, its newest part."""
        self.failed_at: float | None = None
        """When the last poll failed; None when it succeeded."""
        self.broken_since: float | None = None
        """When the first poll of an unbroken row of failures failed."""
        self.outage: float | None = None
        """Seconds without an answer that the newest answer put an end to; None otherwise, and at first."""
        self._answer = 0
        self._failure: PollFailed | None = None

    def note(self, update: Update, at: float) -> None:
        """Take in what came of a poll at ``at``; a part of an answer says nothing of the rest of it."""
        if isinstance(update, Polled):
            if update.snapshot.more and not update.snapshot.loading:
                return
            age = self.age(at)
            goes_on = self._failure is None and update.snapshot.goes_on_with(self._answer)
            if not goes_on:
                self.outage = age if self._failure is not None else None
            self._answer = update.snapshot.answer
            self.last_success = at
            self._failure = self.failed_at = self.broken_since = None
            return
        self.broken_since = at if self.broken_since is None else self.broken_since
        self.failed_at, self._failure = at, update

    @property
    def error(self) -> ApiError | None:
        """What went wrong in the last poll; None when nothing did."""
        return self._failure.error if self._failure else None

    def age(self, at: float) -> float | None:
        """Return the age of the data in seconds, None before the first answer."""
        return None if self.last_success is None else max(at - self.last_success, 0.0)

    def word(self, at: float, interval: float) -> Word:
        """Return the state at ``at`` when a poll is due every ``interval`` seconds."""
        match self.error:
            case None:
                pass
            case CertificateRejected():
                return Word.CERT
            case SignInWanted() | SignInRefused() | NotAllowed():
                return Word.AUTH
            case _:
                return Word.OFFLINE
        age = self.age(at)
        if age is None:
            return Word.CONNECTING
        return Word.LIVE if age <= 2 * interval else Word.STALE

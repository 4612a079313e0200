"""The questions that a failed poll raises: which certificate to believe, which password to send."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from textual.screen import Screen

from vbo_tui.errors import ApiError, CertificateRejected
from vbo_tui.monitor.clock import Clock
from vbo_tui.monitor.health import Word
from vbo_tui.monitor.poller import Poller
from vbo_tui.monitor.server import Server
from vbo_tui.monitor.watch import Watch
from vbo_tui.profiles.profile import Profile
from vbo_tui.secret import Secret
from vbo_tui.ui.messages import ProfileTrusted
from vbo_tui.ui.screens.sign_in import SignInScreen
from vbo_tui.ui.screens.trust import TrustScreen


class AskingScreen(Screen[None]):
    """A screen on one server; knows how the connection is, and asks the user where only they can help."""

    def __init__(self, profile: Profile, server: Server, clock: Clock, *, offer_to_save: bool) -> None:
        """Prepare to watch one server.

        Args:
            profile: Whom to ask.
            server: The client that asks.
            clock: The time.
            offer_to_save: Whether the profile is new, and may be wanted saved.
        """
        super().__init__()
        self.profile = profile
        self.poller = Poller(server, interval=profile.interval, clock=clock, window=profile.window)
        """Asks the server; its ``last`` is the newest answer."""
        self.view = Watch(clock.seconds())
        """The newest answer, the shown one, and the health of the connection."""
        self._server = server
        self._clock = clock
        self._offer_to_save = offer_to_save
        self._asking = False

    @property
    def word(self) -> Word:
        """The state of the connection now."""
        return self.view.health.word(self._clock.seconds(), self.poller.pace)

    def ask_the_user(self, error: ApiError) -> None:
        """Put the question that a failure raises; once, and not over another one."""
        if self._asking or not self.is_current:
            return
        if isinstance(error, CertificateRejected):
            self._asking = True
            answered = partial(self._trust_answered, error)
            self.app.push_screen(TrustScreen(error, self.profile), answered)
        elif self.word is Word.AUTH:
            self._asking = True
            self.app.push_screen(SignInScreen(self.profile, str(error)), self._sign_in_answered)

    def action_answer(self) -> None:
        """Put the open question again."""
        if self.view.health.error is not None:
            self.ask_the_user(self.view.health.error)

    def _trust_answered(self, error: CertificateRejected, accepted: bool | None) -> None:
        """Pin the certificate that was shown, whatever has been seen since."""
        self._asking = False
        if accepted:
            pinned = replace(self.profile, pin=error.certificate.sha256, ca_file=None, verify=True)
            self.post_message(ProfileTrusted(pinned, self._offer_to_save))

    def _sign_in_answered(self, password: Secret | None) -> None:
        self._asking = False
        if password is not None:
            self._server.sign_in_with(password)
            self.poller.wake()

"""The question for a password."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Label

from vbo_tui.profiles.profile import Profile
from vbo_tui.secret import Secret
from vbo_tui.ui import format as fmt
from vbo_tui.ui.keys import PROGRAM
from vbo_tui.ui.screens.dialog import LONGEST, Dialog


class SignInScreen(Dialog[Secret | None]):
    """Asks for the password of one account; None when the user gives up."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "give_up", "Not now", id="sign-in-give-up", group=PROGRAM)
    ]

    def __init__(self, profile: Profile, reason: str) -> None:
        """Prepare to ask for the password of the account in ``profile``, and say why."""
        super().__init__()
        self._profile = profile
        self._reason = reason

    def compose(self) -> ComposeResult:
        """Name the account, the server and why the password is wanted."""
        with Vertical(classes="dialog"):
            account = f"{self._profile.address} as {self._profile.user}"
            yield Label(f"Sign in to {fmt.bounded(account)}", markup=False)
            yield Label(fmt.bounded(self._reason), markup=False)
            password = Input(password=True, placeholder="password", compact=True, max_length=LONGEST)
            password.cursor_blink = False
            yield password
            yield Label("Enter signs in, Esc does not. The password is kept in memory only.", markup=False)

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        password = Secret(event.value)
        event.input.clear()
        if password:
            self.dismiss(password)

    def action_give_up(self) -> None:
        """Go back without signing in."""
        self.query_one(Input).clear()
        self.dismiss(None)

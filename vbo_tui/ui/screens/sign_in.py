"""The question for a password."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Label

from vbo_tui.secret import Secret


class SignInScreen(ModalScreen[Secret | None]):
    """Asks for the password of one account; None when the user gives up."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "give_up", "Not now", id="sign-in-give-up")]

    def __init__(self, *, user: str, address: str, reason: str) -> None:
        super().__init__()
        self._user = user
        self._address = address
        self._reason = reason

    def compose(self) -> ComposeResult:
        """Name the account, the server and why the password is wanted."""
        with Vertical(classes="dialog"):
            yield Label(f"Sign in to {self._address} as {self._user}", markup=False)
            yield Label(self._reason, markup=False)
            password = Input(password=True, placeholder="password", compact=True)
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

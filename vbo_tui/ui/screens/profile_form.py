"""The fields of one server profile, to be filled in."""

from __future__ import annotations

import shlex
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, Label

from vbo_tui.errors import ConfigError
from vbo_tui.profiles.profile import Profile
from vbo_tui.ui.widgets.line import Line

FIELDS = (
    ("name", "Name", "how you call this server; empty: its host name"),
    ("url", "URL", "https://host:4443"),
    ("user", "User", "DOMAIN\\user, user@domain or user"),
    ("interval", "Interval", "seconds between polls: 10"),
    ("ca_file", "CA file", "PEM file; empty: the system's certificates, then ask"),
    ("password_command", "Password from", "a command that prints it; empty: ask"),
)
"""Key in the profile, label, and what may stand there."""


class ProfileForm(ModalScreen[Profile | None]):
    """Returns a checked profile, or None when the user gives up."""

    DEFAULT_CSS = """
    ProfileForm {
        & Horizontal { height: 1; }
        & Horizontal > Label { width: 15; }
        & Input { width: 1fr; }
        & #complaint { color: $error; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Give up", id="form-give-up"),
        Binding("down", "app.focus_next", "Next field", id="form-next", show=False),
        Binding("up", "app.focus_previous", "Field before", id="form-previous", show=False),
    ]

    def __init__(self, heading: str, *, profile: Profile | None = None, note: str = "") -> None:
        super().__init__()
        self._heading = heading
        self._profile = profile
        self._note = note

    def compose(self) -> ComposeResult:
        """One row per field."""
        held = _texts(self._profile)
        with VerticalScroll(classes="dialog", can_focus=False):
            yield Label(self._heading, markup=False)
            for key, label, hint in FIELDS:
                with Horizontal():
                    yield Label(label, markup=False)
                    field = Input(held.get(key, ""), placeholder=hint, id=key, compact=True)
                    field.cursor_blink = False
                    yield field
            yield Label(self._note, id="complaint", markup=False)
            yield Label("Enter accepts, Tab goes on, Esc gives up", markup=False)

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        texts = {key: self.query_one(f"#{key}", Input).value.strip() for key, _, _ in FIELDS}
        try:
            self.dismiss(_profile(self._profile, texts))
        except ConfigError as error:
            self.query_one("#complaint", Label).update(str(error))


def _texts(profile: Profile | None) -> dict[str, str]:
    """Return what stands in the form for ``profile``: nothing where the default holds."""
    if profile is None:
        return {}
    return {
        "name": profile.name,
        "url": profile.url,
        "user": profile.user,
        "interval": f"{profile.interval:g}",
        "ca_file": profile.ca_file or "",
        "password_command": shlex.join(profile.password_command),
    }

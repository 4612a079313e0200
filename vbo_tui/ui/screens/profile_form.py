"""The fields of one server profile, to be filled in."""

from __future__ import annotations

import shlex
from typing import Any, ClassVar
from urllib.parse import urlsplit

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input, Label

from vbo_tui.errors import ConfigError
from vbo_tui.profiles.fields import fields_of, profile_from
from vbo_tui.profiles.profile import Profile
from vbo_tui.ui import format as fmt
from vbo_tui.ui.keys import MOVE, PROGRAM
from vbo_tui.ui.screens.dialog import LONGEST, Dialog

FIELDS = (
    ("name", "Name", "how you call this server; empty: its host name"),
    ("url", "URL", "https://host:4443"),
    ("user", "User", "DOMAIN\\user, user@domain or user"),
    ("interval", "Interval", "seconds between polls: 10"),
    ("api", "API version", "auto; or v1 to v8"),
    ("since", "Since", "12h, 30d, 8w; empty: all sessions"),
    ("ca_file", "CA file", "PEM file; empty: the system's certificates, then ask"),
    ("password_command", "Password from", "a command that prints it; empty: ask"),
)
"""Key in the profile, label, and what may stand there."""

NEEDED = ("url", "user")
"""What a profile cannot be without; Enter goes there while it is empty."""


class ProfileForm(Dialog[Profile | None]):
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
        Binding("escape", "dismiss(None)", "Give up", id="form-give-up", group=PROGRAM),
        Binding("down", "app.focus_next", "Next field", id="form-next", group=MOVE, show=False),
        Binding("up", "app.focus_previous", "Field before", id="form-previous", group=MOVE, show=False),
    ]

    def __init__(
        self, heading: str, *, profile: Profile | None = None, note: str = "", first: str = "name"
    ) -> None:
        """Prepare to ask.

        Args:
            heading: What for.
            profile: What stands in the fields; None for nothing.
            note: What went wrong before; "" for nothing.
            first: The field that is typed into first.
        """
        super().__init__()
        self._first = first
        self._heading = heading
        self._profile = profile
        self._note = note

    def compose(self) -> ComposeResult:
        """One row per field."""
        held = _texts(self._profile)
        with VerticalScroll(classes="dialog", can_focus=False):
            yield Label(fmt.bounded(self._heading), markup=False)
            for key, label, hint in FIELDS:
                with Horizontal():
                    yield Label(label, markup=False)
                    field = Input(
                        held.get(key, ""), placeholder=hint, id=key, compact=True, max_length=LONGEST
                    )
                    field.cursor_blink = False
                    yield field
            yield Label(fmt.bounded(self._note), id="complaint", markup=False)
            yield Label("Enter goes on, and accepts at the end; Esc gives up", markup=False)

    def on_mount(self) -> None:
        """Begin with the field that is wanted first."""
        self.set_focus(self.query_one(f"#{self._first}", Input))

    @on(Input.Submitted)
    def _go_on(self, event: Input.Submitted) -> None:
        """Go on to what is lacking, or accept."""
        event.stop()
        lacking = next((key for key in NEEDED if not self.query_one(f"#{key}", Input).value.strip()), None)
        if lacking is not None and event.input.id != lacking:
            self.set_focus(self.query_one(f"#{lacking}", Input))
            return
        texts = {key: self.query_one(f"#{key}", Input).value.strip() for key, _, _ in FIELDS}
        try:
            self.dismiss(_profile(self._profile, texts))
        except ConfigError as error:
            self.query_one("#complaint", Label).update(fmt.bounded(str(error)))


def _texts(profile: Profile | None) -> dict[str, str]:
    """Return what stands in the form for ``profile``: nothing where the default holds."""
    if profile is None:
        return {}
    return {
        "name": profile.name,
        "url": profile.url,
        "user": profile.user,
        "interval": f"{profile.interval:g}",
        "api": profile.api,
        "since": profile.since or "",
        "ca_file": profile.ca_file or "",
        "password_command": shlex.join(profile.password_command),
    }


def _profile(before: Profile | None, texts: dict[str, str]) -> Profile:
    """Return what the form says; what it has no row for stays as it was.

    Raises:
        ConfigError: A field cannot be used; the message names it.
    """
    table: dict[str, Any] = fields_of(before) if before is not None else {}
    table |= {"url": _with_scheme(texts["url"]), "user": texts["user"]}
    for key in ("url", "user"):
        if not table[key]:
            raise ConfigError(f"{key} is missing")
    for key in ("interval", "api", "since", "ca_file", "password_command"):
        table.pop(key, None)
        if texts[key]:
            table[key] = _value(key, texts[key])
    if texts["ca_file"]:
        table.pop("pin", None)
        table.pop("verify", None)
    if before is not None and table["url"] != before.url:
        table.pop("pin", None)  # it belongs to the server that was there before
    name = texts["name"] or urlsplit(table["url"]).hostname or ""
    return profile_from(name, table, name or "the form")


def _with_scheme(url: str) -> str:
    return url if "://" in url or not url else f"https://{url}"


def _value(key: str, text: str) -> Any:
    try:
        if key == "interval":
            return float(text)
        return shlex.split(text) if key == "password_command" else text
    except ValueError as error:
        raise ConfigError(f"{key}: {error}") from error

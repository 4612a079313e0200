"""The messages that cross from a worker into a screen."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from vbo_tui.monitor.poller import Update
from vbo_tui.profiles.profile import Profile
from vbo_tui.ui.commands import Command


@dataclass(eq=False)
class PollFinished(Message):
    """One poll ended, well or badly."""

    update: Update
    at: float
    """The clock's seconds when it ended."""


@dataclass(eq=False)
class ProfileTrusted(Message):
    """The user pinned a certificate: ``profile`` holds the pin, and is to be opened anew."""

    profile: Profile
    offer_to_save: bool


@dataclass(eq=False)
class FirstAnswer(Message):
    """A server that is not saved, and that the user may want saved, has answered."""

    profile: Profile


@dataclass(eq=False)
class ProfilesWanted(Message):
    """The user wants to see the saved servers."""

    current: Profile
    state: str
    """The state of the connection to ``current``, as the status row names it."""


@dataclass(eq=False)
class CopyWanted(Message):
    """The user wants a text in the terminal's clipboard."""

    text: str


@dataclass(eq=False)
class ExportWanted(Message):
    """The user wants a document as a file, as the server sent it."""

    name: str
    """What it is: a part of the file's name."""
    body: bytes


@dataclass(eq=False)
class PaletteWanted(Message):
    """The user wants to choose from all that can be done."""

    commands: list[Command]
    """What the screen can do."""


@dataclass(eq=False)
class InfoWanted(Message):
    """The user wants to know what runs here, and from where its settings come."""

    profile: Profile
    api: str
    """The API version that is spoken; "" while that is not known."""

"""What ``:info`` tells: what runs here, on which terminal, with which files, and who said which setting."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from importlib.metadata import PackageNotFoundError, version

from textual.app import App

from vbo_tui import __version__
from vbo_tui.profiles.alarms import Alarms
from vbo_tui.profiles.profile import Profile
from vbo_tui.profiles.settings import Settings
from vbo_tui.ui.screens.facts import Fact

PACKAGES = ("textual", "rich", "httpx", "msgspec", "cryptography")

VARIABLES = (
    "VBO_TUI_CONFIG", "VBO_TUI_PROFILE", "VBO_TUI_OSC52_MAX", "NO_COLOR", "TERM", "COLORTERM", "TMUX", "STY",
    "LANG", "LC_ALL", "LC_CTYPE", "TZ", "HTTPS_PROXY", "NO_PROXY", "ESCDELAY", "TEXTUAL_FPS",
)  # fmt: skip
"""What is looked at in the environment; the password's own variable is only said to be there."""

_SECRETIVE = ("HTTPS_PROXY",)
"""Variables that may hold a password of their own: only their presence is told."""


@dataclass(frozen=True, slots=True)
class About:
    """What the command line knows and the screen does not."""

    paths: Sequence[Fact] = ()
    """Every file that is read or written, and whether it is there."""
    given: Mapping[str, str] = field(default_factory=dict)
    """What an option said, and which one: ``interval`` is ``--interval``."""


def info(app: App[None], profile: Profile, settings: Settings, about: About, api: str) -> list[Fact]:
    """Return the facts.

    Args:
        app: Whose terminal it is.
        profile: The open server.
        settings: The user's.
        about: What the command line knows.
        api: The API version that is spoken; "" while that is not known.
    """
    return [
        ("versions", ""),
        ("vbo-tui", __version__),
        ("API", api or "not known yet"),
        ("Python", f"{platform.python_version()} on {platform.system()} {platform.release()}"),
        *((name, _version(name)) for name in PACKAGES),
        ("terminal", ""),
        ("size", f"{app.size.width}x{app.size.height}"),
        ("colours", f"{app.console.color_system or 'none'}, theme {app.theme}"),
        ("encoding", f"UTF-8; the locale says {sys.getfilesystemencoding()}"),
        *_environment(os.environ),
        ("files", ""),
        *about.paths,
        ("profile", profile.name),
        *_profile(profile, about.given),
        ("settings", str(settings.path or "no file")),
        *_settings(settings, profile.name, about.given),
        *(("wrong", complaint) for complaint in settings.complaints),
    ]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _environment(environment: Mapping[str, str]) -> Iterable[Fact]:
    for name in VARIABLES:
        if name in environment:
            yield name, "set" if name in _SECRETIVE else environment[name] or '""'
    if "VBO_TUI_PASSWORD" in environment:
        yield "VBO_TUI_PASSWORD", "set"


def _profile(profile: Profile, given: Mapping[str, str]) -> Iterable[Fact]:
    plain = Profile(name=profile.name, url=profile.url, user=profile.user)
    for name in (one.name for one in fields(Profile) if one.name != "name"):
        value = _short(name, getattr(profile, name))
        usual = name not in ("url", "user") and value == getattr(plain, name)
        source = given.get(name) or ("default" if usual else "profile")
        yield name, f"{_said(value)}  ({source})"


def _settings(settings: Settings, profile: str, given: Mapping[str, str]) -> Iterable[Fact]:
    def told(key: str, value: object) -> Fact:
        line = settings.lines.get(key)
        source = given.get(key) or (f"line {line}" if line else "default")
        return key, f"{_said(value)}  ({source})"

    yield told("theme", settings.theme)
    yield told("ascii", settings.ascii)
    yield told("table.columns", [choice.name for choice in settings.columns] or "those that fit")
    yield told("table.sort", settings.sort or "the usual order")
    yield told("table.wide", settings.wide)
    for name, text in settings.filters.items():
        yield told(f"filters.{name}", text)
    for name, keys in settings.keys.items():
        yield told(f"keys.{name}", keys)
    for alarm in fields(Alarms):
        own = f"profiles.{profile}.alarms.{alarm.name}"
        key = own if own in settings.lines else f"alarms.{alarm.name}"
        yield told(key, _short(alarm.name, getattr(settings.alarms_of(profile), alarm.name)))


def _short(name: str, value: object) -> object:
    """Return a command without its arguments: they may hold what is nobody's business."""
    if name.endswith("_command") and isinstance(value, tuple) and len(value) > 1:
        return f"{value[0]} and {len(value) - 1} arguments"
    return value


def _said(value: object) -> str:
    if isinstance(value, list | tuple):
        return " ".join(str(item) for item in value) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None else str(value)

"""What the program remembers by itself, from one start to the next. It may be lost without harm."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from vbo_tui.profiles.writing import write_toml

REMEMBERED = timedelta(days=1)
"""How long the API version that a server was found to speak is believed."""

MOST_SERVERS = 200
"""Servers that are remembered; the oldest go first."""


def default_path() -> Path:
    """Return where the state is kept on this system. Nothing is created."""
    from platformdirs import user_state_path

    return user_state_path("vbo-tui", appauthor=False) / "state.toml"


class Known(NamedTuple):
    """What is remembered of a server."""

    version: str = ""
    """The API version that it was found to speak; "" for none."""
    seconds: float = 0.0
    """Since that was found."""


def known_version(path: Path, url: str, now: datetime) -> Known:
    """Return the API version that the server at ``url`` was found to speak of late.

    Args:
        path: The file.
        url: The server's, as its profile has it.
        now: Aware.
    """
    entry = _servers(path).get(url)
    found = entry.get("found") if isinstance(entry, dict) else None
    if not isinstance(entry, dict) or not isinstance(found, datetime) or found.tzinfo is None:
        return Known()
    name, age = entry.get("api"), now - found
    good = isinstance(name, str) and timedelta(0) <= age < REMEMBERED
    return Known(str(name), age.total_seconds()) if good else Known()


def remember_version(path: Path, url: str, name: str, now: datetime) -> None:
    """Write down the API version that a server was found to speak; what cannot be written is let go."""
    keep(path, "servers", url, {"api": name, "found": now.astimezone(UTC)}, most=MOST_SERVERS)


def _servers(path: Path) -> Mapping[str, Any]:
    return kept(path, "servers")


def kept(path: Path, kind: str) -> Mapping[str, Any]:
    """Return the entries of one kind, by name; what cannot be read is as good as not there."""
    entries = _document(path).get(kind)
    return entries if isinstance(entries, dict) else {}


def keep(path: Path, kind: str, name: str, entry: Mapping[str, Any], *, most: int) -> None:
    """Write an entry down; the oldest of its kind go where there are more than ``most``."""
    others = {key: other for key, other in kept(path, kind).items() if key != name}
    entries = {**dict(list(others.items())[-most + 1 :]), name: dict(entry)}
    try:
        write_toml(path, {**_document(path), kind: entries})
    except (OSError, TypeError, ValueError):
        return


def _document(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}

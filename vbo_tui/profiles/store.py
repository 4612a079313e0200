"""The file that profiles are kept in: read tolerantly, written in one step, never a password in it."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from vbo_tui.errors import ConfigError
from vbo_tui.profiles.fields import fields_of, printable, profile_from, unknown_keys
from vbo_tui.profiles.profile import Profile
from vbo_tui.profiles.writing import write_toml

VARIABLE = "VBO_TUI_CONFIG"
"""Names the file to use in place of the usual one."""


def default_path(environment: Mapping[str, str] = os.environ) -> Path:
    """Return where the profiles are: ``VBO_TUI_CONFIG``, or the place that this system has for it.

    Nothing is created.
    """
    named = environment.get(VARIABLE)
    if named:
        return Path(os.path.expanduser(named))  # Path.expanduser raises for a user that is not there
    from platformdirs import user_config_path

    return user_config_path("vbo-tui", appauthor=False) / "profiles.toml"


@dataclass(frozen=True, slots=True)
class Saved:
    """What a file of profiles holds."""

    profiles: Mapping[str, Profile] = field(default_factory=dict)
    """Those that can be used, in the file's order."""
    default: str | None = None
    """The profile to open first."""
    complaints: tuple[str, ...] = ()
    """What is wrong with the file, a sentence each, naming file, profile and key."""
    document: Mapping[str, Any] = field(default_factory=dict)
    """The whole file, so that what this version does not know survives a rewrite."""

    def with_profile(self, profile: Profile) -> Saved:
        """Return this with ``profile`` added, or in place of the one of that name."""
        tables = dict(self.document.get("profiles", {}))
        before = tables.get(profile.name)
        strange = {key: before[key] for key in unknown_keys(before)} if isinstance(before, dict) else {}
        tables[profile.name] = fields_of(profile) | strange
        return replace(
            self,
            profiles={**self.profiles, profile.name: profile},
            document={**self.document, "profiles": tables},
        )

    def without(self, name: str) -> Saved:
        """Return this without the profile ``name``, and without it as the default."""
        tables = {key: table for key, table in self.document.get("profiles", {}).items() if key != name}
        document = {**self.document, "profiles": tables}
        if self.default == name:
            document.pop("default", None)
        return replace(
            self,
            profiles={key: profile for key, profile in self.profiles.items() if key != name},
            default=None if self.default == name else self.default,
            document=document,
        )

    def with_default(self, name: str) -> Saved:
        """Return this with ``name`` as the profile to open first."""
        return replace(self, default=name, document={"default": name} | {**self.document, "default": name})


def load(path: Path) -> Saved:
    """Read the file at ``path``; a missing one is empty, a bad one says so in ``complaints``."""
    try:
        return _read(path)
    except ConfigError as error:
        return Saved(complaints=(str(error),))


def change(path: Path, edit: Callable[[Saved], Saved]) -> Saved:
    """Read the file again, edit what it holds now, and write it back; return what it holds then.

    Raises:
        ConfigError: The file cannot be understood, read or written; it stays as it was.
    """
    edited = edit(_read(path))
    _write(path, edited.document)
    return load(path)


def _read(path: Path) -> Saved:
    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return Saved()
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: {error}") from error
    try:
        document = tomllib.loads(text)
    except ValueError as error:  # what is no TOML, and numbers too long for Python
        raise ConfigError(f"{path}: {error}") from error
    except RecursionError as error:
        raise ConfigError(f"{path}: brackets within brackets, too deep to be read") from error
    tables = document.get("profiles", {})
    if not isinstance(tables, dict):
        raise ConfigError(f"{path}: profiles must be tables, as in [profiles.name]")
    return _understood(path, document, tables)


def _understood(path: Path, document: dict[str, Any], tables: dict[str, Any]) -> Saved:
    profiles: dict[str, Profile] = {}
    complaints = [f"{path}: unknown key {key!r}" for key in sorted(document.keys() - {"default", "profiles"})]
    for name, table in tables.items():
        where = f"{path}: [profiles.{printable(name)}]"
        if not isinstance(table, dict):
            complaints.append(f"{where} must be a table")
            continue
        try:
            profiles[name] = profile_from(name, table, where)
        except ConfigError as error:
            complaints.append(str(error))
        complaints.extend(f"{where}: unknown key {key!r}" for key in unknown_keys(table))
    default = document.get("default")
    if default is not None and (not isinstance(default, str) or default not in tables):
        complaints.append(f"{path}: default names no profile: {default!r}")
        default = None
    return Saved(profiles, default, tuple(complaints), document)


def _write(path: Path, document: Mapping[str, Any]) -> None:
    try:
        write_toml(path, document)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written: {error.strerror or error}") from error

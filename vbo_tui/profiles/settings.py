"""What the user wants it to look and act like: ``settings.toml``, written by hand and only ever read.

Whatever is wrong in it is told with file, line and key; the default stands in its place, and the program
starts all the same. Names of columns, themes and keys are checked where they are known: in the UI.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from vbo_tui.errors import ConfigError
from vbo_tui.profiles.alarms import Alarms, Since
from vbo_tui.profiles.checks import command, flag, seconds, text

LONGEST_FILTER = 500
"""Letters of a named filter; a longer one could not be typed either."""

WIDEST_COLUMN = 200
"""Cells of a column."""


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """A column that the user wants, in the order of the list."""

    name: str
    width: int | None = None
    """Cells; None for the usual ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything in the file, or the defaults."""

    path: Path | None = None
    """The file; None for none."""
    theme: str = "auto"
    ascii: bool = False
    """Whether nothing but ASCII is drawn."""
    columns: tuple[ColumnChoice, ...] = ()
    """The table's columns; none for those that fit the width."""
    sort: str = ""
    """The order at the start, as :meth:`vbo_tui.model.query.Order.parse` takes it; "" for the usual one."""
    wide: bool = False
    """Whether the table starts with more columns."""
    filters: Mapping[str, str] = field(default_factory=dict)
    """Filters by name."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """Keys, separated by commas, by the id of their binding."""
    alarms: Alarms = field(default_factory=Alarms)
    alarms_by_profile: Mapping[str, Alarms] = field(default_factory=dict)
    complaints: tuple[str, ...] = ()
    """What is wrong with the file, a sentence each."""
    lines: Mapping[str, int] = field(default_factory=dict)
    """The line of each key that the file has: ``keys.poll-now``."""

    def alarms_of(self, profile: str) -> Alarms:
        """Return the alarms of the server with that profile."""
        return self.alarms_by_profile.get(profile, self.alarms)

    def place(self, key: str) -> str:
        """Return what a complaint about a key begins with: file, line and key."""
        return _place(self.path, self.lines, key)

    def complaining(self, *complaints: str) -> Settings:
        """Return the same with more to complain about."""
        return replace(self, complaints=(*self.complaints, *complaints))


def beside(profiles: Path) -> Path:
    """Return where the settings are: in the folder of the profiles. Nothing is created."""
    return profiles.with_name("settings.toml")


def load(path: Path) -> Settings:
    """Read the file at ``path``; a missing one is empty, a bad one says so in ``complaints``."""
    try:
        written = path.read_bytes().decode("utf-8")
        document = tomllib.loads(written)
    except FileNotFoundError:
        return Settings(path=path)
    except OSError as error:
        return Settings(path=path, complaints=(f"{path}: cannot be read: {error.strerror or error}",))
    except (ValueError, RecursionError) as error:
        return Settings(path=path, complaints=(f"{path}: {_in_words(error)}",))
    return _Reading(path, lines_of(written)).settings(document)


def _in_words(error: Exception) -> str:
    deep = isinstance(error, RecursionError)
    return "brackets within brackets, too deep to be read" if deep else str(error)


Check = Callable[[object, str], Any]


class _Reading:
    """Takes a document apart, and collects what is wrong with it."""

    def __init__(self, path: Path, lines: Mapping[str, int]) -> None:
        self._path = path
        self._lines = lines
        self._complaints: list[str] = []

    def settings(self, document: Mapping[str, Any]) -> Settings:
        looks = self._checked(
            document, "", {"theme": text, "ascii": flag}, ("table", "filters", "keys", "alarms", "profiles")
        )
        table = self._checked(
            self._table(document, "table"), "table", {"columns": _columns, "sort": text, "wide": flag}
        )
        common = Alarms(**self._checked(self._table(document, "alarms"), "alarms", _ALARMS))
        return Settings(
            path=self._path,
            **looks,
            **table,
            filters=self._texts(document, "filters"),
            keys=self._texts(document, "keys"),
            alarms=common,
            alarms_by_profile=self._by_profile(document, common),
            complaints=tuple(self._complaints),
            lines=self._lines,
        )

    def _by_profile(self, document: Mapping[str, Any], common: Alarms) -> dict[str, Alarms]:
        found: dict[str, Alarms] = {}
        for name in self._table(document, "profiles"):
            where = f"profiles.{name}"
            own = self._table(document["profiles"], name, "profiles.")
            self._checked(own, where, {}, ("alarms",))
            alarms = self._checked(self._table(own, "alarms", f"{where}."), f"{where}.alarms", _ALARMS)
            found[name] = replace(common, **alarms)
        return found

    def _table(self, document: Mapping[str, Any], name: str, within: str = "") -> Mapping[str, Any]:
        table = document.get(name, {})
        if isinstance(table, dict):
            return table
        self._complain(f"{within}{name}", "must be a table")
        return {}

    def _texts(self, document: Mapping[str, Any], name: str) -> dict[str, str]:
        table = self._table(document, name)
        return self._checked(table, name, dict.fromkeys(table, _short_text))

    def _checked(
        self,
        table: Mapping[str, Any],
        name: str,
        checks: Mapping[str, Check],
        others: tuple[str, ...] = (),
    ) -> dict[str, Any]:
        """Return the values of a table that can be used; ``others`` are looked at elsewhere."""
        found: dict[str, Any] = {}
        for key, value in table.items():
            full = f"{name}.{key}" if name else key
            if key in checks:
                try:
                    found[key] = checks[key](value, _place(self._path, self._lines, full))
                except ConfigError as error:
                    self._complaints.append(str(error))
            elif key not in others:
                self._complain(full, "is no setting")
        return found

    def _complain(self, key: str, wrong: str) -> None:
        self._complaints.append(f"{_place(self._path, self._lines, key)} {wrong}")


def _place(path: Path | None, lines: Mapping[str, int], key: str) -> str:
    line = f", line {lines[key]}" if key in lines else ""
    return f"{path or 'settings'}{line}: {''.join(c if c.isprintable() else chr(0xFFFD) for c in key)}"


def lines_of(written: str) -> dict[str, int]:
    """Return on which line each key of a TOML text stands, by its full name; enough to find it."""
    found: dict[str, int] = {}
    table = ""
    for number, line in enumerate(written.splitlines(), start=1):
        if header := re.fullmatch(r"\s*\[\s*([^\[\]]+?)\s*\]\s*(#.*)?", line):
            table = f"{_bare(header[1])}."
            found.setdefault(table[:-1], number)
        elif key := re.match(r"""\s*((?:[\w.-]|"[^"]*"|'[^']*')+)\s*=""", line):
            found.setdefault(f"{table}{_bare(key[1])}", number)
    return found


def _bare(name: str) -> str:
    return re.sub(r"""["']|\s*(\.)\s*""", r"\1", name)


def _short_text(value: object, where: str) -> str:
    checked = text(value, where)
    if len(checked) > LONGEST_FILTER:
        raise ConfigError(f"{where} is longer than {LONGEST_FILTER} letters")
    return checked


def _columns(value: object, where: str) -> tuple[ColumnChoice, ...]:
    if not isinstance(value, list) or not value:
        raise ConfigError(f'{where} must be a list of names, as in ["status", "name:40"]')
    return tuple(_column(item, where) for item in value)


def _column(value: object, where: str) -> ColumnChoice:
    name, colon, width = text(value, where).partition(":")
    if not colon:
        return ColumnChoice(name)
    if not re.fullmatch("[0-9]{1,3}", width) or not 1 <= int(width) <= WIDEST_COLUMN:
        raise ConfigError(f"{where}: the width of {name} must be from 1 to {WIDEST_COLUMN}")
    return ColumnChoice(name, int(width))


def _since(value: object, where: str) -> Since:
    if not isinstance(value, str) or value not in list(Since):
        raise ConfigError(f"{where} must be one of {', '.join(Since)}")
    return Since(value)


_ALARMS: Mapping[str, Check] = {
    "bell": _since,
    "title": _since,
    "osc9": _since,
    "notify": _since,
    "notify_command": command,
    "notify_timeout": seconds(0.1),
    "notify_every": seconds(0.0),
}

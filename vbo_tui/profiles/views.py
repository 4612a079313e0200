"""How each server's sessions were looked at last: filter and order, kept from one start to the next."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from vbo_tui.profiles import state

MOST_VIEWS = 200
"""Servers whose view is remembered; the oldest go first."""

LONGEST = 500
"""Letters of what is remembered; a longer text was not typed by this program."""


class LastView(NamedTuple):
    """How one server's sessions were looked at. Texts that mean nothing any more are the reader's to find."""

    filter: str = ""
    sort: str = ""
    """As :meth:`vbo_tui.model.query.Order.parse` takes it; "" for the usual order."""
    only: str = ""
    """The kind of sessions that alone was shown; "" for all."""
    wide: bool = False


class Views:
    """Remembers views by the name of a profile; without a file, until the program ends."""

    def __init__(self, path: Path | None = None) -> None:
        """Use the state file at ``path``; None keeps nothing."""
        self._path = path
        self._held: dict[str, LastView] = {}

    def of(self, profile: str) -> LastView | None:
        """Return how a profile's sessions were looked at last; None where that is not known."""
        if profile in self._held:
            return self._held[profile]
        entry = state.kept(self._path, "views").get(profile) if self._path is not None else None
        return _view(entry) if isinstance(entry, dict) else None

    def keep(self, profile: str, view: LastView) -> None:
        """Remember a view; what cannot be written down is remembered until the end."""
        if self.of(profile) == view:
            return
        self._held.pop(profile, None)
        self._held[profile] = view
        for name in list(self._held)[:-MOST_VIEWS]:
            del self._held[name]
        if self._path is not None:
            plain = LastView()._asdict()
            entry = {key: value for key, value in view._asdict().items() if value != plain[key]}
            state.keep(self._path, "views", profile, entry, most=MOST_VIEWS)


def _view(entry: dict[str, object]) -> LastView:
    def text(key: str) -> str:
        value = entry.get(key)
        return value if isinstance(value, str) and len(value) <= LONGEST and value.isprintable() else ""

    return LastView(text("filter"), text("sort"), text("only"), entry.get("wide") is True)

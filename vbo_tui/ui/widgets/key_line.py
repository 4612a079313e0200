"""The last row: the keys that do something here, and what. ``? help`` is the last to go."""

from __future__ import annotations

from typing import Any

from rich.text import Text
from textual import events
from textual.screen import Screen

from vbo_tui.ui.widgets.line import Line, Part, fit


class KeyLine(Line):
    """Reads the keys off the bindings that are active on its screen."""

    DEFAULT_CSS = """
    KeyLine { dock: bottom; }
    """

    def on_mount(self) -> None:
        """Follow the screen's bindings."""
        self.screen.bindings_updated_signal.subscribe(self, self._show_keys)

    def on_resize(self, _: events.Resize) -> None:
        """Choose again what fits."""
        self._show_keys(self.screen)

    def _show_keys(self, screen: Screen[Any]) -> None:
        if self.is_attached and screen.is_attached:
            self.show(keys(screen, self.size.width))


def keys(screen: Screen[Any], width: int) -> Text:
    """Return the shown bindings of ``screen``, one ``key description`` each, in ``width`` cells."""
    seen: dict[str, str] = {}
    for _, binding, enabled, _ in screen.active_bindings.values():
        if binding.show and enabled and binding.action not in seen:
            seen[binding.action] = f"{screen.app.get_key_display(binding)} {binding.description}"
    parts = [Part(text, rank) for rank, text in enumerate(seen.values(), start=1)]
    first = [Part(part.text) for part in parts if part.text.endswith(" help")]
    rest = [part for part in parts if not part.text.endswith(" help")]
    return fit([*first, *rest], width)

"""The lines of the detail pane, with a cursor on one of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.widgets import OptionList
from textual.widgets.option_list import Option


class FieldList(OptionList):
    """An option list that keeps its cursor and repaints nothing when nothing changed."""

    DEFAULT_CSS = """
    FieldList {
        height: 1fr; border: none; padding: 0; background: transparent; overflow-x: hidden;
        &:focus { border: none; background-tint: transparent 0%; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "cursor_down", "Down", id="field-down", show=False),
        Binding("k,up", "cursor_up", "Up", id="field-up", show=False),
        Binding("g,home", "first", "First line", id="field-first", show=False),
        Binding(
            "enter", "select", "follow", id="field-follow", key_display="Enter", tooltip="Follow the link"
        ),
        Binding("G,end", "last", "Last line", id="field-last", show=False),
        Binding("ctrl+d,ctrl+f,pagedown", "page_down", "Page down", id="field-page-down", show=False),
        Binding("ctrl+u,ctrl+b,pageup", "page_up", "Page up", id="field-page-up", show=False),
    ]

    def __init__(self) -> None:
        super().__init__(markup=False, compact=True)
        self._shown: list[Text] = []

    def show(self, lines: Sequence[Text]) -> None:
        """Show ``lines``; the cursor stays on its line number, only changed lines are rewritten."""
        new = list(lines)
        if len(new) != len(self._shown):
            keep = self.highlighted
            self.clear_options()
            self.add_options([Option(line) for line in new])
            self.highlighted = None if not new else min(keep or 0, len(new) - 1)
        else:
            for index, (old, line) in enumerate(zip(self._shown, new, strict=True)):
                if old != line or old.spans != line.spans:
                    self.replace_option_prompt_at_index(index, line)
        self._shown = new

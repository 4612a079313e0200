"""The lines of the detail pane, with a cursor on one of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.binding import BindingType
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from vbo_tui.ui.keys import key, quiet


class FieldList(OptionList):
    """An option list that keeps its cursor and repaints nothing when nothing changed."""

    DEFAULT_CSS = """
    FieldList {
        height: 1fr; border: none; padding: 0; background: transparent; overflow-x: hidden;
        &:focus { border: none; background-tint: transparent 0%; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        quiet("j,down", "cursor_down", "Next line", name="field-down"),
        quiet("k,up", "cursor_up", "Line before", name="field-up"),
        quiet("g,home", "first", "First line", name="field-first"),
        quiet("G,end", "last", "Last line", name="field-last"),
        quiet("ctrl+d,ctrl+f,pagedown", "page_down", "Next page", name="field-page-down"),
        quiet("ctrl+u,ctrl+b,pageup", "page_up", "Page before", name="field-page-up"),
        key(
            "enter",
            "select",
            "follow",
            "Follow the link under the cursor",
            name="field-follow",
            label="Enter",
        ),
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

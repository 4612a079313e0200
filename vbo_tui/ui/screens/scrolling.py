"""A dialog that may be taller than the terminal."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType
from textual.containers import VerticalScroll

from vbo_tui.ui.keys import MOVE, quiet
from vbo_tui.ui.screens.dialog import Answer, Dialog


class ScrollingDialog(Dialog[Answer]):
    """Scrolls its one ``VerticalScroll`` line by line, wherever the focus is."""

    BINDINGS: ClassVar[list[BindingType]] = [
        quiet("j,down", "scroll(1)", "Scroll down", name="dialog-down", group=MOVE),
        quiet("k,up", "scroll(-1)", "Scroll up", name="dialog-up", group=MOVE),
    ]

    def action_scroll(self, lines: int) -> None:
        """Scroll down, or up where ``lines`` is negative."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)

"""A dialog that may be taller than the terminal."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen

from vbo_tui.ui.keys import quiet

Answer = TypeVar("Answer")


class ScrollingDialog(ModalScreen[Answer]):
    """Scrolls its one ``VerticalScroll`` line by line, wherever the focus is."""

    BINDINGS: ClassVar[list[BindingType]] = [
        quiet("j,down", "scroll(1)", "Scroll down", name="dialog-down"),
        quiet("k,up", "scroll(-1)", "Scroll up", name="dialog-up"),
    ]

    def action_scroll(self, lines: int) -> None:
        """Scroll down, or up where ``lines`` is negative."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)

"""The row that the filter is typed into."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input

LONGEST = 500
"""Letters of a filter; a longer text was pasted by mistake, and is left out."""


class FilterBar(Input):
    """Filters while one types; Enter and Esc close it and leave the filter as it is."""

    DEFAULT_CSS = """
    FilterBar { dock: bottom; display: none; width: 1fr; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "close, keep the filter", id="filter-close"),
    ]

    class Closed(Message):
        """The user is done typing."""

    def __init__(self) -> None:
        super().__init__(
            placeholder="filter: words that must all be in the row",
            compact=True,
            select_on_focus=False,
            max_length=LONGEST,
        )
        self.cursor_blink = False

    def open(self, text: str) -> None:
        """Show the row with the filter as it is, and take the keys."""
        with self.prevent(Input.Changed):
            self.value = text
        self.cursor_position = len(text)
        self.display = True
        self.screen.set_focus(self)  # at once: the next key may be here already

    def action_close(self) -> None:
        """Hide the row and give the keys back."""
        self.display = False
        self.post_message(self.Closed())

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_close()

"""What the program is compared with, the smallest Textual programs: ``python -m ...program.plain KIND ROWS``.

``table``: a DataTable of so many rows, filled at start, with ``j`` and ``g`` as keys. ``clock``: a Header
that tells the time. Both in the colours of the program that is measured, and without animation, as it is.
"""

from __future__ import annotations

import sys
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import DataTable, Header

COLUMNS = (
    ("Row", 8),
    ("St", 5),
    ("Type", 4),
    ("Started", 16),
    ("Dur", 6),
    ("Name", 32),
    ("Organization", 24),
)
"""Titles and widths: about as wide as the table of sessions in a terminal of 120 columns."""


class Plain(App[None]):
    """A program with the colours of the one that is measured."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self) -> None:
        super().__init__(ansi_color=True)
        self.theme = "ansi-dark"
        self.animation_level = "none"


class Table(Plain):
    """A plain table."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "step('cursor_down')"),
        Binding("g", "step('scroll_top')"),
    ]

    def __init__(self, rows: int) -> None:
        super().__init__()
        self._rows = rows

    def compose(self) -> ComposeResult:
        yield DataTable[str](cursor_type="row", cell_padding=1)

    def on_mount(self) -> None:
        """Fill the table."""
        table = self.query_one(DataTable[str])
        for title, width in COLUMNS:
            table.add_column(title, width=width)
        table.add_rows(
            (f"#{row:07}", "OK", "Exch", "2026-09-24 14:03", "4m07s", f"restore number {row}", "contoso")
            for row in range(self._rows)
        )
        table.focus()

    async def action_step(self, action: str) -> None:
        """Move the cursor."""
        await self.query_one(DataTable[str]).run_action(action)


class Clock(Plain):
    """A header that tells the time."""

    def compose(self) -> ComposeResult:
        yield Header(show_clock=True)


def main(kind: str, rows: int) -> None:
    """Run one of the programs until it is ended."""
    app: Plain = Table(rows) if kind == "table" else Clock()
    app.run(mouse=False)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))

"""A page of facts: a name and what there is to say, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from vbo_tui.ui import format as fmt
from vbo_tui.ui.keys import PROGRAM, quiet
from vbo_tui.ui.screens.scrolling import ScrollingDialog

Fact = tuple[str, str]
"""A name, and what it is; a name alone is a heading."""

LONGEST = 300
"""Letters of what is said of one thing."""


class FactsScreen(ScrollingDialog[None]):
    """Shows facts as they are when it opens."""

    BINDINGS: ClassVar[list[BindingType]] = [
        quiet("escape,q,enter", "dismiss(None)", "Close", name="facts-close", group=PROGRAM),
    ]

    def __init__(self, facts: Sequence[Fact]) -> None:
        super().__init__()
        self._facts = facts

    @property
    def text(self) -> Text:
        """What is shown."""
        width = max((len(name) for name, said in self._facts if said), default=0)
        lines = []
        for name, said in self._facts:
            short = fmt.plain(said[:LONGEST]) + ("~" if len(said) > LONGEST else "")
            style = "" if said else "bold"
            lines.append(Text(f"{fmt.plain(name):{width if said else 0}}  {short}".rstrip(), style=style))
        return Text("\n").join(lines)

    def compose(self) -> ComposeResult:
        """One text, that scrolls where it is long."""
        with VerticalScroll(classes="dialog"):
            yield Static(self.text, markup=False)

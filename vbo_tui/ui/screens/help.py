"""The keys that work where the user came from; read off the bindings themselves."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any, ClassVar, NamedTuple

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from vbo_tui.ui.keys import GROUPS, PROGRAM
from vbo_tui.ui.screens.scrolling import ScrollingDialog

STATES = """
LIVE 4s      the rows are 4 seconds old
LIVE feed    the server tells of changes by itself
loading 900  the first list is still coming in
STALE 31s    the answer is late: nothing is known to be wrong
OFFLINE      the last try failed; rows are dim, the next try is counted down
AUTH         the password, or a right, is missing
CERT         the certificate is not believed: nothing is sent
PAUSED       the view stands still, changes are counted
RUN/W RUN/F  runs, with warnings or failures so far
+ * before a row  it is new, it has ended, since the cursor was there
K W F R o    a bar of the timeline: ended well, with warnings, failed, runs, another result
< > at its ends  it goes on there; < or > alone lies outside, ? when is not known
2-9 in it    so many sessions of an organization at once: the worst one's letter comes first
"""


class KeyRow(NamedTuple):
    """One line of the help."""

    keys: str
    does: str
    group: str
    """What it is for, as a heading."""


def key_table(screen: Screen[Any]) -> list[KeyRow]:
    """Return every binding active on ``screen``, by what they are for, in its order."""
    rows: dict[str, tuple[list[str], str, str]] = {}
    for _, binding, enabled, tooltip in screen.active_bindings.values():
        if enabled and binding.description and binding.id and binding.group:  # the others are Textual's own
            shown = screen.app.get_key_display(binding)
            row = (list[str](), tooltip or binding.description, binding.group.description)
            rows.setdefault(binding.action, row)[0].append(shown)
    order = [group.description for group in GROUPS]
    table = [KeyRow(" ".join(keys), does, group) for keys, does, group in rows.values()]
    return sorted(table, key=lambda row: order.index(row.group))


class HelpScreen(ScrollingDialog[None]):
    """Every key of the screen below, one a line, then the words of the status row."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1,enter", "dismiss(None)", "Close", id="help-close", group=PROGRAM),
    ]

    def __init__(self, keys: Sequence[KeyRow]) -> None:
        super().__init__()
        self._keys = keys

    def compose(self) -> ComposeResult:
        """Print the table of keys and the table of states."""
        with VerticalScroll(classes="dialog"):
            yield Static(self.text, markup=False)

    @property
    def text(self) -> Text:
        """Everything, a heading above each group of keys."""
        width = max((len(row.keys) for row in self._keys), default=0)
        text = Text()
        for group, rows in groupby(self._keys, key=lambda row: row.group):
            text.append(f"{group}\n", style="bold")
            text.append("".join(f"{row.keys:{width}}  {row.does}\n" for row in rows))
        text.append("What the words mean", style="bold")
        text.append(f"{STATES}\nRead-only: after signing in, nothing but GET is sent.")
        return text

    @property
    def keys_listed(self) -> list[str]:
        """Every key in the table."""
        return [key for row in self._keys for key in row.keys.split()]

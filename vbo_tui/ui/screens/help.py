"""The keys that work where the user came from; read off the bindings themselves."""

from __future__ import annotations

from typing import Any, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

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


def key_table(screen: Screen[Any]) -> list[tuple[str, str]]:
    """Return (keys, what they do) for every binding active on ``screen``, in its order."""
    keys: dict[str, tuple[list[str], str]] = {}
    for _, binding, enabled, tooltip in screen.active_bindings.values():
        if enabled and binding.description and binding.id:  # the others are Textual's own
            shown = screen.app.get_key_display(binding)
            keys.setdefault(binding.action, ([], tooltip or binding.description))[0].append(shown)
    return [(" ".join(shown), text) for shown, text in keys.values()]


class HelpScreen(ScrollingDialog[None]):
    """Every key of the screen below, one a line, then the words of the status row."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1,enter", "dismiss(None)", "Close", id="help-close"),
    ]

    def __init__(self, keys: list[tuple[str, str]]) -> None:
        super().__init__()
        self._keys = keys

    def compose(self) -> ComposeResult:
        """Print the table of keys and the table of states."""
        width = max((len(keys) for keys, _ in self._keys), default=0)
        table = "\n".join(f"{keys:{width}}  {text}" for keys, text in self._keys)
        with VerticalScroll(classes="dialog"):
            yield Static(
                Text(f"{table}\n{STATES}\nRead-only: after signing in, nothing but GET is sent."),
                markup=False,
            )

    @property
    def keys_listed(self) -> list[str]:
        """Every key in the table."""
        return [key for keys, _ in self._keys for key in keys.split()]

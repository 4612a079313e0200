"""What every dialog shares: it closes once."""

from __future__ import annotations

from typing import TypeVar

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen

Answer = TypeVar("Answer")

LONGEST = 1000
"""Letters of what is typed into a dialog; a longer text was pasted by mistake, and is left out."""


class Dialog(ModalScreen[Answer]):
    """A dialog that a second key in the same packet does not close twice.

    Textual would take the screen below away for it, and with it the monitor.
    """

    def dismiss(self, result: Answer | None = None) -> AwaitComplete:
        """Close with ``result``; do nothing where that has happened."""
        return super().dismiss(result) if self.is_current else AwaitComplete()

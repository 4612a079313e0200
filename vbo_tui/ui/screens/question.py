"""A question with one line of text for an answer."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Label

from vbo_tui.ui import format as fmt
from vbo_tui.ui.keys import PROGRAM
from vbo_tui.ui.screens.dialog import LONGEST, Dialog


class QuestionScreen(Dialog[str | None]):
    """Asks for a line of text; None when the user would rather not answer."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "No", id="question-no", group=PROGRAM)
    ]

    def __init__(self, question: str, *, suggestion: str = "", hint: str) -> None:
        super().__init__()
        self._question = question
        self._suggestion = suggestion
        self._hint = hint

    def compose(self) -> ComposeResult:
        """The question, the line, and what Enter and Esc do."""
        with Vertical(classes="dialog"):
            yield Label(fmt.bounded(self._question), markup=False)
            answer = Input(self._suggestion, compact=True, max_length=LONGEST)
            answer.cursor_blink = False
            yield answer
            yield Label(fmt.bounded(self._hint), markup=False)

    @on(Input.Submitted)
    def _answered(self, event: Input.Submitted) -> None:
        event.stop()
        self.dismiss(event.value.strip())

"""The palette: type a part of what you want, and Enter does it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from vbo_tui.ui import format as fmt
from vbo_tui.ui.commands import Command, found
from vbo_tui.ui.keys import MOVE, PROGRAM, quiet
from vbo_tui.ui.screens.dialog import LONGEST, Dialog

NAME, DOES = 26, 36
"""Cells of a command's name, and of what it does."""


class PaletteScreen(Dialog[Command | None]):
    """Lists what can be done, as far as it fits what is typed; returns what is chosen."""

    DEFAULT_CSS = """
    PaletteScreen {
        & OptionList { height: auto; max-height: 14; border: none; background: transparent; padding: 0; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        quiet("escape", "dismiss(None)", "Close", name="palette-close", group=PROGRAM),
        quiet(
            "down,ctrl+n", "move('cursor_down')", "Next command", name="palette-down", group=MOVE, first=True
        ),
        quiet("up,ctrl+p", "move('cursor_up')", "Command before", name="palette-up", group=MOVE, first=True),
        quiet("pagedown", "move('page_down')", "Next page", name="palette-page-down", group=MOVE, first=True),
        quiet("pageup", "move('page_up')", "Page before", name="palette-page-up", group=MOVE, first=True),
    ]

    def __init__(self, commands: Sequence[Command]) -> None:
        super().__init__()
        self._commands = commands
        self._found = list(commands)

    def compose(self) -> ComposeResult:
        """The line to type into, and what fits."""
        with Vertical(classes="dialog"):
            line = Input(
                placeholder="what to do; Enter does it, Esc does not", compact=True, max_length=LONGEST
            )
            line.cursor_blink = False
            yield line
            listed = OptionList(markup=False, compact=True)
            listed.can_focus = False
            yield listed

    def on_mount(self) -> None:
        """Show all that there is."""
        self._show()

    @property
    def names(self) -> list[str]:
        """The names of the commands that are listed."""
        return [command.name for command in self._found]

    def _show(self) -> None:
        listed = self.query_one(OptionList)
        listed.clear_options()
        listed.add_options([Option(_line(command)) for command in self._found])
        listed.highlighted = 0 if self._found else None

    @on(Input.Changed)
    def _narrow(self, event: Input.Changed) -> None:
        event.stop()
        self._found = found(self._commands, event.value)
        self._show()

    @on(Input.Submitted)
    def _chosen(self, event: Input.Submitted) -> None:
        event.stop()
        index = self.query_one(OptionList).highlighted
        if index is not None:
            self.dismiss(self._found[index])

    def action_move(self, way: str) -> None:
        """Choose another command."""
        getattr(self.query_one(OptionList), f"action_{way}")()


def _line(command: Command) -> Text:
    line = Text(f"{fmt.cell(command.name, NAME)} {fmt.cell(command.does, DOES)} ")
    line.append(fmt.cell(command.keys, 8), style="dim")
    return line

"""The saved servers: choose one, add, edit, remove. Never waits for the network."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Label, OptionList
from textual.widgets.option_list import Option

from vbo_tui.errors import ConfigError
from vbo_tui.profiles import store
from vbo_tui.profiles.profile import Profile
from vbo_tui.profiles.store import Saved
from vbo_tui.ui import format as fmt
from vbo_tui.ui.keys import MOVE, SERVER
from vbo_tui.ui.screens.dialog import Dialog
from vbo_tui.ui.screens.profile_form import ProfileForm


class ProfilesScreen(Dialog[Profile | None]):
    """Lists the profiles of one file; returns the one to open, or None for none."""

    DEFAULT_CSS = """
    ProfilesScreen {
        & OptionList { height: auto; max-height: 12; border: none; background: transparent; }
        & #complaint.-wrong { color: $error; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss(None)", "Back", id="profiles-back", group=SERVER),
        Binding("j", "move(1)", "Down", id="profiles-down", group=MOVE, show=False),
        Binding("k", "move(-1)", "Up", id="profiles-up", group=MOVE, show=False),
        Binding("a", "add", "Add", id="profiles-add", group=SERVER),
        Binding("e", "edit", "Edit", id="profiles-edit", group=SERVER),
        Binding("x", "remove", "Remove; asks once", id="profiles-remove", group=SERVER),
        Binding("asterisk", "make_default", "Open first at start", id="profiles-default", group=SERVER),
    ]

    def __init__(self, path: Path, *, current: Profile | None, state: str) -> None:
        super().__init__()
        self._path = path
        self._current = current
        self._state = state
        self._saved = store.load(path)
        self._to_remove: str | None = None

    def compose(self) -> ComposeResult:
        """The list, a line for what went wrong, and the keys."""
        with Vertical(classes="dialog"):
            yield Label(fmt.bounded(f"Servers in {self._path}"), markup=False)
            yield OptionList(markup=False, compact=True)
            yield Label("", id="complaint", markup=False)
            yield Label("Enter open  a add  e edit  x remove  * default  Esc back", markup=False)

    def on_mount(self) -> None:
        """Show what is saved."""
        self._show("; ".join(self._saved.complaints))

    def _show(self, complaint: str = "") -> None:
        listed = self.query_one(OptionList)
        keep = listed.highlighted
        listed.clear_options()
        listed.add_options(
            [Option(self._line(profile), id=name) for name, profile in self._saved.profiles.items()]
        )
        listed.highlighted = (
            None if not self._saved.profiles else min(keep or 0, len(self._saved.profiles) - 1)
        )
        self.query_one("#complaint").set_class(bool(complaint), "-wrong")
        self.query_one("#complaint", Label).update(
            fmt.bounded(complaint) or ("" if self._saved.profiles else "none yet: a adds one")
        )

    def _line(self, profile: Profile) -> Text:
        opened = self._current is not None and self._current.name == profile.name
        mark = "*" if profile.name == self._saved.default else " "
        state = self._state if opened else ""
        cells = ((profile.name, 14), (profile.address, 24), (profile.user, 18), (state, 10))
        return Text(" ".join((mark, *(fmt.cell(text, width) for text, width in cells))))

    @property
    def _chosen(self) -> Profile | None:
        index = self.query_one(OptionList).highlighted
        return None if index is None else list(self._saved.profiles.values())[index]

    @on(OptionList.OptionSelected)
    def _open(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(self._chosen)

    def action_move(self, step: int) -> None:
        """Move the cursor."""
        listed = self.query_one(OptionList)
        if step > 0:
            listed.action_cursor_down()
        else:
            listed.action_cursor_up()

    def action_add(self) -> None:
        """Fill in a new profile."""
        self.app.push_screen(ProfileForm("A new server"), self._save)

    def action_edit(self) -> None:
        """Change the chosen profile."""
        if self._chosen is not None:
            before = self._chosen.name
            form = ProfileForm(f"Change {before}", profile=self._chosen)
            self.app.push_screen(form, lambda profile: self._save(profile, before))

    def action_remove(self) -> None:
        """Remove the chosen profile the second time; ask the first."""
        chosen = self._chosen
        if chosen is None:
            return
        if self._to_remove == chosen.name:
            self._to_remove = None
            self._change(lambda saved: saved.without(chosen.name))
        else:
            self._to_remove = chosen.name
            self._show(f"remove {chosen.name}? x again")

    def action_make_default(self) -> None:
        """Open the chosen profile first at the next start."""
        chosen = self._chosen
        if chosen is not None:
            self._change(lambda saved: saved.with_default(chosen.name))

    def _save(self, profile: Profile | None, before: str | None = None) -> None:
        if profile is None:
            return

        def edit(saved: Saved) -> Saved:
            renamed = saved.without(before) if before is not None and before != profile.name else saved
            return renamed.with_profile(profile)

        self._change(edit)

    def _change(self, edit: Callable[[Saved], Saved]) -> None:
        """Write the file and show it; where it cannot be written, say so and change nothing."""
        try:
            self._saved = store.change(self._path, edit)
        except ConfigError as error:
            self._show(str(error))
        else:
            self._show()

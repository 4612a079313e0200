"""The application: which screen is open, on which server; how it starts and how it ends."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import events, on
from textual.app import App
from textual.binding import Binding, BindingType
from textual.filter import LineFilter
from textual.worker import WorkerFailed

from vbo_tui.courtesy import a_key_came, everything_may_go, load_ended
from vbo_tui.errors import ConfigError
from vbo_tui.monitor.clock import Clock
from vbo_tui.monitor.server import Server
from vbo_tui.profiles import store
from vbo_tui.profiles.profile import Profile
from vbo_tui.profiles.settings import Settings
from vbo_tui.profiles.views import Views
from vbo_tui.ui.ascii import AsciiFilter
from vbo_tui.ui.choices import wrong_names
from vbo_tui.ui.commands import Command, of_names
from vbo_tui.ui.driver import TerminalDriver
from vbo_tui.ui.info import About, info
from vbo_tui.ui.keymap import keymap
from vbo_tui.ui.keys import PROGRAM
from vbo_tui.ui.messages import FirstAnswer, InfoWanted, PaletteWanted, ProfilesWanted, ProfileTrusted
from vbo_tui.ui.screens.facts import FactsScreen
from vbo_tui.ui.screens.palette import PaletteScreen
from vbo_tui.ui.screens.profile_form import ProfileForm
from vbo_tui.ui.screens.profiles import ProfilesScreen
from vbo_tui.ui.screens.question import QuestionScreen
from vbo_tui.ui.screens.sessions import SessionsScreen
from vbo_tui.ui.themes import THEMES, use_theme

Connect = Callable[[Profile], Server]
"""Makes the client of one server; nothing is sent before its first request."""

SOON = 0.02
"""Seconds after which it is looked again whether a screen that is being opened is open."""

TIDY_AFTER = 1.0
"""Seconds after which what belonged to another server is given back."""

TWICE = 3.0
"""Seconds within which the second ctrl+c quits."""


class VboApp(App[None]):
    """One server at a time; each gets a screen of its own, which owns its tasks."""

    CSS_PATH = "theme.tcss"
    ENABLE_COMMAND_PALETTE = False
    TITLE = "vbo-tui"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+c,ctrl+q",
            "interrupt",
            "quit",
            id="interrupt",
            group=PROGRAM,
            show=False,
            priority=True,
            tooltip="Twice: quit",
        ),
        Binding(
            "ctrl+z",
            "suspend_process",
            "suspend",
            id="suspend",
            group=PROGRAM,
            show=False,
            tooltip="Back to the shell",
        ),
    ]

    def __init__(
        self,
        *,
        connect: Connect,
        profiles: Path,
        profile: Profile | None,
        clock: Clock,
        settings: Settings | None = None,
        views: Views | None = None,
        about: About | None = None,
    ) -> None:
        """Prepare the monitor.

        Args:
            connect: Makes the client of a server.
            profiles: The file that profiles are kept in; it need not exist.
            profile: What to open first; None for the file's default, or its first, or a form.
            clock: The time.
            settings: The user's; None for the defaults.
            views: Remembers how each server's sessions were looked at; None until the end only.
            about: What else there is to tell of how the program was started; None for nothing.
        """
        super().__init__(TerminalDriver, ansi_color=True)
        self.animation_level = "none"
        self._connect = connect
        self._profiles = profiles
        self._first = profile
        self._clock = clock
        self._interrupted_at = -TWICE
        self._views = views or Views()
        self._about = about or About()
        settings = settings or Settings()
        use_theme(self, settings.theme)
        keys, wrong = keymap(settings, VboApp)
        self.set_keymap(keys)
        self.settings = settings.complaining(*wrong, *wrong_names(settings))
        """What the user wants it to look and act like, and what is wrong with that."""

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return what every line passes before it is painted."""
        filters = super().get_line_filters()
        return [*filters, AsciiFilter()] if self.settings.ascii else filters

    @property
    def crash(self) -> Exception | None:
        """The bug that ended the program; None where there was none."""
        bug = self._exception
        found = bug.error if isinstance(bug, WorkerFailed) else bug
        return found if isinstance(found, Exception) else bug

    def on_mount(self) -> None:
        """Open the first server, or ask for one."""
        self.call_after_refresh(load_ended)
        saved = store.load(self._profiles)
        first = (
            self._first
            or saved.profiles.get(saved.default or "")
            or next(iter(saved.profiles.values()), None)
        )
        self.settings = self.settings.complaining(*self._unknown_profiles(saved))
        note = "; ".join((*saved.complaints, *self.settings.complaints))
        if first is not None:
            self.push_screen(self._screen_of(first, note=note))
        else:
            form = ProfileForm("Which server shall be watched?", note=note, first="url")
            self.push_screen(form, self._first_server_named)

    def _unknown_profiles(self, saved: store.Saved) -> list[str]:
        """Return a complaint for each profile that the settings name and that there is not."""
        known = {*saved.profiles, *((self._first.name,) if self._first else ())}
        names = self.settings.alarms_by_profile
        return [
            f"{self.settings.place(f'profiles.{one}.alarms')}: no such profile"
            for one in names
            if one not in known
        ]

    def _screen_of(self, profile: Profile, *, note: str = "", offer: bool = False) -> SessionsScreen:
        return SessionsScreen(
            profile,
            self._connect(profile),
            self._clock,
            settings=self.settings,
            views=self._views,
            note=note,
            offer_to_save=offer,
        )

    def _first_server_named(self, profile: Profile | None) -> None:
        if profile is None:
            self.exit()
        else:
            self.push_screen(self._screen_of(profile, offer=True))

    def watch_server(self, profile: Profile, *, note: str = "", offer: bool = False) -> None:
        """Watch another server; what the one before had in flight is cancelled at once."""
        if isinstance(self.screen, SessionsScreen):
            self.screen.give_title_back()  # before the next one keeps it
        self.switch_screen(self._screen_of(profile, note=note, offer=offer))
        self.set_timer(TIDY_AFTER, everything_may_go)

    async def on_event(self, event: events.Event) -> None:
        """Take in everything that comes from the terminal."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            a_key_came()
            for screen in self.screen_stack:
                if isinstance(screen, SessionsScreen):
                    screen.key_came()
        await super().on_event(event)

    # -- commands ---------------------------------------------------------------------------

    @on(PaletteWanted)
    def _show_palette(self, message: PaletteWanted) -> None:
        saved = store.load(self._profiles).profiles
        others = [
            *of_names("profile", "Watch it", list(saved), lambda name: self.watch_server(saved[name])),
            *of_names("theme", "Use these colours until the end", THEMES, partial(use_theme, self)),
        ]
        self.push_screen(PaletteScreen([*message.commands, *others]), self._command_chosen)

    def _command_chosen(self, command: Command | None) -> None:
        if command is not None:
            self.call_later(command.do)

    @on(InfoWanted)
    def _show_info(self, message: InfoWanted) -> None:
        facts = info(self, message.profile, self.settings, self._about, message.api)
        self.push_screen(FactsScreen(facts))

    # -- profiles ---------------------------------------------------------------------------

    @on(ProfilesWanted)
    def _show_profiles(self, message: ProfilesWanted) -> None:
        self.push_screen(
            ProfilesScreen(self._profiles, current=message.current, state=message.state), self._profile_chosen
        )

    def _profile_chosen(self, profile: Profile | None) -> None:
        if profile is not None:
            self.watch_server(profile)

    @on(ProfileTrusted)
    def _keep_pin(self, message: ProfileTrusted) -> None:
        """Connect with the pin, and write it down where this very server is saved.

        Nothing else is written: the open profile may differ by the command line's options.
        """
        pinned = message.profile
        held = store.load(self._profiles).profiles.get(pinned.name)
        note = ""
        if held is not None and held.url == pinned.url:
            note = self._save(replace(held, pin=pinned.pin, ca_file=None, verify=True))
        self.watch_server(pinned, note=note, offer=message.offer_to_save)

    @on(FirstAnswer)
    def _offer_to_save(self, message: FirstAnswer) -> None:
        profile = message.profile
        question = QuestionScreen(
            f"Signed in to {profile.address}. Save this server as:",
            suggestion=profile.name,
            hint=f"Enter saves it in {self._profiles} (no password), Esc does not",
        )
        self.push_screen(question, lambda name: self._save_as(profile, name))

    def _save_as(self, profile: Profile, name: str | None) -> None:
        if name and isinstance(self.screen, SessionsScreen):
            self.screen.say(self._save(replace(profile, name=name)) or f"saved as {name}")

    def _save(self, profile: Profile) -> str:
        """Save a profile; return what went wrong, "" for nothing."""
        try:
            store.change(self._profiles, lambda saved: saved.with_profile(profile))
        except ConfigError as error:
            return str(error)
        return ""

    # -- the end ------------------------------------------------------------------------------

    def action_interrupt(self) -> None:
        """Quit on the second one within a few seconds; say so on the first."""
        at = self._clock.seconds()
        if at - self._interrupted_at < TWICE:
            self.exit()
        self._interrupted_at = at
        if isinstance(self.screen, SessionsScreen):
            self.screen.say("once more quits")

    def end(self, code: int) -> None:
        """Leave the screen as it was found, with an exit code; what is being opened is open first."""
        if self._is_mounted and self.screen.is_mounted:
            self.exit(return_code=code)
        else:
            asyncio.get_running_loop().call_later(SOON, self.end, code)

    def _set_pointer_shape(self, shape: str) -> None:
        """Leave the mouse's pointer alone: it is not read, and the wish for a shape would ring some bells.

        Overrides a private method of Textual 8; ``tests/ui/test_whole_screen.py`` notices when it changes.
        """

    def _fatal_error(self) -> None:
        """End after a bug without printing it: Textual's own traceback shows locals, so secrets.

        Overrides a private method of Textual 8; ``test_a_bug_ends_the_program_without_printing_locals``
        notices when that changes. The caller finds the bug in :attr:`crash`.
        """
        self._close_messages_no_wait()

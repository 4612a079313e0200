"""Textual's driver of a terminal, for terminals that go away and for locales that know few letters."""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from textual.drivers.linux_driver import LinuxDriver

GONE = 128 + signal.SIGHUP
"""The exit code where the terminal went away, with or without a signal that says so."""


class TerminalDriver(LinuxDriver):
    """Writes UTF-8 whatever the locale, and ends the program where nobody can type any more.

    Overrides private parts of Textual 8; ``tests/terminal/test_ends.py`` notices when they change.
    """

    def __init__(self, *words: Any, **options: Any) -> None:
        super().__init__(*words, **options)
        if sys.__stderr__ is not None:
            self._file = _Output(sys.__stderr__.fileno())  # type: ignore[assignment]

    def stop_application_mode(self) -> None:
        """Give the terminal back, emptied: tmux 3.3 leaves what is in a resized pane to the shell."""
        self.write("\x1b[H\x1b[2J")
        super().stop_application_mode()

    def _run_input_thread(self) -> None:
        """Read keys; a bug in it ends the program as any other bug does."""
        try:
            self.run_input_thread()
        except (EOFError, OSError):
            self._app.call_later(self._app.exit, return_code=GONE)
        except Exception as error:  # noqa: BLE001 - it is raised again at the top
            self._app.call_later(self._app._handle_exception, error)


class _Output:
    """The terminal, as the file that Textual's thread writes to; where it is gone, so is what is written."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._held: list[str] = []

    def fileno(self) -> int:
        """Return the file descriptor."""
        return self._descriptor

    def write(self, text: str) -> None:
        """Hold ``text`` until the next flush."""
        self._held.append(text)

    def flush(self) -> None:
        """Write what is held."""
        left = "".join(self._held).encode(errors="replace")
        self._held.clear()
        try:
            while left:
                left = left[os.write(self._descriptor, left) :]
        except OSError:  # what ends the program is the input, which ends as well, or a signal
            return

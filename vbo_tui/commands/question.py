"""A question for a password on the terminal, for the commands without a screen."""

from __future__ import annotations

import contextlib
import getpass
import os
import signal
import sys
from collections.abc import Iterator
from types import FrameType

from vbo_tui.errors import SignInWanted
from vbo_tui.secret import Secret

_ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)


def asked_on_terminal(question: str) -> Secret | None:
    """Ask for a password on the terminal itself, whatever is redirected; None where there is no terminal.

    Raises:
        SignInWanted: What was typed is no text.
    """
    try:
        terminal = os.open("/dev/tty", os.O_RDWR)
    except OSError:
        return None
    try:
        with _question_on(terminal):
            typed = getpass.getpass(question)
    except EOFError:
        return None
    except UnicodeDecodeError:  # without its cause, which holds what was typed
        raise SignInWanted("what was typed is not text in this terminal's encoding") from None
    return Secret(typed) if typed else None


@contextlib.contextmanager
def _question_on(terminal: int) -> Iterator[None]:
    """Let a signal end a question, and let what follows an unanswered one begin a line; close the terminal.

    Without this asyncio would only remember the Ctrl+C until the question is answered, and any other
    signal would leave a terminal on which nobody sees what is typed.
    """
    before = {number: signal.signal(number, _end) for number in _ENDING}
    before[signal.SIGINT] = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    except BaseException:
        with contextlib.suppress(OSError):  # the terminal may be what went away
            os.write(terminal, b"\n")
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(terminal)


def _end(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)

"""A question for a password on the terminal, for the commands without a screen."""

from __future__ import annotations

import contextlib
import getpass
import os
import signal
from collections.abc import Iterator

from vbo_tui.errors import SignInWanted
from vbo_tui.secret import Secret


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
    """Let Ctrl+C end a question, and let what follows an unanswered one begin a line; close the terminal.

    Without this asyncio would only remember the Ctrl+C until the question is answered.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    except BaseException:
        with contextlib.suppress(OSError):  # the terminal may be what went away
            os.write(terminal, b"\n")
        raise
    finally:
        signal.signal(signal.SIGINT, before)
        os.close(terminal)

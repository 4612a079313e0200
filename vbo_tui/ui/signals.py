"""How a signal ends the monitor: the terminal as it was found, and soon, whatever holds things up."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import termios
import threading
from collections.abc import Callable
from types import FrameType

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)

PATIENCE = 5.0
"""Seconds after a signal within which the program ends by itself, or is ended.

A terminal that takes nothing more, as that of a stalled connection, holds up for ever whoever writes to it.
"""


def end_on_signals(end: Callable[[int], None]) -> None:
    """Call ``end`` with the exit code when a signal says so; end the process if that does not.

    For the rest of the process: a signal that comes twice finds its first one at work.
    """
    loop = asyncio.get_running_loop()
    terminal = sys.stdin.fileno()
    discipline = termios.tcgetattr(terminal)

    def leave(code: int) -> None:
        with contextlib.suppress(termios.error):
            termios.tcsetattr(terminal, termios.TCSANOW, discipline)
        os._exit(code)

    def told(number: int, frame: FrameType | None) -> None:
        last_resort = threading.Timer(PATIENCE, leave, (128 + number,))
        last_resort.daemon = True
        last_resort.start()
        with contextlib.suppress(RuntimeError):  # the loop has ended already
            loop.call_soon_threadsafe(end, 128 + number)

    for number in ENDING:
        signal.signal(number, told)

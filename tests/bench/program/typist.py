"""A terminal that a program runs in, and somebody at its keys: what came when, to the byte."""

from __future__ import annotations

import fcntl
import os
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import NamedTuple, Self

from tests.terminal.pseudo import take_terminal

COLUMNS, ROWS = 120, 40
"""The terminal, where nothing else is said."""

REST, IDLE = 0.2, 0.05
"""A program is at rest that writes nothing for so many seconds, and computes for less than that share."""

ASKS_FOR_FRAMES, HAS_FRAMES = b"\x1b[?2026$p", b"\x1b[?2026;2$y"
"""The program asks whether frames may be marked, and the terminal says yes, as most do today."""


class Heard(NamedTuple):
    """What the program wrote at once, and when it came."""

    at: float
    """``time.monotonic()``."""
    said: bytes


class Typist:
    """Runs ``command`` in a terminal of its own; ends it at exit."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str], *, frames: bool = True) -> None:
        """Start the program.

        Args:
            command: Its command line.
            env: Its environment.
            frames: Whether the terminal can hold a frame back until it is complete.
        """
        self.heard: list[Heard] = []
        self._frames = frames
        self._master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, env=dict(env), preexec_fn=take_terminal
        )
        os.close(slave)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self._master)

    @property
    def size(self) -> int:
        """How many bytes the program wrote so far."""
        return sum(len(piece.said) for piece in self.heard)

    def press(self, keys: str) -> float:
        """Press keys, all at once; return when."""
        at = time.monotonic()
        os.write(self._master, keys.encode())
        return at

    def listen(self, until: float) -> bool:
        """Take in what the program writes until a moment; False where it has ended before."""
        while (left := until - time.monotonic()) > 0:
            if select.select([self._master], [], [], left)[0] and not self._read():
                return False
        return True

    def _read(self) -> bool:
        try:
            said = os.read(self._master, 1 << 20)
        except OSError:  # Linux's way to say that nobody holds the other end any more
            return False
        self.heard.append(Heard(time.monotonic(), said))
        if self._frames and ASKS_FOR_FRAMES in said:
            os.write(self._master, HAS_FRAMES)
        return True

    def until(self, fact: Callable[[], object], patience: float = 120.0, look: float = 0.05) -> None:
        """Listen until ``fact`` holds, looking at the least every ``look`` seconds.

        Raises:
            RuntimeError: It never held; the message is the end of what the program wrote.
        """
        deadline = time.monotonic() + patience
        while not fact():
            if time.monotonic() > deadline or not self._wait(look):
                raise RuntimeError(f"it never came true; the program said: {self.tail()[-2000:]!r}")

    def _wait(self, seconds: float) -> bool:
        return self._read() if select.select([self._master], [], [], seconds)[0] else True

    def tail(self, since: int = 0) -> bytes:
        """Return what the program wrote, from piece ``since`` on."""
        return b"".join(piece.said for piece in self.heard[since:])

    def rest(self, patience: float = 60.0) -> None:
        """Listen until the program neither writes nor computes any more."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            before, spent = len(self.heard), self.processor_seconds()
            self.listen(time.monotonic() + REST)
            if len(self.heard) == before and self.processor_seconds() - spent < IDLE * REST:
                return

    def processor_seconds(self) -> float:
        """Return what the program, all its threads taken together, has computed so far."""
        return time.clock_gettime(~self.process.pid << 3 | 2)  # what clock_getcpuclockid(3) makes of a pid


def program(*words: str) -> list[str]:
    """Return the command line of the program that is measured."""
    return [sys.executable, "-m", "vbo_tui", *words]

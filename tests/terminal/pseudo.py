"""The real program in a real pseudo-terminal, its screen read by an emulator."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte

KEYS = {
    "enter": "\r", "escape": "\x1b", "tab": "\t", "up": "\x1b[A", "down": "\x1b[B", "ctrl+c": "\x03",
    "ctrl+d": "\x04", "ctrl+u": "\x15", "pageup": "\x1b[5~", "pagedown": "\x1b[6~", "backspace": "\x7f",
}  # fmt: skip


class Terminal:
    """A program in a terminal of ``columns`` x ``rows``; closed, and the program ended, at exit."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        columns: int = 80,
        rows: int = 24,
        env: Mapping[str, str | None] | None = None,
    ) -> None:
        """Start the program; a variable that is None is not set for it."""
        self._emulator = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._emulator)
        self.written = bytearray()
        """Every byte that the program wrote."""
        self._master, slave = os.openpty()
        self._name = os.ttyname(slave)
        self._set_size(slave, columns, rows)
        self.process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env={
                name: value
                for name, value in {
                    **os.environ,
                    "TERM": "xterm-256color",
                    "COLORTERM": "",
                    **(env or {}),
                }.items()
                if value is not None
            },
            preexec_fn=take_terminal,
            close_fds=True,
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
        self.hang_up()

    def hang_up(self) -> None:
        """Take the terminal away, as a lost SSH connection does."""
        if self._master >= 0:
            os.close(self._master)
            self._master = -1

    @property
    def lines(self) -> list[str]:
        """The screen, row by row, without trailing blanks.

        Read cell by cell: pyte's own way fails while half of a wide letter is written over.
        """
        rows = range(self._emulator.lines)
        return ["".join(cell.data for cell in self.row_style(row)).rstrip() for row in rows]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def row_style(self, row: int) -> list[pyte.screens.Char]:
        """The cells of a row, with their colours and weights."""
        return [self._emulator.buffer[row][column] for column in range(self._emulator.columns)]

    @property
    def discipline(self) -> list[object]:
        """How the terminal treats what is typed and written: echo, line by line, signals."""
        return termios.tcgetattr(self._master)[:4]

    @property
    def modes(self) -> set[int]:
        """The DEC private modes that the program has switched on and not off again."""
        on: set[int] = set()
        for numbers, verb in re.findall(rb"\x1b\[\?([0-9;]+)([hl])", bytes(self.written)):
            changed = {int(number) for number in numbers.split(b";")}
            on = on | changed if verb == b"h" else on - changed
        return on

    def press(self, *keys: str) -> None:
        """Type keys by name, or as they are."""
        for key in keys:
            os.write(self._master, KEYS.get(key, key).encode())

    def send(self, raw: bytes) -> None:
        os.write(self._master, raw)

    def stall(self) -> None:
        """Take nothing more of what the program writes: what is written fills up what holds it."""
        other = os.open(self._name, os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)
        while select.select([], [other], [], 0.2)[1]:  # the kernel makes room for a while
            with contextlib.suppress(BlockingIOError):
                os.write(other, bytes(4096))
        os.close(other)

    def resize(self, columns: int, rows: int) -> None:
        self._emulator.resize(rows, columns)
        self._set_size(self._master, columns, rows)
        os.kill(self.process.pid, signal.SIGWINCH)

    def read(self, seconds: float) -> bool:
        """Take in what the program writes within ``seconds``; False at the end of its output."""
        ready, _, _ = select.select([self._master], [], [], seconds)
        if not ready:
            return True
        try:
            chunk = os.read(self._master, 65536)
        except OSError:
            return False
        self.written += chunk
        self._stream.feed(chunk)
        return bool(chunk)

    def until(self, fact: Callable[[], object], timeout: float = 20.0) -> None:
        """Read until ``fact`` holds."""
        deadline = time.monotonic() + timeout
        while not fact():
            if time.monotonic() > deadline or not (self.read(0.05) or fact()):
                raise AssertionError(f"it never came true; the screen shows:\n{self.text}")

    def shows(self, pattern: str, timeout: float = 20.0) -> None:
        """Read until a line of the screen matches ``pattern``."""
        self.until(lambda: re.search(pattern, self.text, re.MULTILINE), timeout)

    def sleeps(self) -> None:
        """Read until the program has been stopped, as by the shell's job control."""
        status = Path(f"/proc/{self.process.pid}/stat")
        self.until(lambda: status.read_text().rpartition(")")[2].split()[0] == "T")

    def settle(self) -> None:
        """Read until the program has nothing more to do: nothing is written, and all its threads sleep.

        On a busy machine it may be silent for long because others run; then it does not sleep. What it
        puts off to its next frame comes within a sixtieth of a second.
        """
        quiet = 0
        while quiet < 5:
            before = len(self.written)
            self.read(0.01)
            quiet = quiet + 1 if len(self.written) == before and self._is_asleep() else 0

    def _is_asleep(self) -> bool:
        threads = Path(f"/proc/{self.process.pid}/task").iterdir()
        states = [(thread / "stat").read_text().rpartition(")")[2].split()[0] for thread in threads]
        return set(states) == {"S"}

    def ends(self, timeout: float = 20.0) -> int:
        """Read until the program has ended; return its exit code."""
        deadline = time.monotonic() + timeout
        while self.process.poll() is None:
            if time.monotonic() > deadline:
                raise AssertionError(f"it never ended; the screen shows:\n{self.text}")
            self.read(0.05)
        while self.read(0.0) and select.select([self._master], [], [], 0.05)[0]:
            pass
        return self.process.returncode

    @staticmethod
    def _set_size(descriptor: int, columns: int, rows: int) -> None:
        fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def take_terminal() -> None:
    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def vbo_tui(*words: str) -> list[str]:
    """The command line that runs the program under test."""
    return [sys.executable, "-m", "vbo_tui", *words]

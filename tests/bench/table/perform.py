"""A terminal of a given size that a program writes to; what it writes is thrown away."""

from __future__ import annotations

import fcntl
import os
import struct
import subprocess
import sys
import termios
from pathlib import Path
from threading import Thread

import msgspec

from tests.bench.program.home import at_home
from tests.bench.table.meter import Outcome
from tests.bench.table.play import Play

ROOT = Path(__file__).parents[3]
"""Where the package of the tests lies."""

PATIENCE = 600
"""Seconds after which a play has failed."""

SHAPE = ("COLUMNS", "LINES")
"""Variables that would be believed about the size of the terminal, before the terminal."""


def perform(play: Play, *, width: int, height: int) -> Outcome:
    """Run ``play`` in a terminal of its own, and return what it took.

    Raises:
        RuntimeError: The program ended badly; the message is the end of what it wrote.
    """
    with at_home() as home:
        path = Path(home["HOME"], "play.json")
        path.write_bytes(msgspec.json.encode(play))
        command = [sys.executable, "-m", "tests.bench.table.play", str(path)]
        env = {name: value for name, value in home.items() if name not in SHAPE}
        said = _run(command, {**env, "COLORTERM": "truecolor"}, width, height)
        try:
            return msgspec.json.decode(path.read_bytes(), type=Outcome)
        except msgspec.ValidationError as error:
            raise RuntimeError(said.decode(errors="replace")) from error


def _run(command: list[str], env: dict[str, str], width: int, height: int) -> bytes:
    """Return the last bytes that the program wrote."""
    master, slave = os.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
    tail = bytearray()
    with subprocess.Popen(
        command,
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
        cwd=ROOT,
        env=env,
    ) as program:
        os.close(slave)
        reader = Thread(target=_drain, args=(master, tail), daemon=True)
        reader.start()
        try:
            program.wait(PATIENCE)
        finally:
            program.kill()
            reader.join()
            os.close(master)
    return bytes(tail)


def _drain(master: int, tail: bytearray) -> None:
    """Read until the program has closed its end."""
    while True:
        try:
            piece = os.read(master, 65536)
        except OSError:  # Linux's way to say that nobody holds the other end any more
            return
        tail[:] = (tail + piece)[-4000:]

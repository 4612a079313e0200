"""Programs of the user's: run without a shell, bounded in time, with no password in their environment."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Sequence
from typing import NamedTuple

from vbo_tui.errors import ConfigError

PASSWORD_VARIABLE = "VBO_TUI_PASSWORD"  # noqa: S105 - its name
"""Holds the password for those who want it so; programs that we start do not get it."""

LONGEST = 65536
"""Bytes of what a program prints that are kept."""


class Outcome(NamedTuple):
    """What came of a program that has ended."""

    code: int
    """Its exit code, minus the signal's number where one ended it."""
    printed: bytes
    """The start of its standard output."""
    complaint: str
    """The start of its standard error, in one line that prints."""


async def run_program(
    name: str, command: Sequence[str], *, patience: float, told: bytes | None = None
) -> Outcome:
    """Run a program to its end.

    Args:
        name: What it is for, to begin a message with.
        command: The program and its arguments.
        patience: Seconds after which it is ended, with all that it started.
        told: What it gets on its standard input; None for nothing.

    Raises:
        ConfigError: It cannot be run, or takes too long.
    """
    environment = {key: value for key, value in os.environ.items() if key != PASSWORD_VARIABLE}
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=DEVNULL if told is None else PIPE,
            stdout=PIPE,
            stderr=PIPE,
            env=environment,
            start_new_session=True,
        )
    except OSError as error:
        raise ConfigError(f"{name} {command[0]!r} cannot be run: {error.strerror}") from error
    ended = False
    try:
        async with asyncio.timeout(patience):
            printed, complaint, _ = await asyncio.gather(
                _start_of(process.stdout), _start_of(process.stderr), _tell(process, told)
            )
            await process.wait()
        ended = True
    except TimeoutError as error:
        raise ConfigError(f"{name} {command[0]!r} took more than {patience:g} s") from error
    finally:
        if not ended:
            await _end(process)
    return Outcome(process.returncode or 0, printed, _printable(complaint))


async def _tell(process: Process, told: bytes | None) -> None:
    """Write to a program that may not read it."""
    if process.stdin is None or told is None:
        return
    with contextlib.suppress(OSError):
        process.stdin.write(told)
        await process.stdin.drain()
    process.stdin.close()
    with contextlib.suppress(OSError):
        await process.stdin.wait_closed()


async def _start_of(stream: asyncio.StreamReader | None) -> bytes:
    """Read to the end, so that the program is not held up, and keep the start."""
    kept = b""
    while stream is not None and (chunk := await stream.read(LONGEST)):
        kept += chunk[: LONGEST - len(kept)]
    return kept


async def _end(process: Process) -> None:
    """End the program and those that it started, which would keep its outputs open."""
    with contextlib.suppress(OSError):  # nobody is left, or it runs as somebody else
        os.killpg(process.pid, signal.SIGKILL)  # a session of its own: its group has its number
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(1.0):
            await process.communicate()


def _printable(complaint: bytes) -> str:
    text = " ".join(complaint[:2000].decode("utf-8", "replace").split())
    return "".join(char if char.isprintable() else "\ufffd" for char in text)[:200]

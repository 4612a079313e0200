"""A program of the user's that prints a password: run without a shell, bounded in time."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from asyncio.subprocess import Process
from collections.abc import Sequence

from vbo_tui.errors import ConfigError
from vbo_tui.secret import Secret

VARIABLE = "VBO_TUI_PASSWORD"
"""Holds the password for those who want it so; programs that we start do not get it."""

PATIENCE = 30.0
"""Seconds that the program may take: it may have to ask somebody."""

LONGEST = 65536
"""Bytes of what the program prints that are kept; a password is a line of fewer."""


async def run_password_command(command: Sequence[str], patience: float = PATIENCE) -> Secret:
    """Run a program and return the first line that it prints.

    Args:
        command: The program and its arguments.
        patience: Seconds after which it is ended.

    Raises:
        ConfigError: It cannot be run, fails, takes too long or prints nothing; the message holds
            what it wrote to its standard error, never what it printed.
    """
    environment = {name: value for name, value in os.environ.items() if name != VARIABLE}
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=environment,
            start_new_session=True,
        )
    except OSError as error:
        raise ConfigError(f"password_command {command[0]!r} cannot be run: {error.strerror}") from error
    printed, complaint = await _output(process, command[0], patience)
    if process.returncode != 0:
        raise ConfigError(
            f"password_command {command[0]!r} failed with {process.returncode}: {_printable(complaint)}"
        )
    if len(printed) == LONGEST and b"\n" not in printed:  # a part of a password is a wrong password
        raise ConfigError(f"password_command {command[0]!r} printed more than a password")
    line = printed.decode("utf-8", "surrogateescape").split("\n", 1)[0].removesuffix("\r")
    if not line:
        raise ConfigError(f"password_command {command[0]!r} printed nothing: {_printable(complaint)}")
    return Secret(line)


async def _output(process: Process, name: str, patience: float) -> tuple[bytes, bytes]:
    """Return what the program wrote to its two outputs; it has ended then, whatever happens."""
    ended = False
    try:
        async with asyncio.timeout(patience):
            written = await asyncio.gather(_start_of(process.stdout), _start_of(process.stderr))
            await process.wait()
        ended = True
    except TimeoutError as error:
        raise ConfigError(f"password_command {name!r} took more than {patience:g} s") from error
    finally:
        if not ended:
            await _end(process)
    return written[0], written[1]


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

"""A program of the user's that prints a password: run without a shell, bounded in time."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence

from vbo_tui.errors import ConfigError
from vbo_tui.secret import Secret

VARIABLE = "VBO_TUI_PASSWORD"
"""Holds the password for those who want it so; programs that we start do not get it."""

PATIENCE = 30.0
"""Seconds that the program may take: it may have to ask somebody."""


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
    try:
        async with asyncio.timeout(patience):
            printed, complaint = await process.communicate()
    except TimeoutError as error:
        raise ConfigError(f"password_command {command[0]!r} took more than {patience:g} s") from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()
    if process.returncode != 0:
        raise ConfigError(
            f"password_command {command[0]!r} failed with {process.returncode}: {_printable(complaint)}"
        )
    line = printed.decode("utf-8", "surrogateescape").split("\n", 1)[0].removesuffix("\r")
    if not line:
        raise ConfigError(f"password_command {command[0]!r} printed nothing: {_printable(complaint)}")
    return Secret(line)


def _printable(complaint: bytes) -> str:
    text = " ".join(complaint[:2000].decode("utf-8", "replace").split())
    return "".join(char if char.isprintable() else "\ufffd" for char in text)[:200]

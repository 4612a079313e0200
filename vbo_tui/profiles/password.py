"""A program of the user's that prints a password."""

from __future__ import annotations

from collections.abc import Sequence

from vbo_tui.errors import ConfigError
from vbo_tui.programs import LONGEST, PASSWORD_VARIABLE, run_program
from vbo_tui.secret import Secret

VARIABLE = PASSWORD_VARIABLE
"""Holds the password for those who want it so."""

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
    code, printed, complaint = await run_program("password_command", command, patience=patience)
    if code != 0:
        raise ConfigError(f"password_command {command[0]!r} failed with {code}: {complaint}")
    if len(printed) == LONGEST and b"\n" not in printed:  # a part of a password is a wrong password
        raise ConfigError(f"password_command {command[0]!r} printed more than a password")
    line = printed.decode("utf-8", "surrogateescape").split("\n", 1)[0].removesuffix("\r")
    if not line:
        raise ConfigError(f"password_command {command[0]!r} printed nothing: {complaint}")
    return Secret(line)

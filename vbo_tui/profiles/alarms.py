"""Who is to be told of failures, and how loudly: as the settings say, for all servers or for one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Since(StrEnum):
    """From which result of a session on an alarm is given."""

    NEVER = "never"
    FAILURE = "failure"
    WARNING = "warning"
    """Warnings and failures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarms:
    """What happens when a session ends badly. Silent, but for the bell on a failure."""

    bell: Since = Since.FAILURE
    """The terminal's bell: a multiplexer marks the window."""
    title: Since = Since.NEVER
    """The terminal's title: ``vbo: 2 run 1 FAIL``."""
    osc9: Since = Since.NEVER
    """A desktop notification by OSC 9, which some terminals show."""
    notify: Since = Since.FAILURE
    """The ``notify_command``, where there is one."""
    notify_command: tuple[str, ...] = ()
    """A program and its arguments, run without a shell; what happened comes as JSON on its standard input."""
    notify_timeout: float = 10.0
    """Seconds after which the command is ended."""
    notify_every: float = 60.0
    """Seconds between two runs at the least; what happens meanwhile is told together."""

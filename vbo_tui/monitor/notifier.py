"""Tells a program of the user's what ended badly: not too often, and never holding anything up."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from vbo_tui.errors import ConfigError
from vbo_tui.monitor.clock import Clock
from vbo_tui.programs import run_program

MOST_WAITING = 100
"""Sessions that are told together; of more there is but the number."""


class Notifier:
    """Collects what happens, and runs the command for all of it at once when it may."""

    def __init__(
        self, command: Sequence[str], *, timeout: float, every: float, server: str, clock: Clock
    ) -> None:
        """Prepare to tell.

        Args:
            command: The program and its arguments; none tells nobody.
            timeout: Seconds after which it is ended.
            every: Seconds from one run to the next at the least.
            server: The name of the server's profile.
            clock: The time.
        """
        self._command = tuple(command)
        self._timeout = timeout
        self._every = every
        self._server = server
        self._clock = clock
        self._waiting: list[dict[str, Any]] = []
        self._more = 0
        self._ran_at: float | None = None
        self._tells = False

    @property
    def waiting(self) -> int:
        """How many sessions have not been told yet."""
        return len(self._waiting) + self._more

    def add(self, sessions: Sequence[dict[str, Any]], *, more: int = 0) -> None:
        """Take in sessions, as scripts get them, that are to be told; of ``more`` just the number."""
        if self._command:
            room = max(MOST_WAITING - len(self._waiting), 0)
            self._waiting += sessions[:room]
            self._more += len(sessions[room:]) + more

    async def tell(self) -> str:
        """Run the command until nothing waits any more; return what went wrong, "" for nothing.

        What it gets: ``{"server", "sessions": [...], "more"}`` in UTF-8, ``more`` being the number of
        sessions that found no room. Nothing happens while another call is at it: that one tells all.
        """
        if self._tells:
            return ""
        self._tells = True
        try:
            return await self._tell_all()
        finally:
            self._tells = False

    async def _tell_all(self) -> str:
        wrong = ""
        while self._waiting:
            if self._ran_at is not None:
                await self._clock.sleep(max(self._ran_at + self._every - self._clock.seconds(), 0.0))
            self._ran_at = self._clock.seconds()
            told = {"server": self._server, "sessions": self._waiting, "more": self._more}
            self._waiting, self._more = [], 0
            message = json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")
            wrong = await self._run(message) or wrong
        return wrong

    async def _run(self, told: bytes) -> str:
        try:
            ended = await run_program("notify_command", self._command, patience=self._timeout, told=told)
        except ConfigError as error:
            return str(error)
        said = f": {ended.complaint}" if ended.complaint else ""
        return f"notify_command {self._command[0]!r} failed with {ended.code}{said}" if ended.code else ""

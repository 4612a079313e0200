"""The list of sessions as bytes, each session encoded once for as long as it looks the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from vbo_tui.simulator.answers import encoded
from vbo_tui.simulator.world import SimulatedSession

Writer = Callable[[SimulatedSession, datetime], dict[str, object]]
"""One API version's way of writing a session down."""


class Listing:
    """Keeps the bytes of every session of the last answer: a hundred thousand are a second's work anew."""

    def __init__(self, write: Writer) -> None:
        self._write = write
        self._held: dict[tuple[str, bool, str], bytes] = {}

    def encode(self, sessions: Iterable[SimulatedSession], now: datetime) -> bytes:
        """Return the bare JSON array of ``sessions`` as they are at ``now``."""
        before, self._held = self._held, {}
        for made in sessions:
            looks = (made.id, made.is_working(now), made.verdict(now))
            self._held[looks] = before.get(looks) or encoded(self._write(made, now))
        return b"[" + b",".join(self._held.values()) + b"]"

"""A terminal that takes every byte and shows none: everything is painted, as for a real one."""

from __future__ import annotations

from textual.drivers.headless_driver import HeadlessDriver


class Swallow(HeadlessDriver):
    """Textual paints nothing for a driver that calls itself headless."""

    written = 0
    """Characters so far."""

    @property
    def is_headless(self) -> bool:
        return False

    def write(self, data: str) -> None:
        self.written += len(data)

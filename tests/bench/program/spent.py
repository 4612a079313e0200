"""What a program costs: bytes to its terminal, and time on the processor."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from tests.bench.program.typist import Typist

SLICE = 0.02
"""Seconds that are listened to one terminal before the next one."""

TICKS = os.sysconf("SC_CLK_TCK")


class Spent(NamedTuple):
    """What a program has cost."""

    size: int
    """Bytes to its terminal."""
    seconds: float
    """On the processor: its own, and those of the children that it waited for."""


@dataclass(frozen=True, slots=True)
class Meter:
    """What a program costs from now on."""

    typist: Typist
    before: Spent

    @classmethod
    def of(cls, typist: Typist) -> Meter:
        """Begin to count."""
        return cls(typist, _so_far(typist))

    def read(self) -> Spent:
        """Return what it has cost since."""
        after = _so_far(self.typist)
        return Spent(after.size - self.before.size, after.seconds - self.before.seconds)


def listen_to_all(typists: Sequence[Typist], seconds: float) -> None:
    """Take in what several programs write, for so long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for typist in typists:
            typist.listen(time.monotonic() + SLICE)


def _so_far(typist: Typist) -> Spent:
    fields = Path(f"/proc/{typist.process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    children = (int(fields[13]) + int(fields[14])) / TICKS
    return Spent(typist.size, typist.processor_seconds() + children)

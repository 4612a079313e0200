"""How much there is of what must not grow, and whether it grew."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from textual.timer import Timer

SHARE = 0.05
"""How much memory may grow after the first tenth."""

MOST_TYPES = 12
"""Growing types that are named."""

WORTH_NAMING = 50
"""Objects that a type has to have grown by for being named."""


COUNTED = ("tasks", "descriptors", "threads", "timers", "call_later")
"""What of there must never be more."""


@dataclass(frozen=True, slots=True)
class Census:
    """What there was at one moment, when the app was at rest."""

    polls: int
    memory: int
    """Bytes that this process holds of the machine's memory: the app and the soak, not the simulator."""
    blocks: int
    """Blocks that Python's allocator has given out."""
    counts: Mapping[str, int]
    """Of ``COUNTED``; the last is what the event loop is to call later."""
    types: Counter[str] = field(default_factory=Counter, repr=False)
    """Objects that the garbage collector knows, by type; none where they were not counted."""
    beside: int = 0
    """Bytes that the simulator holds in its own process."""


def take(polls: int, *, types: bool = True, beside: int = 0) -> Census:
    """Count everything, types only where wanted; called in the event loop."""
    gc.collect()
    objects = gc.get_objects()
    kinds = Counter[type](map(type, objects) if types else ())
    timers = sum(isinstance(thing, Timer) and _runs(thing) for thing in objects)
    del objects
    loop: Any = asyncio.get_running_loop()
    counts = {
        "tasks": len(asyncio.all_tasks()),
        "descriptors": len(os.listdir("/proc/self/fd")),
        "threads": threading.active_count(),
        "timers": timers,
        "call_later": sum(not handle.cancelled() for handle in loop._scheduled),
    }
    named = Counter({f"{kind.__module__}.{kind.__qualname__}": count for kind, count in kinds.items()})
    return Census(polls, resident(), sys.getallocatedblocks(), counts, named, beside)


def broken(found: Sequence[Census]) -> list[str]:
    """Return a sentence for each bound that does not hold after the first tenth.

    Memory is compared with the most of the first tenth; of the counts none may be larger.
    """
    first, rest = _parted(found)
    if not (first and rest):
        return ["too short to tell: no census in the first tenth, or none after it"]
    said = []
    for name, had, has in (
        ("memory", max(one.memory for one in first), rest[-1].memory),
        ("blocks", max(one.blocks for one in first), rest[-1].blocks),
    ):
        if has > had * (1 + SHARE):
            said.append(f"{name} grew by {has / had - 1:.1%}: from {had:,} to {has:,}")
    for name in first[0].counts:
        had, has = max(one.counts[name] for one in first), rest[-1].counts[name]
        if has > had:
            said.append(f"{name} grew from {had} to {has}")
    return said


def growing(found: Sequence[Census]) -> Iterator[str]:
    """Yield a line for each type of which there are more and more, the fastest first."""
    first, rest = _parted(found)
    if first and rest:
        more = rest[-1].types - _most(first)
        for name, count in more.most_common(MOST_TYPES):
            if count >= WORTH_NAMING:
                yield f"{count:>+9,}  {name}"


def titles() -> str:
    """Return what stands above the lines."""
    counted = " ".join(f"{name:>11}" for name in COUNTED)
    return f"{'polls':>8} {'MB':>8} {'server MB':>9} {'blocks':>10} {counted}"


def line(one: Census) -> str:
    """Return a census in one line."""
    memory = f"{one.memory / 1e6:>8.1f} {one.beside / 1e6:>9.1f}"
    counted = " ".join(f"{count:>11}" for count in one.counts.values())
    return f"{one.polls:>8,} {memory} {one.blocks:>10,} {counted}"


def _parted(found: Sequence[Census]) -> tuple[list[Census], list[Census]]:
    """Part the first tenth from the others; they were taken at even distances."""
    end = len(found) // 10
    return list(found[:end]), list(found[end:])


def _most(found: Sequence[Census]) -> Counter[str]:
    most: Counter[str] = Counter()
    for one in found:
        most |= one.types
    return most


def _runs(timer: Timer) -> bool:
    return timer._task is not None and not timer._task.done()


def resident(process: int | None = None) -> int:
    """Return the bytes that a process, or this one, holds of the machine's memory."""
    pages = int(Path(f"/proc/{process or 'self'}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")

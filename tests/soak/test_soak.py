"""The short form of the soak: everything that happens in it leaves nothing behind that is counted."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.monitor.metronome import Metronome
from tests.soak.census import Census
from tests.soak.life import VERSIONS, Life
from tests.soak.neighbour import Neighbour

KEPT = ("tasks", "descriptors", "threads", "timers")


async def lived(folder: Path, *, polls: int, leak: bool = False) -> list[Census]:
    clock = Metronome()
    left: list[asyncio.Task[bool]] = []

    def tell(census: Census) -> None:
        if leak:
            left.append(asyncio.create_task(asyncio.Event().wait()))

    with Neighbour(60, clock.now(), api=VERSIONS, seed=1) as server:
        found = await Life(folder, server, clock, seed=1).live(polls, 3, tell)
    for task in left:
        task.cancel()
    return found


async def test_nothing_that_is_counted_is_left_behind(tmp_path: Path) -> None:
    first, *_, last = await lived(tmp_path, polls=180)
    assert last.polls >= 180
    assert {name: last.counts[name] for name in KEPT} == {name: first.counts[name] for name in KEPT}


async def test_a_task_that_is_never_ended_is_seen(tmp_path: Path) -> None:
    first, *_, last = await lived(tmp_path, polls=15, leak=True)
    assert last.counts["tasks"] == first.counts["tasks"] + 2

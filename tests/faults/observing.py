"""One fault from its beginning to its end, as a user sees it."""

from __future__ import annotations

import re
from inspect import isawaitable
from pathlib import Path
from typing import NamedTuple

import trustme

from tests.faults.scene import POLL, Scene, scene
from tests.faults.server import IDS, SIGNED_IN, says, sessions
from tests.faults.table import Act, Fault
from vbo_tui.monitor.health import Word


class Observed(NamedTuple):
    """What was seen of a fault."""

    fault: str
    seen: str
    next_try: str
    recovers: str

    @property
    def line(self) -> str:
        """The row of the README's table."""
        return f"| {self.fault} | {self.seen} | {self.next_try} | {self.recovers} |"


async def observe(fault: Fault, folder: Path, authority: trustme.CA) -> Observed:
    """Let ``fault`` happen to a screen that was live, and end; assert what is expected of it."""
    async with scene(folder, authority, pinned=fault.pinned) as stage:
        await stage.polled()
        await _do(fault.begin, stage)
        stage.log.lines.clear()
        await stage.polled()
        seen = _assert_seen(fault, stage)
        await _assert_nobody_asks_too_soon(stage)
        stage.server.list, stage.server.token = says("200 OK", sessions("Warning")), SIGNED_IN
        await _do(fault.end, stage)
        await _assert_recovery(fault, stage)
    return seen


async def _do(act: Act, stage: Scene) -> None:
    done = act(stage)
    if isawaitable(done):
        await done


def _assert_seen(fault: Fault, stage: Scene) -> Observed:
    stage.screen.tick()
    error = stage.screen.view.health.error
    assert (stage.word, bool(error)) == (fault.word, fault.word is not Word.LIVE), stage.status
    assert stage.rows == sorted(IDS), "nothing is lost"
    assert stage.table.stale is (fault.word is not Word.LIVE), "old rows are dim"
    assert re.search(fault.says, str(error or "")), str(error)
    assert re.search(fault.says[:30], stage.status), stage.status
    assert stage.status.startswith(fault.word)
    assert stage.planned == fault.wait
    assert re.search(fault.log, "\n".join(stage.log.lines)), stage.log.lines
    if fault.word is Word.LIVE:
        return Observed(fault.name, "nothing", "as ever", "yes")
    wait = "when you act" if fault.wait is None else f"after {fault.wait:g} s"
    return Observed(fault.name, f"`{fault.word}` {error}", wait, "no" if fault.wait is None else "yes")


async def _assert_nobody_asks_too_soon(stage: Scene) -> None:
    """Let the time until the next try pass but for a moment, a day where none is planned."""
    asked = len(stage.server.asked)
    if stage.word is Word.LIVE:
        stage.clock.advance(POLL - 0.1)
    else:
        stage.clock.advance((stage.planned or 24 * 3600.0) - 0.1)
    for _ in range(5):
        await stage.pilot.pause()
    assert len(stage.server.asked) == asked


async def _assert_recovery(fault: Fault, stage: Scene) -> None:
    if fault.word is not Word.LIVE and fault.wait is None:
        await stage.pilot.press("escape", "r")
        await stage.until(lambda: stage.word is Word.LIVE)
    else:
        await stage.polled(0.1)
    assert stage.word is Word.LIVE, stage.status
    held = stage.screen.view.newest.sessions.values()
    assert {session.result for session in held} == {"Warning"}
    assert stage.rows == sorted(IDS)
    assert not stage.table.stale

"""Each fault of the table has its state, its words, its next try and its end; the README tells the same."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import trustme

from tests.faults.observing import observe
from tests.faults.readme import told
from tests.faults.scene import scene
from tests.faults.server import GOOD, Writer
from tests.faults.table import FAULTS, HOUR, Fault
from vbo_tui.monitor.health import Word


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
async def test_a_fault_is_seen_survived_and_told(fault: Fault, tmp_path: Path, authority: trustme.CA) -> None:
    seen = await observe(fault, tmp_path, authority)
    assert seen.line in told()


def test_the_readme_tells_of_these_faults_and_no_others() -> None:
    assert len(told()) == len(FAULTS)


async def test_after_a_night_the_rows_are_old_until_the_answer_is_there(
    tmp_path: Path, authority: trustme.CA
) -> None:
    answers = asyncio.Event()

    async def late(writer: Writer) -> None:
        await answers.wait()
        await GOOD(writer)

    async with scene(tmp_path, authority, patience=30.0) as stage:
        await stage.polled()
        stage.server.list = late
        stage.server.asked.clear()
        stage.clock.advance(8 * HOUR)
        await stage.until(lambda: stage.server.lists)
        stage.screen.tick()
        assert stage.status.startswith("STALE 08:00:00  waiting for answer")
        assert stage.table.stale
        assert stage.server.lists == 1, "not once for every poll that was slept through"
        answers.set()
        await stage.until(lambda: stage.word is Word.LIVE)
        assert not stage.table.stale

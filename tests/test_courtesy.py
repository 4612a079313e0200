"""Long work steps back for whoever waits, and the garbage collector for the work."""

from __future__ import annotations

import asyncio
import gc
import sys
import time
from collections.abc import Iterator

import pytest

from tests.soak.census import resident
from vbo_tui import courtesy
from vbo_tui.courtesy import (
    a_key_came,
    collector_at_rest,
    everything_may_go,
    give_way,
    load_ended,
    quick_to_switch,
)


@pytest.fixture(autouse=True)
def collector() -> Iterator[None]:
    """Leave the collector as it was; what an earlier test has put aside comes back."""
    gc.unfreeze()
    thresholds = gc.get_threshold()
    yield
    gc.set_threshold(*thresholds)
    gc.enable()
    gc.unfreeze()


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courtesy, "_key_at", -1000.0)


async def test_what_takes_many_turns_is_done_before_the_work_goes_on() -> None:
    steps: list[int] = []

    async def paint() -> None:
        for step in range(10):
            steps.append(step)
            time.sleep(2 * courtesy.QUIET)  # noqa: ASYNC251 - it keeps the loop busy, as a paint does
            await asyncio.sleep(0)

    painting = asyncio.create_task(paint())
    await asyncio.sleep(0)
    await give_way()
    assert steps == list(range(10))
    await painting


async def test_work_goes_on_though_somebody_is_always_busy() -> None:
    turns = 0

    async def spin() -> None:
        nonlocal turns
        while True:
            turns += 1
            time.sleep(2 * courtesy.QUIET)  # noqa: ASYNC251 - on purpose
            await asyncio.sleep(0)

    spinning = asyncio.create_task(spin())
    await give_way()
    spinning.cancel()
    assert turns <= courtesy.MOST_TURNS + 1


async def test_after_a_key_the_work_rests_until_that_is_painted(monkeypatch: pytest.MonkeyPatch) -> None:
    rests: list[float] = []
    sleep = asyncio.sleep

    async def noted(seconds: float) -> None:
        rests.append(seconds)
        await sleep(0)

    monkeypatch.setattr(asyncio, "sleep", noted)
    monkeypatch.setattr(courtesy, "KEY_TAKES", 60.0)
    await give_way()
    assert not any(rests)
    a_key_came()
    await give_way()
    assert 0 < max(rests) <= courtesy.KEY_TAKES


def test_a_thread_asks_for_its_turn_within_the_shortest_piece_of_work() -> None:
    before = sys.getswitchinterval()
    try:
        quick_to_switch()
        assert sys.getswitchinterval() < courtesy.QUIET
    finally:
        sys.setswitchinterval(before)


def test_the_collector_looks_at_old_things_again_after_a_long_reading() -> None:
    before = gc.get_threshold()
    with collector_at_rest(lambda: False):
        assert gc.get_threshold()[2] == courtesy.NEVER
        with collector_at_rest(lambda: False):
            assert gc.get_threshold()[2] == courtesy.NEVER
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0


def test_much_that_was_read_is_left_alone_until_it_is_given_up() -> None:
    with collector_at_rest(lambda: True):
        pass
    assert gc.get_freeze_count() > 0
    everything_may_go()
    assert gc.get_freeze_count() == 0


def test_what_was_given_up_goes_back_to_the_machine() -> None:
    """On Debian's C library, and on those that give back by themselves."""
    much = [bytes(1000) for _ in range(40_000)]
    kept = much[::1000]
    before = resident()
    del much
    everything_may_go()
    assert resident() < before - 20_000_000
    assert kept


def test_a_failed_reading_leaves_the_collector_as_it_was() -> None:
    before = gc.get_threshold()
    with pytest.raises(ValueError, match="broken"), collector_at_rest(lambda: False):
        raise ValueError("broken")
    assert gc.get_threshold() == before


def test_what_was_loaded_is_left_alone_where_the_collector_waited_for_it() -> None:
    load_ended()
    assert gc.get_freeze_count() == 0
    gc.disable()
    load_ended()
    assert gc.isenabled()
    assert gc.get_freeze_count() > 0

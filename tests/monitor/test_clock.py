from __future__ import annotations

import asyncio
from datetime import UTC

from tests.honesty.laptop import Laptop
from tests.honesty.loop import skipping
from vbo_tui.monitor.clock import SLICE, SystemClock


def test_a_wait_ends_on_time() -> None:
    with skipping() as runner:
        clock = Laptop(runner.get_loop())
        runner.run(clock.sleep(3.5 * SLICE))
        assert abs(clock.seconds() - 3.5 * SLICE) < 0.001
        runner.run(clock.sleep(-1.0))
        assert abs(clock.seconds() - 3.5 * SLICE) < 0.001


def test_a_wait_that_a_sleeping_machine_outlasted_ends_soon_after_it_woke() -> None:
    async def wait(clock: Laptop) -> float:
        waiting = asyncio.create_task(clock.sleep(300.0))
        await asyncio.sleep(1.0)
        clock.asleep = 8 * 3600.0
        awake = asyncio.get_running_loop().time()
        await waiting
        return asyncio.get_running_loop().time() - awake

    with skipping() as runner:
        assert runner.run(wait(Laptop(runner.get_loop()))) <= SLICE


def test_the_wall_clock_is_utc_and_the_seconds_only_grow() -> None:
    clock = SystemClock()
    assert clock.now().tzinfo is UTC
    assert clock.seconds() <= clock.seconds()

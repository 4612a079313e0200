"""What grows is seen and named; what varies a little is not."""

from __future__ import annotations

import asyncio
import socket
from collections import Counter

import pytest

from tests.soak.census import COUNTED, Census, broken, growing, line, take, titles

COUNTS = {"tasks": 30, "descriptors": 16, "threads": 3, "timers": 6, "call_later": 2}


def census(polls: int, *, memory: int = 100, blocks: int = 1000, **counts: int) -> Census:
    return Census(polls, memory, blocks, COUNTS | counts, Counter(kept=100))


def life(last: Census) -> list[Census]:
    return [census(100), *(census(polls) for polls in range(200, 1000, 100)), last]


def test_nothing_is_said_of_what_stays_as_it_is() -> None:
    assert broken(life(census(1000, memory=105, blocks=1050))) == []


@pytest.mark.parametrize("memory", [{"memory": 106}, {"blocks": 1051}])
def test_memory_that_grows_by_more_than_a_twentieth_is_named(memory: dict[str, int]) -> None:
    (said,) = broken(life(census(1000, **memory)))
    assert said.startswith(f"{next(iter(memory))} grew by")


@pytest.mark.parametrize("name", COUNTS)
def test_one_more_of_what_is_counted_is_too_many(name: str) -> None:
    (said,) = broken(life(census(1000, **{name: COUNTS[name] + 1})))
    assert said == f"{name} grew from {COUNTS[name]} to {COUNTS[name] + 1}"


def test_without_a_first_tenth_nothing_can_be_told() -> None:
    for found in ([], [census(500)], life(census(1000))[1:]):
        (said,) = broken(found)
        assert "too short" in said


def test_the_types_that_grow_are_named_the_fastest_first() -> None:
    last = Census(1000, 100, 1000, COUNTS, Counter(kept=100, slow=60, fast=900, few=3))
    assert [line.split() for line in growing(life(last))] == [["+900", "fast"], ["+60", "slow"]]


def test_each_figure_of_a_census_stands_below_its_title() -> None:
    one = census(1000, memory=75_000_000)
    assert titles().split() == ["polls", "MB", "server", "MB", "blocks", *COUNTS]
    assert tuple(COUNTS) == COUNTED
    assert line(one).split() == ["1,000", "75.0", "0.0", "1,000", *map(str, COUNTS.values())]
    assert len(line(one)) == len(titles())


async def test_tasks_files_and_calls_that_are_left_behind_are_counted() -> None:
    before = take(0)
    loop = asyncio.get_running_loop()
    task = asyncio.create_task(asyncio.Event().wait())
    call = loop.call_later(3600, print)
    with socket.socket():
        counts = take(1).counts
    for name in ("tasks", "descriptors", "call_later"):
        assert counts[name] == before.counts[name] + 1, name
    task.cancel()
    call.cancel()

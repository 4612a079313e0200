"""The events of a session: those known to be over are not asked for again."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vbo_tui.api.connection import Answer
from vbo_tui.api.event_reading import read_events
from vbo_tui.api.paging import REPEATED
from vbo_tui.errors import BadPayload
from vbo_tui.model.event import Event, EventLog
from vbo_tui.model.session import Session, SessionId


class Course:
    """The events of one session, as a server hands them out."""

    def __init__(self, *statuses: str) -> None:
        self.events: list[dict[str, Any]] = []
        self.asked: list[tuple[int, int]] = []
        self.ignores_offset = False
        self.add(*statuses)

    def add(self, *statuses: str) -> None:
        for status in statuses:
            order = len(self.events)
            self.events.append({"id": f"e{order}", "order": order, "status": status})

    async def get(self, query: Mapping[str, str]) -> Answer:
        offset, limit = int(query["offset"]), int(query["limit"])
        self.asked.append((offset, limit))
        start = 0 if self.ignores_offset else offset
        more = {"next": {"href": "x"}} if self.ignores_offset or start + limit < len(self.events) else {}
        page = self.events[start : start + limit]
        body = {"limit": limit, "results": page, "_links": {"self": {"href": "x"}, **more}}
        return Answer(json.dumps(body).encode(), None)

    async def read(self, known: EventLog | None = None, page_size: int = 5000) -> EventLog:
        log, _ = await read_events(self.get, page_size, known)
        return log

    async def again(self, known: EventLog) -> tuple[EventLog, list[int]]:
        """Read again; return what came and from where on it was asked for."""
        before = len(self.asked)
        log = await self.read(known)
        return log, [offset for offset, _ in self.asked[before:]]


OVER = ("Success",) * 10


def states(log: EventLog) -> list[str]:
    return [event.status for event in log.events]


async def test_the_first_reading_begins_at_the_start() -> None:
    course = Course(*OVER)
    log, body = await read_events(course.get, 5000)
    assert [event.id for event in log.events] == [f"e{number}" for number in range(10)]
    assert json.loads(body)["results"] == course.events, "the bytes as they came"


async def test_events_that_are_over_are_not_asked_for_again() -> None:
    course = Course(*OVER)
    log = await course.read()
    course.add("Failed", "Running")
    log, offsets = await course.again(log)
    assert offsets == [9], "from the last one on, which tells that the list is the same"
    assert states(log) == [*OVER, "Failed", "Running"]


async def test_events_that_ran_are_asked_for_again_with_all_after_them() -> None:
    course = Course("Success", "Success", "Running", "Success", "Running")
    log = await course.read()
    course.events[2]["status"] = "Failed"
    course.events[4]["status"] = "Warning"
    log, offsets = await course.again(log)
    assert offsets == [2]
    assert states(log) == ["Success", "Success", "Failed", "Success", "Warning"]
    assert (await course.again(log))[1] == [4]


async def test_the_event_that_is_read_twice_is_as_it_came_last() -> None:
    course = Course("Success", "Success")
    log = await course.read()
    course.events[1]["title"] = "Restore session completed"
    assert (await course.read(log)).events[-1].title == "Restore session completed"


async def test_a_log_that_is_another_one_by_now_is_read_from_the_start() -> None:
    course = Course(*OVER)
    log = await course.read()
    course.events = [{"id": f"f{number}", "order": number, "status": "Success"} for number in range(12)]
    log, offsets = await course.again(log)
    assert offsets == [9, 0]
    assert [event.id for event in log.events] == [f"f{number}" for number in range(12)]


@pytest.mark.parametrize("left", [0, 1, 5, 9])
async def test_a_log_that_is_shorter_by_now_is_read_from_the_start(left: int) -> None:
    course = Course(*OVER)
    log = await course.read()
    del course.events[left:]
    log, offsets = await course.again(log)
    assert offsets == [9, 0]
    assert len(log.events) == left


async def test_an_event_that_cannot_be_read_at_the_join_costs_no_more_than_a_request() -> None:
    course = Course(*OVER)
    log = await course.read()
    course.events[9]["status"] = 3
    log, offsets = await course.again(log)
    assert offsets == [9, 0]
    assert (len(log.events), log.unreadable) == (9, ("status is 3",))


@pytest.mark.parametrize("broken", [0, 4, 9])
async def test_events_that_cannot_be_read_are_counted_at_every_reading(broken: int) -> None:
    course = Course(*OVER)
    course.events[broken]["status"] = 3
    first = await course.read()
    second = await course.read(first)
    assert first == second
    assert (len(second.events), second.unreadable) == (9, ("status is 3",))


async def test_a_long_log_is_read_page_by_page_and_later_from_its_end() -> None:
    course = Course(*OVER * 30)
    log = await course.read(page_size=150)
    assert course.asked == [(0, 100), (99, 150), (248, 150)]
    assert [event.order for event in log.events] == list(range(300))
    course.add(*OVER * 30)
    before = len(course.asked)
    log = await course.read(log, page_size=150)
    assert course.asked[before:] == [(299, 100), (398, 150), (547, 150)]
    assert [event.order for event in log.events] == list(range(600))


async def test_events_are_put_in_order_those_without_one_last() -> None:
    course = Course("Success", "Success", "Success", "Success")
    for event, order in zip(course.events, (2, None, 0, 1), strict=True):
        event["order"] = order
    assert [event.order for event in (await course.read()).events] == [0, 1, 2, None]


async def test_a_server_that_repeats_its_pages_is_named() -> None:
    course = Course(*OVER)
    course.ignores_offset = True
    first = await course.read()
    second = await course.read(first)
    assert first == second
    assert (first.incomplete, len(first.events)) == (REPEATED, 10)


async def test_what_was_known_of_something_else_is_no_log() -> None:
    course = Course("Success")
    await read_events(course.get, 5000, Session(id=SessionId("a")))
    assert course.asked == [(0, 100)]


@pytest.mark.parametrize("known", [None, EventLog(), EventLog((Event(id="e0"), Event(id="e1")))])
async def test_a_failure_on_the_way_is_passed_on(known: EventLog | None) -> None:
    async def nonsense(query: Mapping[str, str]) -> Answer:
        return Answer(b"<html>", None)

    with pytest.raises(BadPayload, match="HTML"):
        await read_events(nonsense, 5000, known)


STATUS = st.sampled_from(["Running", "Success", "Failed"])


@settings(deadline=None)
@given(
    rounds=st.lists(st.tuples(st.lists(STATUS, max_size=15), st.booleans()), max_size=6),
    page_size=st.integers(min_value=2, max_value=20),
)
def test_reading_on_comes_to_the_same_as_reading_anew(
    rounds: list[tuple[list[str], bool]], page_size: int
) -> None:
    async def run() -> None:
        course = Course()
        log: EventLog | None = None
        for come, ends in rounds:
            for event in course.events:
                event["status"] = "Success" if ends and event["status"] == "Running" else event["status"]
            course.add(*come)
            log = await course.read(log, page_size)
            assert log == await course.read(None, page_size)

    asyncio.run(run())

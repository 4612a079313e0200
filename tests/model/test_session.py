from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from vbo_tui.model.links import Link, Rel
from vbo_tui.model.session import Session, SessionId, Status

START = datetime(2017, 6, 29, 7, 42, tzinfo=UTC)
HOUR = timedelta(hours=1)


def made(state: str = "Stopped", result: str = "Success", ended: datetime | None = None) -> Session:
    return Session(id=SessionId("a"), state=state, result=result, created=START, ended=ended)


@pytest.mark.parametrize("result", ["Success", "Warning", "Failed", "", "New"])
@pytest.mark.parametrize("state", ["Working", "working", "Starting", "Stopping", "", "Paused"])
def test_a_session_that_has_not_stopped_is_running_whatever_its_result(state: str, result: str) -> None:
    assert made(state, result).status is Status.RUNNING


@pytest.mark.parametrize(
    ("result", "status"),
    [
        ("Success", Status.SUCCESS),
        ("success", Status.SUCCESS),
        ("Warning", Status.WARNING),
        ("Failed", Status.FAILED),
        ("", Status.OTHER),
        ("Partly", Status.OTHER),
    ],
)
@pytest.mark.parametrize("state", ["Stopped", "stopped"])
def test_a_stopped_session_is_what_its_result_says(state: str, result: str, status: Status) -> None:
    assert made(state, result).status is status


def test_a_working_session_lasts_until_now_even_with_an_end_time() -> None:
    assert made("Working", ended=START).duration(START + HOUR) == HOUR


def test_an_ended_session_lasted_until_its_end() -> None:
    assert made(ended=START + HOUR).duration(START + 9 * HOUR) == HOUR


def test_a_duration_is_never_negative() -> None:
    assert made("Working").duration(START - HOUR) == timedelta(0)


def test_an_unknown_duration_is_none() -> None:
    assert made(ended=None).duration(START) is None
    assert Session(id=SessionId("a"), state="Working").duration(START) is None


def test_a_relation_is_known_in_any_letter_case_and_others_are_kept() -> None:
    assert Link("Self", "x").known is Rel.SELF
    assert Link("organization", "x").known is Rel.ORGANIZATION
    assert Link("mailboxes", "x").known is Rel.MAILBOXES
    assert Link("evil", "x").known is None

"""Which sessions are worth an alarm: what is new and bad, once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from tests.monitor.scripted import NOON, session
from vbo_tui.model.held import Held
from vbo_tui.model.session import Session
from vbo_tui.model.snapshot import Snapshot, diff
from vbo_tui.monitor.alerts import MOST_TOLD, Alerts


def ended(number: int, result: str, minutes: float = 1) -> Session:
    made = session(number, state="Stopped", result=result)
    fields = {name: getattr(made, name) for name in Session.__struct_fields__}
    return Session(**fields | {"ended": NOON + timedelta(minutes=minutes)})


class Told:
    """Answers one after the other, and what alarm each of them gives."""

    def __init__(self) -> None:
        self.alerts = Alerts()
        self.last = Snapshot()

    def by(self, sessions: Sequence[Session], *, loading: bool = False) -> list[int]:
        after = Snapshot(self.last.revision + 1, Held(sessions), loading=loading)
        bad = self.alerts.note(self.last, after, diff(self.last, after), NOON)
        self.last = after
        return [int(one.id[-12:]) for one in bad]


def test_what_the_first_answer_holds_is_no_news() -> None:
    told = Told()
    assert told.by([ended(1, "Failed")]) == []
    assert told.by([ended(1, "Failed")]) == []


def test_a_long_first_answer_is_all_no_news() -> None:
    told = Told()
    assert told.by([ended(1, "Failed")], loading=True) == []
    assert told.by([ended(1, "Failed"), ended(2, "Failed")], loading=True) == []
    assert told.by([ended(number, "Failed") for number in (1, 2, 3)]) == []
    assert told.by([ended(number, "Failed") for number in (1, 2, 3, 4)]) == [4]


def test_a_session_that_ends_badly_is_told_once() -> None:
    told = Told()
    told.by([session(1), session(2), session(3)])
    now = [ended(1, "Failed"), ended(2, "Warning"), ended(3, "Success")]
    assert told.by(now) == [1, 2]
    assert told.by(now) == []
    assert told.by([session(1), *now[1:]]) == []
    assert told.by(now) == []


def test_a_warning_that_becomes_a_failure_is_told_again() -> None:
    told = Told()
    told.by([session(1)])
    assert told.by([ended(1, "Warning")]) == [1]
    assert told.by([ended(1, "Failed")]) == [1]
    assert told.by([ended(1, "Warning")]) == []


def test_a_verdict_so_far_is_none_yet() -> None:
    told = Told()
    told.by([session(1)])
    assert told.by([session(1, result="Failed")]) == []


def test_a_session_that_came_and_failed_between_two_answers_is_told() -> None:
    told = Told()
    told.by([])
    assert told.by([ended(1, "Failed")]) == [1]


def test_an_old_failure_that_comes_onto_the_list_late_is_not() -> None:
    told = Told()
    told.by([])
    assert told.by([ended(1, "Failed", minutes=-1)]) == []


def test_what_is_remembered_is_bounded() -> None:
    told = Told()
    told.by([])
    for first in range(0, MOST_TOLD * 2, MOST_TOLD // 2):
        told.by([ended(number, "Failed") for number in range(first, first + MOST_TOLD // 2)])
    assert len(told.alerts._told) == MOST_TOLD

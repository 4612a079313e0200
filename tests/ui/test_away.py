from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vbo_tui.model.held import Held
from vbo_tui.model.session import Session, SessionId
from vbo_tui.model.snapshot import Delta, Snapshot, diff
from vbo_tui.ui.away import AFTER, MOST, Away, Became


def one(key: str, state: str = "Working", result: str = "") -> Session:
    return Session(id=SessionId(key), state=state, result=result)


def over(key: str, result: str = "Success") -> Session:
    return one(key, "Stopped", result)


class Told:
    """Somebody who was told answers one after the other."""

    def __init__(self, *first: Session) -> None:
        self.away = Away(0.0)
        self.now = Snapshot()
        self.tell(*first)

    def tell(self, *changed: Session, gone: str = "", loading: bool = False) -> None:
        before = self.now
        sessions = Held(before.sessions.values()).after(changed, [SessionId(gone)] if gone else [])
        self.now = Snapshot(before.revision + 1, sessions, loading=loading)
        self.away.note(before, self.now, diff(before, self.now))

    def key(self, at: float) -> bool:
        return self.away.key(at, self.now.sessions)

    def turns(self, count: int) -> list[tuple[str, str]]:
        turns = [self.away.turn() for _ in range(count)]
        return [(turn.session, turn.became) for turn in turns if turn is not None]


def test_the_first_key_after_a_minute_tells_what_happened() -> None:
    told = Told(one("a"), one("b"), one("c"), one("d"))
    told.tell(over("a"), over("b", "Failed"), one("e"), one("f"))
    told.tell(over("c", "Warning"))
    assert told.away.summary == ""
    assert told.key(AFTER)
    assert told.away.summary == "while away: 2 started, 1 ended, 1 WARN, 1 FAILED"


def test_the_summary_stands_until_the_next_key_but_one() -> None:
    told = Told(one("a"))
    told.tell(over("a"))
    assert told.key(AFTER)
    assert not told.key(AFTER + 1)
    assert told.away.summary == "while away: 1 ended"
    assert told.key(AFTER + 2)
    assert told.away.summary == ""
    assert not told.key(AFTER + 3)


def test_whoever_pressed_a_key_a_moment_ago_is_not_away() -> None:
    told = Told(one("a"), one("b"))
    told.tell(over("a"))
    assert not told.key(AFTER - 0.1)
    assert not told.key(2 * AFTER), "what happened before the last key was seen"
    assert (told.away.summary, told.away.turn()) == ("", None)
    told.tell(over("b"))
    assert told.key(3 * AFTER)


def test_nothing_is_said_where_nothing_happened() -> None:
    told = Told(one("a"), over("b"))
    told.tell(Session(id=SessionId("a"), state="Working", reason="changed"))
    assert not told.key(10 * AFTER)


def test_a_session_counts_once_as_it_is_in_the_end() -> None:
    told = Told(one("a"))
    told.tell(one("new"), one("short"))
    told.tell(over("new"), one("a", "Stopped", "Success"))
    told.tell(over("new", "Failed"), over("a", "Failed"))
    told.tell(gone="short")
    told.key(AFTER)
    assert told.away.summary == "while away: 2 FAILED"


def test_what_is_gone_from_the_server_is_not_told_of() -> None:
    told = Told(one("a"))
    told.tell(over("a"))
    told.tell(gone="a")
    assert not told.key(AFTER)


def test_the_first_answer_and_its_parts_are_no_news() -> None:
    told = Told()
    told.now = Snapshot()
    told.tell(one("a"), loading=True)
    told.tell(one("b"), loading=True)
    told.tell(one("c"))
    assert not told.key(AFTER)
    told.tell(one("d"))
    told.key(3 * AFTER)
    assert told.away.summary == "while away: 1 started"


def test_what_failed_is_gone_to_first_and_after_the_last_comes_the_first() -> None:
    told = Told(one("a"), one("b"), one("c"))
    told.tell(over("a"), one("new"))
    told.tell(over("b", "Warning"), over("c", "Failed"))
    told.key(AFTER)
    expected = [("c", "FAILED"), ("b", "WARN"), ("new", "started"), ("a", "ended")]
    assert told.turns(5) == [*expected, expected[0]]
    turn = told.away.turn()
    assert turn is not None
    assert (turn.number, turn.of) == (2, 4)


def test_what_can_be_gone_through_stays_until_something_else_happened() -> None:
    told = Told(one("a"), one("b"))
    told.tell(over("a"))
    told.key(AFTER)
    told.key(3 * AFTER)
    assert told.turns(1) == [("a", "ended")]
    told.tell(over("b"))
    told.key(5 * AFTER)
    assert told.turns(2) == [("b", "ended")] * 2


def test_a_night_of_changes_is_counted_in_full_and_remembered_in_part() -> None:
    told = Told(one("a"))
    count = MOST + 500
    sessions = [over(f"{number}", "Failed" if number % 2 else "Success") for number in range(count)]
    told.tell(*sessions)
    told.key(AFTER)
    assert told.away.summary == f"while away: {count // 2:,} ended, {count // 2:,} FAILED"
    turn = told.away.turn()
    assert turn is not None
    assert turn.of == MOST


@given(seed=st.integers(0, 10**6))
def test_the_counts_are_those_of_the_sessions_that_came_or_ended(seed: int) -> None:
    random = Random(seed)

    def some(key: str) -> Session:
        return one(key, random.choice(["Working", "Stopped"]), random.choice(["", "Failed", "Warning"]))

    told = Told(*(some(key) for key in "abcdefgh"))
    before = dict(told.now.sessions)
    ended = set()
    for _ in range(random.randrange(1, 6)):
        held = dict(told.now.sessions)
        told.tell(*(some(random.choice("abcdefghijklmnop")) for _ in range(4)))
        ended |= {
            key
            for key, now in told.now.sessions.items()
            if key in held and held[key].is_working > now.is_working
        }
    told.key(AFTER)
    now = told.now.sessions
    came = {key for key in now if key not in before}
    counted = sum(int(word) for word in told.away.summary.split() if word.isdigit())
    assert counted == len(came | {key for key in ended if not now[key].is_working})
    assert len({session for session, _ in told.turns(30)}) == counted


@pytest.mark.parametrize("became", Became)
def test_each_word_of_the_summary_is_told(became: Became) -> None:
    told = Told(one("a"))
    results = {Became.FAILED: over("x", "Failed"), Became.WARNING: over("x", "Warning")}
    results |= {Became.STARTED: one("x"), Became.ENDED: over("x", "something new")}
    told.tell(results[became])
    told.key(AFTER)
    assert told.away.summary == f"while away: 1 {became}"


def test_a_delta_that_names_a_session_that_is_not_there_harms_nothing() -> None:
    away = Away(0.0)
    away.note(
        Snapshot(1), Snapshot(2), Delta(1, added=(one("a"),), changed=(over("b"),), removed=(SessionId("c"),))
    )
    assert not away.key(AFTER, {})

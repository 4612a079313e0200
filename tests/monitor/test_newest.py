"""The newest sessions, kept change by change, are those that sorting all of them would give."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vbo_tui.model.session import Session, SessionId
from vbo_tui.model.snapshot import Delta
from vbo_tui.monitor import newest
from vbo_tui.monitor.newest import Newest
from vbo_tui.monitor.window import SPARE, Expiry

NOW = datetime(2026, 9, 24, 14, 3, tzinfo=UTC)


def one(number: int, minutes: int | None, *, state: str = "Stopped") -> Session:
    start = None if minutes is None else NOW + timedelta(minutes=minutes)
    return Session(id=SessionId(str(number)), created=start, state=state)


starts = st.one_of(st.none(), st.integers(-50, 50))


@given(batches=st.lists(st.lists(st.tuples(st.integers(0, 30), starts), max_size=8), max_size=10))
def test_they_are_the_newest_of_all_that_came(batches: list[list[tuple[int, int | None]]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(newest, "WIDEST", 3)
        kept, everything = Newest(), dict[SessionId, Session]()
        for batch in batches:
            sessions = [
                one(number, minutes) for number, minutes in batch if SessionId(str(number)) not in everything
            ]
            kept.note(Delta(0, added=tuple(sessions)))
            everything |= {session.id: session for session in sessions}
            dated = [session for session in everything.values() if session.created is not None]
            latest = sorted((session.started for session in dated), reverse=True)[:3]
            assert [session.started for session in kept.sessions] == latest


def test_a_session_is_kept_as_it_is_now_and_goes_when_it_is_gone() -> None:
    kept = Newest()
    kept.add([one(1, 1), one(2, 2, state="Working")])
    kept.note(Delta(0, changed=(one(2, 2),), removed=(SessionId("1"),)))
    assert kept.sessions == [one(2, 2)]
    kept.add([one(2, None)])
    assert kept.sessions == []


ends = st.dictionaries(
    st.integers(0, 9), st.tuples(st.sampled_from(["Working", "Stopped"]), st.integers(-60, 60))
)


@given(states=st.lists(ends, max_size=5), at=st.integers(-70, 70))
def test_what_is_over_is_known_without_looking_at_all(
    states: list[dict[int, tuple[str, int]]], at: int
) -> None:
    expiry, there = Expiry(), dict[SessionId, Session]()
    for state in states:
        news = [one(number, minutes, state=word) for number, (word, minutes) in state.items()]
        there |= {session.id: session for session in news}
        expiry.note(news, there)
    moment = NOW + timedelta(minutes=at)
    over = expiry.over(moment, there)
    assert sorted(over) == sorted(key for key, session in there.items() if session.was_over(moment))
    assert len(set(over)) == len(over)


def test_the_ends_of_sessions_that_change_again_and_again_are_not_piled_up() -> None:
    expiry = Expiry()
    there = {session.id: session for session in (one(number, 0, state="Stopped") for number in range(3))}
    for turn in range(SPARE):
        news = [one(number, 1 + turn % 2, state="Stopped") for number in range(3)]
        there |= {session.id: session for session in news}
        expiry.note(news, there)
        assert len(expiry) <= 2 * len(there) + SPARE + len(news)
    assert sorted(expiry.over(NOW + timedelta(minutes=3), there)) == sorted(there)

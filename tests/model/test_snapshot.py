from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vbo_tui.model.session import Session, SessionId
from vbo_tui.model.snapshot import Delta, Snapshot, diff

WORLDS = st.dictionaries(st.integers(0, 30), st.sampled_from(["Working", "Stopped", "Stopping"]), max_size=30)


def snapshot(revision: int, world: dict[int, str]) -> Snapshot:
    sessions = [Session(id=SessionId(str(number)), state=state) for number, state in world.items()]
    return Snapshot(revision, {session.id: session for session in sessions})


def apply(old: Snapshot, delta: Delta) -> dict[SessionId, Session]:
    kept = {key: session for key, session in old.sessions.items() if key not in delta.removed}
    return kept | {session.id: session for session in (*delta.added, *delta.changed)}


@given(WORLDS, WORLDS)
def test_a_delta_turns_the_old_sessions_into_the_new_ones(
    before: dict[int, str], after: dict[int, str]
) -> None:
    old, new = snapshot(1, before), snapshot(2, after)
    delta = diff(old, new)
    assert apply(old, delta) == new.sessions
    assert delta.base == 1


@given(WORLDS)
def test_nothing_changed_is_an_empty_delta(world: dict[int, str]) -> None:
    assert len(diff(snapshot(1, world), snapshot(2, world))) == 0


def test_each_session_is_told_once_and_as_what_it_is() -> None:
    delta = diff(
        snapshot(1, {1: "Working", 2: "Working", 3: "Working"}),
        snapshot(2, {2: "Working", 3: "Stopped", 4: "Working"}),
    )
    assert [s.id for s in delta.added] == ["4"]
    assert [(s.id, s.state) for s in delta.changed] == [("3", "Stopped")]
    assert delta.removed == ("1",)

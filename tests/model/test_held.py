"""What is held is what a dictionary would hold, at every moment, and the moments before stay as they were."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vbo_tui.model import held
from vbo_tui.model.held import Held
from vbo_tui.model.session import Session, SessionId

changes = st.lists(
    st.tuples(st.sets(st.integers(0, 12), max_size=6), st.sets(st.integers(0, 12), max_size=6)), max_size=12
)


def sid(number: int) -> SessionId:
    return SessionId(f"{number:08}")


@given(changes=changes, few=st.sampled_from([0, 2, 1000]))
def test_it_is_a_dictionary_at_every_moment(changes: list[tuple[set[int], set[int]]], few: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(held, "FEW", few)
        moments = [(Held(), dict[SessionId, Session]())]
        for revision, (put, gone) in enumerate(changes):
            before, plain = moments[-1]
            sessions = [Session(id=sid(number), etag=revision) for number in sorted(put)]
            left = [sid(number) for number in sorted(gone - put)]
            plain = {**plain, **{session.id: session for session in sessions}}
            moments.append((before.after(sessions, left), {k: v for k, v in plain.items() if k not in left}))
        for there, plain in moments:
            assert len(there) == len(plain)
            assert {key: there[key] for key in plain} == plain
            assert [key in there for key in map(sid, range(13))] == [
                key in plain for key in map(sid, range(13))
            ]
            assert [there.get(sid(number)) for number in range(13)] == [
                plain.get(sid(number)) for number in range(13)
            ]
            assert there.not_in({sid(1), sid(2)}) == plain.keys() - {sid(1), sid(2)}
            assert there == plain
            assert set(there) == set(plain)
            assert sorted(there.values(), key=lambda one: one.id) == [plain[key] for key in sorted(plain)]


def test_what_is_gone_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        Held([Session(id=sid(1))]).after(gone=[sid(1)])[sid(1)]


def test_a_change_does_not_copy_what_did_not_change() -> None:
    there = Held(Session(id=sid(number)) for number in range(5000))
    changed = there
    for number in random.Random(1).sample(range(5000), 300):
        changed = changed.after([Session(id=sid(number), etag=1)])
        assert changed._among is there._among
    assert sum(session.etag == 1 for session in changed.values()) == 300
    assert not any(session.etag == 1 for session in there.values())

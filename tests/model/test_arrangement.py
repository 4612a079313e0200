from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from vbo_tui.model.arrangement import Arrangement
from vbo_tui.model.query import Filter, Order, SortKey, arrange, search_text
from vbo_tui.model.session import Session, SessionId
from vbo_tui.model.snapshot import Snapshot, diff

NOON = datetime(2026, 9, 24, 12, tzinfo=UTC)


def anything(random: Random, number: int) -> Session:
    """Return a session of which any field may be missing, and many are equal."""
    created = random.choice([None, NOON - timedelta(minutes=random.randrange(5))])
    return Session(
        id=SessionId(f"{number:04}"),
        type=random.choice(["", "Vex", "Vesp"]),
        state=random.choice(["", "Working", "Stopped"]),
        result=random.choice(["", "Success", "Failed"]),
        created=created,
        ended=random.choice([None, NOON]),
    )


def snapshot(revision: int, sessions: list[Session]) -> Snapshot:
    return Snapshot(revision, {session.id: session for session in sessions})


def listed(arranged: Arrangement) -> list[SessionId]:
    return [arranged.at(row) for row in range(len(arranged))]


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("key", SortKey)
@pytest.mark.parametrize("words", ["", "vex"])
def test_merging_changes_in_leads_to_the_same_rows_as_sorting_anew(
    key: SortKey, reverse: bool, words: str
) -> None:
    random = Random(f"{key}{reverse}{words}")
    names = {SessionId(f"{number:04}"): f"org {number % 3}" for number in range(0, 200, 2)}
    arranged = Arrangement(organizations=names)
    arranged.order, arranged.filter = Order(key, reverse), Filter.parse(words)
    numbers = list(range(150))
    before = snapshot(1, [anything(random, number) for number in numbers])
    arranged.rebuild(before, NOON)
    for step in range(30):
        now = NOON + timedelta(minutes=step)
        numbers = [*(one for one in numbers if random.random() > 0.02), 200 + step]
        kept = {
            one: before.sessions.get(SessionId(f"{one:04}")) if random.random() > 0.03 else None
            for one in numbers
        }
        after = snapshot(step + 2, [old or anything(random, one) for one, old in kept.items()])
        delta = diff(before, after)
        touched = {session.id for session in (*delta.added, *delta.changed)} | set(delta.removed)
        arranged.update(after, touched, now)
        expected = arrange(
            after.sessions.values(),
            arranged.filter,
            arranged.order,
            now,
            organizations=names,
            text=search_text,
        )
        assert listed(arranged) == [session.id for session in expected]
        assert [arranged.row(session) for session in listed(arranged)] == list(range(len(arranged)))
        before = after


def test_a_session_that_the_filter_leaves_out_has_no_row() -> None:
    arranged = Arrangement()
    arranged.filter = Filter.parse("vex")
    one, two = Session(id=SessionId("one"), type="Vex"), Session(id=SessionId("two"), type="Vet")
    arranged.rebuild(snapshot(1, [one, two]), NOON)
    assert listed(arranged) == ["one"]
    assert arranged.row(SessionId("two")) is None
    assert SessionId("two") not in arranged


@pytest.mark.parametrize("reverse", [False, True])
def test_neighbours_are_told_as_they_were_when_asked_for(reverse: bool) -> None:
    arranged = Arrangement()
    arranged.order = Order(SortKey.ID, reverse)
    arranged.rebuild(snapshot(1, [Session(id=SessionId(name)) for name in "abcde"]), NOON)
    heirs = arranged.neighbours(2)
    arranged.rebuild(snapshot(2, []), NOON)
    assert "".join(heirs) == ("cbade" if reverse else "cdeba")
    for row in (-1, 0, 7):
        assert list(arranged.neighbours(row)) == []

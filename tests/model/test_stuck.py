from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vbo_tui.model.held import Held
from vbo_tui.model.session import Session, SessionId
from vbo_tui.model.snapshot import Delta, Snapshot, diff
from vbo_tui.model.stuck import AT_LAST, ENOUGH, FLOOR, MOST_TYPES, TIMES, StuckSessions, three_digits

NOON = datetime(2026, 9, 24, 12, tzinfo=UTC)


def working(key: str, ago: timedelta, kind: str = "Vex") -> Session:
    return Session(id=SessionId(key), type=kind, state="Working", created=NOON - ago)


def ended(key: str, lasted: timedelta, kind: str = "Vex") -> Session:
    return Session(
        id=SessionId(key),
        type=kind,
        state="Stopped",
        created=NOON - timedelta(days=3),
        ended=NOON - timedelta(days=3) + lasted,
    )


def some_ended(lasted: timedelta, kind: str = "Vex", count: int = ENOUGH) -> list[Session]:
    return [ended(f"{kind}-{number}", lasted, kind) for number in range(count)]


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def stuck(*sessions: Session, now: datetime = NOON) -> set[str]:
    return set(StuckSessions.among(sessions, now))


def test_a_session_is_stuck_when_it_works_three_times_as_long_as_its_like() -> None:
    usual = some_ended(minutes(20))
    assert stuck(
        *usual, working("a", minutes(59)), working("b", minutes(60)), working("c", minutes(300))
    ) == {
        "b",
        "c",
    }


def test_other_types_do_not_count() -> None:
    usual = [*some_ended(minutes(20)), *some_ended(minutes(200), "Vesp")]
    assert stuck(*usual, working("a", minutes(90), "Vesp"), working("b", minutes(90), "VEX")) == {"b"}


def test_below_the_floor_nothing_is_stuck_however_quick_its_like_are() -> None:
    usual = some_ended(timedelta(seconds=5))
    assert stuck(*usual, working("a", FLOOR - minutes(1)), working("b", FLOOR)) == {"b"}


def test_where_too_few_have_ended_a_day_is_too_long() -> None:
    few = some_ended(minutes(20), count=ENOUGH - 1)
    assert stuck(*few, working("a", AT_LAST - minutes(1)), working("b", AT_LAST)) == {"b"}


def test_the_median_is_not_moved_by_one_that_lasted_for_days() -> None:
    usual = [*some_ended(minutes(20)), ended("x", timedelta(days=2))]
    found = StuckSessions.among(usual, NOON)
    assert found.usual(usual[0]) == (minutes(20), ENOUGH + 1)


def test_a_session_that_says_no_start_is_never_stuck_and_one_without_an_end_tells_nothing() -> None:
    told = [
        Session(id=SessionId(f"{number}"), type="Vex", state="Stopped", created=NOON) for number in "123456"
    ]
    unknown = Session(id=SessionId("a"), type="Vex", state="Working")
    found = StuckSessions.among([*told, unknown], NOON)
    assert (set(found), found.usual(unknown).among) == (set(), 0)


def test_the_clock_alone_makes_a_session_stuck_and_tells_only_what_is_new() -> None:
    found = StuckSessions.among([*some_ended(minutes(20)), working("a", minutes(0))], NOON)
    assert found.look(NOON + minutes(59)) == set()
    assert found.look(NOON + minutes(60)) == {"a"}
    assert found.look(NOON + minutes(61)) == set()
    assert found.look(NOON) == {"a"}, "the clock was set back"
    assert len(found) == 0


def test_when_others_last_longer_a_session_is_no_longer_stuck() -> None:
    before = [*some_ended(minutes(20)), working("a", minutes(90))]
    found = StuckSessions.among(before, NOON)
    assert set(found) == {"a"}
    slower = [ended(f"slow-{number}", minutes(200)) for number in range(2 * ENOUGH)]
    found.note({}, Delta(1, added=tuple(slower)))
    assert found.look(NOON) == {"a"}
    assert not set(found)


def test_a_session_that_ended_or_went_is_not_stuck() -> None:
    one, two = working("a", minutes(90)), working("b", minutes(90))
    found = StuckSessions.among([*some_ended(minutes(20)), one, two], NOON)
    assert set(found) == {"a", "b"}
    found.note(
        {one.id: one, two.id: two}, Delta(1, changed=(ended("a", minutes(90)),), removed=(SessionId("b"),))
    )
    assert not set(found)
    assert found.look(NOON) == set()


def test_types_without_end_are_not_told_apart_without_end() -> None:
    many = [ended(f"{number}", minutes(20), f"type {number}") for number in range(5 * MOST_TYPES)]
    found = StuckSessions.among([*many, working("a", minutes(90), "one more type")], NOON)
    assert set(found) == {"a"}
    assert len(found._kinds) == MOST_TYPES + 1


@pytest.mark.parametrize(
    ("seconds", "rounded"), [(0, 0), (999, 999), (1234, 1230), (99_999, 99_900), (100_001, 100_000)]
)
def test_a_length_is_held_to_three_digits(seconds: int, rounded: int) -> None:
    assert three_digits(seconds) == rounded


def anything(random: Random, number: int) -> Session:
    created = random.choice([None, *(NOON - minutes(random.randrange(2000)) for _ in range(9))])
    lasted = timedelta(seconds=random.choice([3, 40, 700, 5000]))
    return Session(
        id=SessionId(f"{number:04}"),
        type=random.choice(["", "Vex", "vesp"]),
        state=random.choice(["", "Working", "Stopped", "Stopped", "Stopped"]),
        created=created,
        ended=random.choice([None, created and created + lasted, created and created - lasted]),
    )


def by_hand(sessions: Iterable[Session], now: datetime) -> set[SessionId]:
    """Which sessions are stuck, found out the long way."""
    told = list(sessions)
    lengths: dict[str, list[float]] = {}
    for one in told:
        lasted = one.duration(now)
        if not one.is_working and lasted is not None:
            length = three_digits(int(lasted.total_seconds()))
            lengths.setdefault(one.type.casefold(), []).append(length)
    found = set()
    for one in told:
        like = sorted(lengths.get(one.type.casefold(), []))
        longest = AT_LAST
        if len(like) >= ENOUGH:
            longest = max(TIMES * timedelta(seconds=like[len(like) // 2]), FLOOR)
        if one.is_working and one.created is not None and one.created <= now - longest:
            found.add(one.id)
    return found


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 10**6))
def test_change_by_change_it_comes_to_the_same_as_looking_at_all_of_them(seed: int) -> None:
    random = Random(seed)
    found, sessions, now = StuckSessions(), Held(), NOON
    for step in range(15):
        put = [anything(random, random.randrange(60)) for _ in range(12)]
        gone = [key for key in sessions if random.random() < 0.1]
        fresh = sessions.after([one for one in put if one.id not in gone], gone)
        delta = diff(Snapshot(step, sessions), Snapshot(step + 1, fresh))
        now += minutes(random.randrange(-60, 600))
        was = set(found)
        found.note(sessions, delta)
        moved = found.look(now)
        sessions = fresh
        assert set(found) == by_hand(sessions.values(), now)
        assert set(found) ^ was <= moved | set(delta.ids)

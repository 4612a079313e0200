from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vbo_tui.model import arrangement
from vbo_tui.model.arrangement import Arrangement
from vbo_tui.model.filter import SESSION_FIELDS, Filter
from vbo_tui.model.held import Held
from vbo_tui.model.query import Order, SortKey, arrange
from vbo_tui.model.session import Session, SessionId
from vbo_tui.model.snapshot import Snapshot, diff
from vbo_tui.model.timetable import SPARE, Timetable

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


def held(*sessions: Session) -> Held:
    return Held(sessions)


def listed(arranged: Arrangement) -> list[SessionId]:
    return [arranged.at(row) for row in range(len(arranged))]


def changed(random: Random, before: Held, step: int) -> Held:
    """Return what becomes of some sessions: each of them may change, go, or stay, and others come."""
    gone = [key for key in before if random.random() < 0.02]
    put = [anything(random, int(key)) for key in before if random.random() < 0.03 and key not in gone]
    return before.after([*put, *(anything(random, 1000 + 10 * step + one) for one in range(3))], gone)


def touched(before: Held, after: Held) -> list[SessionId]:
    return diff(Snapshot(1, before), Snapshot(2, after)).ids


def names() -> dict[SessionId, str]:
    return {SessionId(f"{number:04}"): f"org {number % 3}" for number in range(0, 2000, 2)}


def is_right(arranged: Arrangement, sessions: Held, now: datetime) -> bool:
    """Tell whether the rows are those that sorting and filtering anew would give."""
    expected = arrange(sessions.values(), arranged.filter, arranged.order, now, organizations=names())
    rows = [session.id for session in expected]
    return listed(arranged) == rows and [arranged.row(key) for key in rows] == list(range(len(rows)))


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("key", SortKey)
@pytest.mark.parametrize("words", ["", "vex"])
def test_merging_changes_in_leads_to_the_same_rows_as_sorting_anew(
    key: SortKey, reverse: bool, words: str
) -> None:
    random = Random(f"{key}{reverse}{words}")
    arranged = Arrangement(organizations=names())
    arranged.order, arranged.filter = Order(key, reverse), Filter.parse(words)
    sessions = held(*(anything(random, number) for number in range(150)))
    arranged.rebuild(sessions, NOON)
    for step in range(30):
        now = NOON + timedelta(minutes=step)
        before, sessions = sessions, changed(random, sessions, step)
        arranged.update(sessions, touched(before, sessions), now)
        assert is_right(arranged, sessions, now)


@settings(deadline=None, max_examples=50)
@given(seed=st.integers(0, 10**6), few=st.integers(1, 60))
def test_what_is_done_little_by_little_comes_to_the_same_whatever_happens_meanwhile(
    seed: int, few: int
) -> None:
    random = Random(seed)
    arranged = Arrangement(organizations=names())
    sessions = held(*(anything(random, number) for number in range(150)))
    arranged.rebuild(sessions, NOON)
    for step in range(40):
        arranged.steady = random.random() < 0.3
        match random.randrange(7):
            case 6:
                arranged.settle(NOON)
            case 0:
                arranged.sort(Order(random.choice(list(SortKey)), random.random() < 0.5), NOON)
            case 1:
                words = random.choice(["", "vex", "stopped", "nothing at all", "type:vesp failed"])
                pivot = arranged.place(random.randrange(200))
                arranged.sift(Filter.parse(words, {"type"}), pivot)
            case 2:
                before, sessions = sessions, changed(random, sessions, step)
                arranged.update(sessions, touched(before, sessions), NOON)
            case _:
                arranged.go_on(few)
        shown = listed(arranged)
        assert len(set(shown)) == len(shown)
        assert set(shown) <= set(sessions)
        assert [arranged.row(key) for key in shown] == list(range(len(shown)))
    arranged.settle(NOON)
    for _ in range(1000):
        if arranged.is_busy:
            arranged.go_on(few)
    assert not arranged.is_busy
    assert is_right(arranged, sessions, NOON)


def test_the_old_order_stands_until_the_new_one_is_ready() -> None:
    arranged = Arrangement()
    arranged.rebuild(held(*(Session(id=SessionId(f"{number:04}")) for number in range(100))), NOON)
    before = listed(arranged)
    arranged.sort(Order(SortKey.ID, reverse=False), NOON)
    steps = 0
    while not arranged.moves_next:
        assert listed(arranged) == before
        arranged.go_on(10)
        steps += 1
    assert steps > 10
    arranged.go_on(10)
    assert listed(arranged) == sorted(before)
    assert not arranged.is_busy


def test_a_filter_is_looked_through_from_the_pivot_outwards() -> None:
    arranged = Arrangement()
    sessions = [Session(id=SessionId(f"{number:05}"), type="Vex") for number in range(10_000)]
    arranged.order = Order(SortKey.ID, reverse=False)
    arranged.rebuild(held(*sessions), NOON)
    arranged.sift(Filter.parse("vex"), arranged.place(5000))
    arranged.go_on(100)
    assert listed(arranged) == [f"{number:05}" for number in range(5000, 5100)]
    arranged.go_on(100)
    assert listed(arranged) == [f"{number:05}" for number in range(4900, 5100)]
    while arranged.is_busy:
        arranged.go_on(1000)
    assert len(arranged) == 10_000


def test_a_session_that_the_filter_leaves_out_has_no_row() -> None:
    arranged = Arrangement()
    arranged.filter = Filter.parse("vex")
    one, two = Session(id=SessionId("one"), type="Vex"), Session(id=SessionId("two"), type="Vet")
    arranged.rebuild(held(one, two), NOON)
    assert listed(arranged) == ["one"]
    assert arranged.row(SessionId("two")) is None
    assert SessionId("two") not in arranged


@pytest.mark.parametrize("reverse", [False, True])
def test_the_nearest_to_a_session_that_went_is_the_next_one_or_the_last(reverse: bool) -> None:
    arranged = Arrangement()
    arranged.order = Order(SortKey.ID, reverse)
    sessions = {name: Session(id=SessionId(name)) for name in "abcde"}
    arranged.rebuild(held(*sessions.values()), NOON)
    place, rows = arranged.place(2), listed(arranged)
    assert place is not None
    for gone in (rows[2], rows[3], rows[4]):
        del sessions[gone]
        arranged.rebuild(held(*sessions.values()), NOON)
        left = [row for row in rows[2:] if row in sessions] or rows[1:2]
        assert arranged.at(arranged.nearest(place, 2)) == left[0]
    arranged.rebuild(held(), NOON)
    assert arranged.nearest(place, 2) == 0
    assert arranged.place(0) is None


def test_in_another_order_the_nearest_is_the_session_itself_or_what_is_in_its_row() -> None:
    arranged = Arrangement()
    sessions = [Session(id=SessionId(name)) for name in "abcde"]
    arranged.rebuild(held(*sessions), NOON)
    place = arranged.place(1)
    assert place is not None
    arranged.order = Order(SortKey.NAME, reverse=False)
    arranged.rebuild(held(*sessions), NOON)
    assert arranged.at(arranged.nearest(place, 1)) == place.entry.id
    arranged.rebuild(held(*(one for one in sessions if one.id != place.entry.id)), NOON)
    assert arranged.nearest(place, 1) == 1


def started(key: str, minutes: int, state: str = "Working") -> Session:
    return Session(id=SessionId(key), state=state, created=NOON - timedelta(minutes=minutes))


def shown_with(arranged: Arrangement, before: Held, *changed: Session, gone: str = "") -> Held:
    after = before.after(changed, [SessionId(gone)] if gone else [])
    arranged.update(after, touched(before, after), NOON)
    return after


def test_while_it_is_steady_a_row_stays_and_goes_where_it_belongs_when_it_settles() -> None:
    arranged, before = Arrangement(), held(*(started(key, at) for at, key in enumerate("abcdefgh")))
    arranged.rebuild(before, NOON)
    arranged.steady = True
    after = shown_with(arranged, before, started("a", 0, "Stopped"), started("b", 1, "Stopped"))
    assert (listed(arranged), arranged.is_held) == (list("abcdefgh"), True)
    after = shown_with(arranged, after, started("b", 1))
    assert listed(arranged) == list("abcdefgh")
    arranged.settle(NOON)
    assert (listed(arranged), arranged.is_held) == (list("bcdefgha"), False)


def test_while_it_is_steady_what_comes_and_goes_does_so_at_once() -> None:
    arranged, before = Arrangement(), held(*(started(key, at) for at, key in enumerate("abcdefgh", 2)))
    arranged.rebuild(before, NOON)
    arranged.steady = True
    after = shown_with(arranged, before, started("b", 3, "Stopped"), started("new", 0), gone="c")
    assert listed(arranged) == ["new", *"abdefgh"]
    shown_with(arranged, after, gone="b")
    assert (listed(arranged), arranged.is_held) == (["new", *"adefgh"], False)


def test_while_it_is_steady_a_row_stays_that_the_filter_lets_through_no_more() -> None:
    arranged, before = Arrangement(), held(*(started(key, at) for at, key in enumerate("abcdefgh")))
    arranged.filter = Filter.parse("working")
    arranged.rebuild(before, NOON)
    arranged.steady = True
    shown_with(arranged, before, started("c", 2, "Stopped"))
    assert (listed(arranged), arranged.is_held) == (list("abcdefgh"), True)
    arranged.settle(NOON)
    assert listed(arranged) == list("abdefgh")


def test_a_change_that_moves_nothing_is_not_held() -> None:
    arranged, before = Arrangement(), held(*(started(key, at) for at, key in enumerate("abcdefgh")))
    arranged.rebuild(before, NOON)
    arranged.steady = True
    shown_with(arranged, before, Session(id=SessionId("c"), created=NOON - timedelta(minutes=2), type="Vex"))
    assert not arranged.is_held


def test_what_is_stuck_goes_above_what_merely_works() -> None:
    stuck: set[SessionId] = set()
    arranged, sessions = (
        Arrangement(stuck=stuck),
        held(*(started(key, at) for at, key in enumerate("abcdefgh"))),
    )
    arranged.rebuild(sessions, NOON)
    stuck.add(SessionId("f"))
    arranged.update(sessions, {SessionId("f")}, NOON)
    assert listed(arranged) == list("fabcdegh")


CLOCKED = (
    "dur>2m",
    "started>3m",
    "started<=3m vex",
    "!started<90s",
    "ended<4m",
    "!@slow",
    "dur<1m1s type:vesp",
)
"""Filters that let sessions in and out as time passes."""


def clocked(typed: str) -> Filter:
    return Filter.parse(typed, SESSION_FIELDS, {"slow": "state:working dur>=1m"})


@settings(deadline=None, max_examples=50)
@given(seed=st.integers(0, 10**6), typed=st.sampled_from(CLOCKED))
def test_as_the_clock_goes_on_the_rows_are_as_if_filtered_anew(seed: int, typed: str) -> None:
    random, now = Random(seed), NOON
    arranged = Arrangement(organizations=names())
    sessions = held(*(anything(random, number) for number in range(100)))
    arranged.rebuild(sessions, now)
    arranged.sift(clocked(typed), arranged.place(random.randrange(100)), now)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(arrangement, "FEW", random.choice([-1, 1000]))  # of many rows each is looked for again
        for step in range(40):
            match random.randrange(6):
                case 0:
                    before, sessions = sessions, changed(random, sessions, step)
                    arranged.update(sessions, touched(before, sessions), now)
                case 1:
                    arranged.sort(Order(random.choice([SortKey.STARTED, SortKey.TYPE])), now)
                case 2 | 3:
                    arranged.go_on(30)
                case _:
                    now += timedelta(seconds=random.choice([1, 20, 60]), microseconds=random.randrange(3))
                    is_due, rows = arranged.is_due(now), listed(arranged)
                    arranged.follow(now)
                    assert is_due or listed(arranged) == rows
            assert len(set(listed(arranged))) == len(arranged)
        while arranged.is_busy:
            arranged.go_on(100)
    arranged.follow(now)
    assert is_right(arranged, sessions, now)


def test_at_the_very_limit_a_session_comes_and_goes() -> None:
    arranged = Arrangement()
    arranged.rebuild(held(Session(id=SessionId("a"), state="Working", created=NOON)), NOON)
    for typed, before, at, after in (
        ("dur>2m", 0, 0, 1),
        ("dur>=2m", 0, 1, 1),
        ("started<2m", 1, 0, 0),
        ("started<=2m", 1, 1, 0),
    ):
        arranged.sift(clocked(typed), None, NOON)
        arranged.go_on(10)
        seen = []
        for late in (timedelta(microseconds=-1), timedelta(0), timedelta(microseconds=1)):
            arranged.follow(NOON + timedelta(minutes=2) + late)
            seen.append(len(arranged))
        assert seen == [before, at, after], typed


def test_a_filter_without_the_clock_keeps_no_timetable() -> None:
    arranged = Arrangement()
    arranged.rebuild(held(*(anything(Random(1), number) for number in range(100))), NOON)
    for typed in ("", "vex", "started>2020-01-01"):
        arranged.sift(clocked(typed), None, NOON)
        while arranged.is_busy:
            arranged.go_on(100)
        assert not arranged.is_due(NOON + timedelta(days=1))


def test_a_clock_that_is_set_back_lets_come_back_what_had_gone() -> None:
    arranged = Arrangement()
    arranged.rebuild(held(Session(id=SessionId("a"), state="Working", created=NOON)), NOON)
    arranged.sift(clocked("started<2m"), None, NOON)
    arranged.go_on(10)
    arranged.follow(NOON + timedelta(minutes=3))
    assert len(arranged) == 0
    assert not arranged.is_due(NOON + timedelta(minutes=2, seconds=30)), "clocks of two machines differ a bit"
    assert arranged.is_due(NOON)
    arranged.follow(NOON)
    arranged.go_on(10)
    assert len(arranged) == 1


def test_a_timetable_holds_one_moment_a_session_however_often_it_changes() -> None:
    table = Timetable(clocked("dur>2h"))
    for step in range(10_000):
        for key in "abc":
            created = NOON + timedelta(seconds=step)
            table.note(Session(id=SessionId(key), state="Working", created=created), NOON)
    assert len(table) == 3
    assert table.queued <= SPARE + 6
    table.note(Session(id=SessionId("a"), state="Stopped", created=NOON, ended=NOON), NOON)
    assert sorted(table.due(NOON + timedelta(days=1))) == ["b", "c"]


def test_a_session_whose_time_comes_while_all_are_looked_for_again_is_shown_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(arrangement, "FEW", -1)  # looked for again, however few they are
    arranged = Arrangement()
    sessions = [Session(id=SessionId(f"{one:03}"), state="Working", created=NOON) for one in range(100)]
    arranged.rebuild(held(*sessions), NOON)
    arranged.sift(clocked("dur>2m"), None, NOON)
    arranged.go_on(101)
    arranged.sort(Order(SortKey.ID), NOON)
    while arranged.is_sorting:
        arranged.go_on(101)
    assert arranged.is_sifting
    arranged.follow(NOON + timedelta(hours=1))
    while arranged.is_busy:
        arranged.go_on(10)
    assert sorted(listed(arranged)) == [session.id for session in sessions]


@pytest.mark.parametrize("words", ["", "vex"])
def test_a_session_that_is_named_twice_is_in_one_row_and_goes_as_any_other(words: str) -> None:
    sessions = [Session(SessionId(f"{number:04}"), type="Vex", state="Working") for number in range(9)]
    arranged = Arrangement(organizations=names())
    arranged.rebuild(held(*sessions), NOON)
    arranged.sift(Filter.parse(words, SESSION_FIELDS), None)
    while arranged.is_busy:
        arranged.go_on(100)
    ended = Session(sessions[3].id, type="Vex", state="Stopped", result="Failed", created=NOON)
    after = held(*sessions).after([ended])
    arranged.update(after, [ended.id, ended.id], NOON)
    assert is_right(arranged, after, NOON)
    arranged.update(after.after([], [ended.id]), [ended.id], NOON)
    assert is_right(arranged, after.after([], [ended.id]), NOON)

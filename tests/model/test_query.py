from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vbo_tui.model.filter import Filter
from vbo_tui.model.query import Order, SortKey, arrange, sent
from vbo_tui.model.session import Session, SessionId

NOON = datetime(2026, 9, 24, 12, tzinfo=UTC)


def session(key: str, **fields: object) -> Session:
    return Session(id=SessionId(key), **fields)  # type: ignore[arg-type]


def ids(sessions: list[Session]) -> str:
    return "".join(session.id for session in sessions)


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def test_the_newest_start_comes_first_unless_told_otherwise() -> None:
    told = [session("a", created=at(1)), session("b", created=at(3)), session("c", created=at(2))]
    assert ids(arrange(told, Filter(), Order(), NOON)) == "bca"


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("key", [key for key in SortKey if key is not SortKey.ID])
def test_what_is_missing_comes_last_either_way(key: SortKey, reverse: bool) -> None:
    full = session(
        "full",
        type="Vex",
        state="Stopped",
        result="Success",
        created=at(0),
        ended=at(1),
        point_in_time=at(-5),
        name="Exchange restore",
        initiated_by="CONTOSO\\operator",
    )
    told = [session("empty"), full]
    found = arrange(told, Filter(), Order(key, reverse), NOON, organizations={full.id: "contoso"})
    assert [one.id for one in found] == ["full", "empty"]


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("key", SortKey)
@given(shuffled=st.permutations([session(name, created=NOON, type="Vex") for name in "abcdef"]))
def test_equal_rows_do_not_jump_when_the_server_lists_them_otherwise(
    key: SortKey, reverse: bool, shuffled: list[Session]
) -> None:
    expected = "fedcba" if reverse else "abcdef"
    assert ids(arrange(shuffled, Filter(), Order(key, reverse), NOON)) == expected


def test_instants_are_compared_as_instants_whatever_their_zone() -> None:
    early = session("a", created=datetime.fromisoformat("2026-09-24T14:00:00+07:00"))
    late = session("b", created=datetime.fromisoformat("2026-09-24T09:00:00-07:00"))
    assert ids(arrange([early, late], Filter(), Order(SortKey.STARTED, reverse=False), NOON)) == "ab"


@pytest.mark.parametrize("year", [1, 9999])
def test_the_edges_of_the_calendar_are_sorted_like_other_instants(year: int) -> None:
    far = session("a", created=datetime.fromisoformat(f"{year:04}-12-31T23:59:59.999999-14:00"))
    found = arrange([session("b", created=NOON), far], Filter(), Order(), NOON)
    assert ids(found) == ("ba" if year == 1 else "ab")


def test_a_working_session_has_lasted_until_now() -> None:
    told = [
        session("a", state="Working", created=at(-10)),
        session("b", state="Stopped", created=at(-60), ended=at(-45)),
    ]
    order = Order(SortKey.DURATION)
    assert ids(arrange(told, Filter(), order, at(0))) == "ba"
    assert ids(arrange(told, Filter(), order, at(10))) == "ab"


def test_by_state_what_needs_a_look_comes_first() -> None:
    told = [
        session("o", state="Stopped", result="Success"),
        session("w", state="Stopped", result="Warning"),
        session("f", state="Stopped", result="Failed"),
        session("r", state="Working", result="Success"),
        session("x", state="Working", result="Failed"),
    ]
    order = Order().pressed(SortKey.STATE)
    assert ids(arrange(told, Filter(), order, NOON)) == "xrfwo"


def test_the_same_key_again_turns_the_order_round() -> None:
    order = Order().pressed(SortKey.TYPE)
    assert order == Order(SortKey.TYPE, reverse=False)
    assert order.pressed(SortKey.TYPE).reverse
    assert order.pressed(SortKey.TYPE).in_words == "type reversed"
    assert order.pressed(SortKey.STARTED) == Order()
    assert Order().in_words == "started"


def test_only_fields_that_are_sent_can_be_sorted_by() -> None:
    assert sent(SortKey.NAME, {"name"})
    assert not sent(SortKey.NAME, {"point_in_time"})
    assert not sent(SortKey.POINT_IN_TIME, {"name"})
    assert all(sent(key, ()) for key in (SortKey.STARTED, SortKey.ORGANIZATION, SortKey.ID))

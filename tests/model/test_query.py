from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vbo_tui.model.filter import SESSION_FIELDS, Filter
from vbo_tui.model.query import Order, SortKey, arrange, sent
from vbo_tui.model.session import Session, SessionId

NOON = datetime(2026, 9, 24, 12, tzinfo=UTC)


def session(key: str, **fields: object) -> Session:
    return Session(id=SessionId(key), **fields)  # type: ignore[arg-type]


def ids(sessions: list[Session]) -> str:
    return "".join(session.id for session in sessions)


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def works(key: str, **fields: object) -> Session:
    return session(key, state="Working", **fields)


def stopped(key: str, **fields: object) -> Session:
    return session(key, state="Stopped", **fields)


def test_what_works_comes_first_and_then_the_newest_unless_told_otherwise() -> None:
    told = [stopped("a", created=at(1)), stopped("b", created=at(3)), works("c", created=at(0)), works("d")]
    told += [works("e", created=at(-9)), works("f", created=at(2))]
    stuck = {SessionId("e")}
    assert ids(arrange(told, Filter(), Order(), NOON, stuck=stuck)) == "efcdba"
    assert ids(arrange(told, Filter(), Order(reverse=False), NOON, stuck=stuck)) == "abcfde"


@pytest.mark.parametrize("key", [key for key in SortKey if key is not SortKey.RUNNING])
def test_in_other_orders_it_makes_no_difference_what_is_stuck(key: SortKey) -> None:
    told = [works("a", created=at(-9)), works("b", created=at(1)), stopped("c", created=at(0))]
    stuck = {SessionId("a")}
    plain = arrange(told, Filter(), Order(key), NOON)
    assert arrange(told, Filter(), Order(key), NOON, stuck=stuck) == plain


@pytest.mark.parametrize("field", ["state", "status"])
def test_a_filter_may_ask_for_what_is_stuck(field: str) -> None:
    told = [works("a"), works("b"), stopped("c", name="stuck")]
    chosen = Filter.parse(f"{field}:stuck", SESSION_FIELDS)
    assert ids(arrange(told, chosen, Order(), NOON, stuck={SessionId("b")})) == "b"
    assert not arrange(told, chosen, Order(), NOON)


def test_the_newest_start_comes_first_where_that_is_asked_for() -> None:
    told = [session("a", created=at(1)), session("b", created=at(3)), session("c", created=at(2))]
    assert ids(arrange(told, Filter(), Order(SortKey.STARTED), NOON)) == "bca"


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("key", [key for key in SortKey if key not in (SortKey.ID, SortKey.RUNNING)])
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
        client_host="jump02",
        scope="Sales",
        details="12 of 12 items",
        reason="lost",
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
    assert order.pressed(SortKey.STARTED) == Order(SortKey.STARTED)
    assert Order(SortKey.STARTED).in_words == "started"
    assert order.pressed(SortKey.RUNNING) == Order()
    assert Order().in_words == "running first"
    assert Order().pressed(SortKey.RUNNING).in_words == "running last"


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("key", SortKey)
def test_an_order_written_down_is_read_again(key: SortKey, reverse: bool) -> None:
    assert Order.parse(Order(key, reverse).text) == Order(key, reverse)


def test_only_fields_that_are_sent_can_be_sorted_by() -> None:
    assert sent(SortKey.NAME, {"name"})
    assert not sent(SortKey.NAME, {"point_in_time"})
    assert not sent(SortKey.POINT_IN_TIME, {"name"})
    assert all(sent(key, ()) for key in (SortKey.STARTED, SortKey.ORGANIZATION, SortKey.ID))

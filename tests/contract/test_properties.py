"""Whatever a server of a version may send, and what it may not: the decoders read it, or say why not."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.contract.schema import VERSIONS
from tests.contract.strategies import broken_sessions, events, loose_events, loose_sessions, sessions
from vbo_tui.api.wire import decode_listing, decode_page
from vbo_tui.api.wire_events import decode_events

PAGED = VERSIONS[1:]
SPARED = frozenset(
    {"_links", "name", "organization", "initiatedBy", "clientHost", "scopeName", "details", "reason", "eTag"}
)
"""Fields that cost no more than themselves when they hold what they should not."""

usual = settings(
    deadline=None,
    max_examples=15,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)


def body_of(version: str, items: list[dict[str, Any]]) -> bytes:
    page = {"offset": 0, "limit": 30, "results": items, "_links": {}}
    return json.dumps(items if version == "v1" else page).encode()


@pytest.mark.parametrize("version", VERSIONS)
@usual
@given(data=st.data())
def test_no_session_that_a_server_may_send_is_lost(version: str, data: st.DataObject) -> None:
    items = data.draw(st.lists(sessions(version), max_size=4, unique_by=lambda item: item["id"]))
    listing = decode_listing(body_of(version, items))
    assert listing.unreadable == ()
    assert [session.id for session in listing.sessions] == [item["id"] for item in items]
    assert [session.state for session in listing.sessions] == [item["state"] for item in items]


@pytest.mark.parametrize("version", VERSIONS)
@usual
@given(data=st.data())
def test_nulls_gaps_and_news_cost_no_session(version: str, data: st.DataObject) -> None:
    items = data.draw(st.lists(loose_sessions(version), max_size=4, unique_by=lambda item: item["id"]))
    listing = decode_listing(body_of(version, items))
    assert listing.unreadable == ()
    assert [session.id for session in listing.sessions] == [str(item["id"]).lower() for item in items]


@pytest.mark.parametrize("version", VERSIONS)
@usual
@given(data=st.data())
def test_a_session_that_cannot_be_read_is_told_and_costs_no_other(version: str, data: st.DataObject) -> None:
    good = data.draw(st.lists(sessions(version), min_size=1, max_size=3, unique_by=lambda item: item["id"]))
    bad = data.draw(st.lists(broken_sessions(version, spared=SPARED), min_size=1, max_size=3))
    order = data.draw(st.permutations([*good, *bad]))
    listing = decode_listing(body_of(version, order))
    assert {session.id for session in listing.sessions} == {item["id"] for item in good}
    assert len(listing.unreadable) == len(bad)
    assert all(listing.unreadable)


@pytest.mark.parametrize("version", VERSIONS)
@usual
@given(data=st.data())
def test_one_wrong_field_costs_no_more_than_itself(version: str, data: st.DataObject) -> None:
    item = data.draw(sessions(version))
    name = data.draw(st.sampled_from(sorted(SPARED & item.keys())))
    wrong = {**item, name: data.draw(st.sampled_from([5, 1.5, True, [], {}, ["x"], {"x": "y"}]))}
    listing = decode_listing(body_of(version, [wrong]))
    assert [session.id for session in listing.sessions] == [item["id"]]
    assert listing.unreadable == ()


@pytest.mark.parametrize("version", PAGED)
@usual
@given(data=st.data())
def test_no_event_that_a_server_may_send_is_lost(version: str, data: st.DataObject) -> None:
    items = data.draw(st.lists(events(version) | loose_events(version), max_size=4))
    found, unreadable = decode_events(decode_page(body_of(version, items)).items)
    assert unreadable == []
    assert [event.id for event in found] == [item["id"] for item in items]

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vbo_tui.model.lanes import Census, Lanes, extent
from vbo_tui.model.session import Session, SessionId, Status

NOON = datetime(2026, 9, 24, 12, tzinfo=UTC)
NOW = NOON.timestamp()

moments = st.one_of(
    st.none(),
    st.integers(-500, 500).map(lambda minutes: NOON + timedelta(minutes=minutes)),
    st.sampled_from([datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)]),
)
sessions = st.builds(
    Session,
    id=st.integers(0, 9).map(lambda number: SessionId(str(number))),
    organization=st.sampled_from(["", "contoso", "Fabrikam"]),
    state=st.sampled_from(["Working", "Stopped", "Stopped"]),
    result=st.sampled_from(["Success", "Warning", "Failed", "None"]),
    created=moments,
    ended=moments,
)
edges = st.lists(st.integers(-600, 600).map(lambda minutes: NOW + 60 * minutes), min_size=2).map(sorted)


def current(shown: dict[SessionId, Session], key: SessionId) -> tuple[Session, str] | None:
    session = shown.get(key)
    return None if session is None else (session, session.organization)


def spans(shown: Sequence[Session], status: Status) -> list[tuple[float, float]]:
    """Return from when to when each session with that result was there, as far as the server told."""
    found = []
    for session in (one for one in shown if one.status is status):
        if session.is_working:
            if session.created is not None:
                found.append((session.created.timestamp(), float("inf")))
        elif (span := extent(session, NOW)) is not None:
            found.append(span)
    return found


@given(changes=st.lists(sessions, max_size=30), gone=st.sets(st.integers(0, 9)), edges=edges)
def test_every_span_of_time_counts_the_sessions_that_were_there(
    changes: list[Session], gone: set[int], edges: list[float]
) -> None:
    lanes = Lanes(by_organization=True)
    shown: dict[SessionId, Session] = {}
    for session in changes:
        shown[session.id] = session
        lanes.take(session.id, (session, session.organization))
    for key in map(SessionId, map(str, gone)):
        shown.pop(key, None)
        lanes.take(key, None)
    assert list(lanes.by_organization) == sorted(
        {one.organization for one in shown.values()}, key=str.casefold
    )
    for name, lane in [(None, lanes.whole), *lanes.by_organization.items()]:
        mine = [one for one in shown.values() if name is None or one.organization == name]
        assert len(lane) == len(mine)
        if name is not None:
            assert lanes.latest(name) == max((one.started, one.id) for one in mine)[1]
        for status in Status:
            them = spans(mine, status)
            assert lane.counts[status] == sum(one.status is status for one in mine)
            assert lane.started(status, edges) == [
                sum(a <= first < b for first, _ in them) for a, b in pairwise(edges)
            ]
            assert lane.there(status, edges) == [
                sum(first < b and last >= a for first, last in them) for a, b in pairwise(edges)
            ]


@given(session=sessions)
def test_no_session_ends_before_it_starts(session: Session) -> None:
    span = extent(session, NOW)
    if span is not None:
        assert span[0] <= span[1]
    if session.is_working:
        assert span is not None
        assert span[1] == NOW


@pytest.mark.parametrize("by_organization", [False, True])
def test_what_changes_while_all_are_counted_is_counted_once_and_as_it_is_at_last(
    by_organization: bool,
) -> None:
    shown = {
        SessionId(str(number)): Session(
            id=SessionId(str(number)), organization="contoso", state="Stopped", result="Success", created=NOON
        )
        for number in range(10)
    }
    census = Census(lambda key: current(shown, key))
    census.begin(list(shown.values()), by_organization=by_organization)
    census.go_on(5)
    assert len(census.lanes.whole) == 0
    shown[SessionId("0")] = Session(id=SessionId("0"), organization="fabrikam", state="Working", created=NOON)
    del shown[SessionId("1")]
    del shown[SessionId("9")]
    shown[SessionId("new")] = Session(id=SessionId("new"), state="Stopped", result="Failed", created=NOON)
    census.touch([SessionId("0"), SessionId("1"), SessionId("9"), SessionId("new")])
    while census.is_busy:
        census.go_on(3)
    counts = census.lanes.whole.counts
    assert {status: count for status, count in counts.items() if count} == {
        Status.SUCCESS: 7,
        Status.RUNNING: 1,
        Status.FAILED: 1,
    }
    names = ["", "contoso", "fabrikam"] if by_organization else []
    assert list(census.lanes.by_organization) == names


def test_what_was_counted_stands_until_the_next_count_is_done() -> None:
    shown = {SessionId(str(number)): Session(id=SessionId(str(number)), created=NOON) for number in range(10)}
    census = Census(lambda key: current(shown, key))
    census.begin(list(shown.values()), by_organization=False)
    census.go_on(11)
    del shown[SessionId("0")]
    census.begin(list(shown.values()), by_organization=False)
    census.go_on(5)
    assert len(census.lanes.whole) == 10
    census.go_on(5)
    assert len(census.lanes.whole) == 9

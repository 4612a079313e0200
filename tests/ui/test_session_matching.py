"""What a filter lets through is what putting every text of a row together and looking for it would."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vbo_tui.model.filter import SESSION_FIELDS, Filter, search_text, session_field
from vbo_tui.model.query import organization_of
from vbo_tui.model.session import Session, SessionId, Status
from vbo_tui.ui import session_matching
from vbo_tui.ui.columns import View, figures, words
from vbo_tui.ui.format import TimeMode
from vbo_tui.ui.session_matching import matching

NOON = datetime(2026, 9, 24, 12, tzinfo=UTC)

said = st.sampled_from(["", "Vex", "CONTOSO\\Alice", "STRASSE", "straße", "12 items", "2026"])
sessions = st.builds(
    Session,
    id=st.sampled_from(["0800471b", "9f786f0f"]).map(SessionId),
    name=said,
    organization=said,
    type=st.sampled_from(["Vex", "Vesp", ""]),
    state=st.sampled_from(["Working", "Stopped"]),
    result=st.sampled_from(["Success", "Failed", ""]),
    created=st.sampled_from([None, NOON, NOON - timedelta(hours=1)]),
    ended=st.sampled_from([None, NOON]),
    initiated_by=said,
    client_host=said,
    scope=said,
    details=said,
    reason=said,
)
views = st.builds(
    View,
    st.just(NOON),
    st.sampled_from([TimeMode.UTC, TimeMode.RELATIVE]),
    st.sampled_from([{}, {SessionId("0800471b"): "Xanadu"}]),
)


class Ask(NamedTuple):
    """One thing to ask of a session, as it is typed, and what it means."""

    typed: str
    is_so: Callable[[Session, View], bool]


def everything(session: Session, view: View) -> list[str]:
    """Return all that a session says, times left out."""
    told = search_text(session, [*words(session), view.organizations.get(session.id, "")])
    return told.split("\n")


def anywhere(word: str) -> Ask:
    def is_so(session: Session, view: View) -> bool:
        times = figures(session, view) if any(map(str.isdigit, word)) else ()
        return any(word in text.casefold() for text in (*everything(session, view), *times))

    return Ask(word, is_so)


def pattern(source: str) -> Ask:
    def is_so(session: Session, view: View) -> bool:
        times = figures(session, view) if re.search(r"\d|\\d", source) else ()
        return any(re.search(source, text, re.I) for text in (*everything(session, view), *times))

    return Ask(f'~"{source}"', is_so)


def of(field: str, value: str) -> Ask:
    def is_so(session: Session, view: View) -> bool:
        if field == "org":
            return value in organization_of(session, view.organizations).casefold()
        return value in session_field(session, field).casefold()

    return Ask(f"{field}:{value}", is_so)


def without(ask: Ask) -> Ask:
    return Ask(f"!{ask.typed}", lambda session, view: not ask.is_so(session, view))


asks = st.one_of(
    st.sampled_from(["ex", "ok", "fail", "alice", "stra", "2026-09", "1h00", "12", "0800"]).map(anywhere),
    st.sampled_from(["^v", "alice$", "[af]li", "^2026-09", r"\d items", "so a|fail", "x{2}"]).map(pattern),
    st.builds(of, st.sampled_from(["by", "org", "host", "id", "type"]), st.sampled_from(["a", "x", "08"])),
    st.sampled_from(
        [
            Ask("started>30m", lambda s, v: s.created == NOON - timedelta(hours=1)),
            Ask("started<=1h", lambda s, v: s.created is not None),
            Ask("ended<1s", lambda s, v: not s.is_working and s.ended == NOON),
            Ask("dur>=1h", lambda s, v: (s.duration(NOON) or timedelta(0)) >= timedelta(hours=1)),
            Ask("@slow", lambda s, v: s.is_working and (s.duration(NOON) or timedelta(0)) > timedelta(0)),
        ]
    ),
)


@given(
    asked=st.lists(st.one_of(asks, asks.map(without)), max_size=4),
    many=st.lists(sessions, max_size=5),
    view=views,
    only=st.sampled_from([None, None, Status.FAILED, Status.RUNNING]),
)
def test_it_lets_through_what_looking_at_everything_would(
    asked: list[Ask], many: list[Session], view: View, only: Status | None
) -> None:
    typed = " ".join(ask.typed for ask in asked)
    chosen = Filter.parse(typed, SESSION_FIELDS, {"slow": "state:working dur>0s"}).narrowed(only)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(session_matching, "MOST_HITS", 3)
        lets_through = matching(chosen, view)
        for session in [*many, *many]:
            expected = only in (None, session.status) and all(ask.is_so(session, view) for ask in asked)
            assert lets_through(session, NOON) is expected

"""What a filter lets through is what putting every text of a row together and looking for it would."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vbo_tui.model.query import SESSION_FIELDS, Filter, organization_of, search_text, session_field
from vbo_tui.model.session import Session, SessionId
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
typed = st.lists(
    st.sampled_from(
        ["ex", "ok", "fail", "alice", "stra", "ss", "2026-09", "1h00", "12", "0800", "by:alice", "org:x"]
    )
)
views = st.builds(
    View,
    st.just(NOON),
    st.sampled_from([TimeMode.UTC, TimeMode.RELATIVE]),
    st.sampled_from([{}, {SessionId("0800471b"): "Xanadu"}]),
)


def naive(chosen: Filter, session: Session, view: View) -> bool:
    def field(name: str) -> str:
        return organization_of(session, view.organizations) if name == "org" else session_field(session, name)

    told = search_text(session, [*words(session), view.organizations.get(session.id, "")]).casefold()
    timed = "\n".join([told, *figures(session, view)])
    in_words = all(word in (timed if any(map(str.isdigit, word)) else told) for word in chosen.words)
    return in_words and all(value in field(name).casefold() for name, value in chosen.fields)


@given(words=typed, many=st.lists(sessions, max_size=5), view=views)
def test_it_lets_through_what_looking_at_everything_would(
    words: list[str], many: list[Session], view: View
) -> None:
    chosen = Filter.parse(" ".join(words), SESSION_FIELDS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(session_matching, "MOST_HITS", 3)
        lets_through = matching(chosen, view)
        for session in [*many, *many]:
            assert lets_through(session) is naive(chosen, session, view)

"""What a filter finds in a session: all that its row says, and what the server says besides. Pure.

Sessions say the same words again and again; what was found in a word once is remembered, so that a
hundred thousand of them can be looked through while somebody types.
"""

from __future__ import annotations

from functools import lru_cache

from vbo_tui.model.query import Filter, Lets, organization_of, session_field
from vbo_tui.model.session import Session, SessionId
from vbo_tui.ui.columns import View, figures, words

MOST_HITS = 10_000
"""Words of which it is remembered whether they hold the one that is looked for."""


def matching(chosen: Filter, view: View) -> Lets:
    """Return what tells whether a filter lets a session through; times as ``view`` prints them."""
    tests = [*(_anywhere(word, view) for word in chosen.words), *(_in_field(*f, view) for f in chosen.fields)]
    if len(tests) == 1:
        return tests[0]
    return lambda session: all(test(session) for test in tests)


def _anywhere(word: str, view: View) -> Lets:
    """Return the test for a word that may be anywhere in a row."""
    names = view.organizations
    has_digit = any(char.isdigit() for char in word)

    @lru_cache(MOST_HITS)
    def holds(text: str) -> bool:
        return word in text.casefold()

    @lru_cache(MOST_HITS)
    def is_kind(kind: str, state: str, result: str) -> bool:
        shown = words(Session(SessionId(""), type=kind, state=state, result=result))
        return any(word in text.casefold() for text in (kind, state, result, *shown))

    def lets_through(session: Session) -> bool:
        return (
            is_kind(session.type, session.state, session.result)
            or word in session.name.casefold()
            or holds(session.organization)
            or holds(session.initiated_by)
            or holds(session.client_host)
            or word in session.id
            or holds(session.details)
            or holds(session.scope)
            or holds(session.reason)
            or (has_digit and any(word in text for text in figures(session, view)))
            or (bool(names) and holds(names.get(session.id, "")))
        )

    return lets_through


def _in_field(field: str, value: str, view: View) -> Lets:
    """Return the test for a word that has to be in one field."""
    if field == "org":
        return lambda session: value in organization_of(session, view.organizations).casefold()
    return lambda session: value in session_field(session, field).casefold()

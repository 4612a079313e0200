"""What a filter finds in a session: all that its row says, and what the server says besides. Pure.

Sessions say the same words again and again; what was found in a word once is remembered, so that a
hundred thousand of them can be looked through while somebody types.
"""

from __future__ import annotations

from collections.abc import Callable

from vbo_tui.model.query import Filter, organization_of, session_field
from vbo_tui.model.session import Session
from vbo_tui.ui.columns import View, figures, words

MOST_HITS = 10_000
"""Words of which it is remembered whether they hold the one that is looked for."""

Lets = Callable[[Session], bool]


def matching(chosen: Filter, view: View) -> Lets:
    """Return what tells whether a filter lets a session through; times as ``view`` prints them."""
    tests = [*(_anywhere(word, view) for word in chosen.words), *(_in_field(*f, view) for f in chosen.fields)]
    if len(tests) == 1:
        return tests[0]
    return lambda session: all(test(session) for test in tests)


class _Hits(dict[str, bool]):
    """Whether a word is in a text, in any case; forgets all when it has seen too many texts."""

    def __init__(self, word: str) -> None:
        super().__init__()
        self._word = word

    def __missing__(self, text: str) -> bool:
        if len(self) >= MOST_HITS:
            self.clear()
        found = self[text] = self._word in text.casefold()
        return found


def _anywhere(word: str, view: View) -> Lets:
    """Return the test for a word that may be anywhere in a row."""
    hits, names = _Hits(word), view.organizations
    kinds: dict[tuple[str, str, str], bool] = {}
    has_digit = any(char.isdigit() for char in word)

    def is_of_kind(session: Session) -> bool:
        kind = (session.type, session.state, session.result)
        known = kinds.get(kind)
        if known is None:
            if len(kinds) >= MOST_HITS:
                kinds.clear()
            known = kinds[kind] = any(word in text.casefold() for text in (*kind, *words(session)))
        return known

    def lets_through(session: Session) -> bool:
        return (
            is_of_kind(session)
            or word in session.name.casefold()
            or hits[session.organization]
            or hits[session.initiated_by]
            or hits[session.client_host]
            or word in session.id
            or hits[session.details]
            or hits[session.scope]
            or hits[session.reason]
            or (has_digit and any(word in text for text in figures(session, view)))
            or (bool(names) and hits[names.get(session.id, "")])
        )

    return lets_through


def _in_field(field: str, value: str, view: View) -> Lets:
    """Return the test for a word that has to be in one field."""
    if field == "org":
        return lambda session: value in organization_of(session, view.organizations).casefold()
    return lambda session: value in session_field(session, field).casefold()

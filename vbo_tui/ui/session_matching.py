"""What a filter finds in a session: all that its row says, and what the server says besides. Pure.

Sessions say the same words again and again; what was found in a word once is remembered, so that a
hundred thousand of them can be looked through while somebody types.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from functools import lru_cache

from vbo_tui.model.filter import Filter, session_field
from vbo_tui.model.filter_terms import Lets, Pattern, Said, Word
from vbo_tui.model.query import organization_of
from vbo_tui.model.regex import compiled
from vbo_tui.model.session import Session, SessionId
from vbo_tui.model.stuck import told_of_stuck
from vbo_tui.ui.columns import View, figures, words
from vbo_tui.ui.format import TimeMode

MOST_HITS = 10_000
"""Texts of which it is remembered whether they hold what is looked for."""

Finds = Callable[[str], bool]
"""Whether what is looked for is in a text of one line."""


def matching(chosen: Filter, view: View) -> Lets:
    """Return what tells whether a filter lets a session through; times as ``view`` prints them."""

    def look(said: Said) -> Lets:
        return _in_field(said, view) if said.field else _anywhere(said.sought, view)

    return chosen.lets(look, UTC if view.mode is TimeMode.UTC else None)


def _finds(sought: Word | Pattern) -> Finds:
    """Return the quickest way to find something in a text of one line."""
    if isinstance(sought, Pattern):
        return compiled(sought.source).is_in
    word = sought.text
    return lambda text: word in text.casefold()


def _anywhere(sought: Word | Pattern, view: View) -> Lets:
    """Return the test for something that may be anywhere in a row."""
    names, finds = view.organizations, _finds(sought)
    holds = lru_cache(MOST_HITS)(finds)
    may_be_time = sought.may_be_time

    @lru_cache(MOST_HITS)
    def is_kind(kind: str, state: str, result: str) -> bool:
        shown = words(Session(SessionId(""), type=kind, state=state, result=result))
        return any(finds(text) for text in (kind, state, result, *shown))

    def lets_through(session: Session, now: object) -> bool:
        return (
            is_kind(session.type, session.state, session.result)
            or finds(session.name)
            or holds(session.organization)
            or holds(session.initiated_by)
            or holds(session.client_host)
            or finds(session.id)
            or holds(session.details)
            or holds(session.scope)
            or holds(session.reason)
            or (may_be_time and any(finds(text) for text in figures(session, view)))
            or (bool(names) and holds(names.get(session.id, "")))
        )

    return lets_through


def _in_field(said: Said, view: View) -> Lets:
    """Return the test for something that has to be in one field."""
    field, finds = said.field, said.sought.is_in
    if field not in _EACH_ITS_OWN:
        finds = lru_cache(MOST_HITS)(finds)
    if field == "org":
        return lambda session, now: finds(organization_of(session, view.organizations))
    if field in ("state", "status"):
        return lambda session, now: finds(_how_it_stands(session, field, view))
    return lambda session, now: finds(session_field(session, field))


def _how_it_stands(session: Session, field: str, view: View) -> str:
    told = session_field(session, field)
    return told_of_stuck(field, told) if session.id in view.stuck else told


_EACH_ITS_OWN = ("name", "id")
"""Fields that hardly say anything twice."""

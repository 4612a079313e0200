"""Which rows are shown: the filter that a person typed, and what it lets through. Pure."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import tzinfo
from functools import partial

from vbo_tui.errors import FilterError
from vbo_tui.model.filter_syntax import Complaint, Named, read
from vbo_tui.model.filter_terms import (
    FieldText,
    Lets,
    Said,
    Term,
    TimeField,
    Together,
    all_of,
    compared_in,
    test_of,
)
from vbo_tui.model.session import Session, SessionId, Status
from vbo_tui.model.stuck import told_of_stuck


def _nothing(field: str) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Filter:
    """What has to be so of a row, all of it."""

    text: str = ""
    """What the user typed, without needless spaces; read again it is the same filter."""
    terms: tuple[Term, ...] = ()
    only: Status | None = None
    """The status that is left in besides, chosen by a digit; None for all."""

    @classmethod
    def parse(cls, text: str, fields: Container[str] = frozenset(), named: Named | None = None) -> Filter:
        """Read a filter; the arguments are those of :func:`vbo_tui.model.filter_syntax.read`.

        Raises:
            FilterError: Something in it cannot be read; the message says what, and where.
        """
        understood, complaints = cls.begun(text, fields, named)
        if complaints:
            raise FilterError(str(complaints[0]))
        return understood

    @classmethod
    def begun(
        cls, text: str, fields: Container[str] = frozenset(), named: Named | None = None
    ) -> tuple[Filter, tuple[Complaint, ...]]:
        """Return what can be understood of a text that is being typed, and what cannot."""
        reading = read(text, fields, named)
        return cls(reading.text, reading.terms), reading.complaints

    def __bool__(self) -> bool:
        return bool(self.terms) or self.only is not None

    def narrowed(self, only: Status | None) -> Filter:
        """Return the same filter, which leaves in one status besides; None for all of them."""
        return replace(self, only=only)

    @property
    def follows_clock(self) -> bool:
        """Whether a row may come or go as time passes."""
        return any(compared.follows_clock for compared in compared_in(self.terms))

    def matches(self, text: str, field: FieldText = _nothing) -> bool:
        """Return whether a row that says ``text`` is as the filter wants it; no times are compared.

        Args:
            text: All that the row says, part by part on lines of their own.
            field: Returns what one field of it says.
        """
        return all(_matches(term, text, field) for term in self.terms)

    def lets(self, look: Callable[[Said], Lets], zone: tzinfo | None) -> Lets:
        """Return what tells whether a session is let through.

        Args:
            look: Returns what tells whether something is said in a session.
            zone: The zone of dates; None for the local one.
        """
        tests = [test_of(term, look, zone) for term in self.terms]
        if self.only is not None:
            tests.insert(0, lambda session, now: session.status is self.only)
        return all_of(tests)


def _matches(term: Term, text: str, field: FieldText) -> bool:
    match term.what:
        case Said() as said:
            found = said.is_in(text, field)
        case Together(_, terms):
            found = all(_matches(one, text, field) for one in terms)
        case _:
            return True
    return found is not term.excludes


def search_text(session: Session, shown: Iterable[str] = ()) -> str:
    """Return what a filter looks at: the id, the server's own words, and what else is ``shown``.

    The parts are on lines of their own, so that no word matches across two of them.
    """
    told = (session.name, session.organization, session.initiated_by, session.client_host, session.scope)
    words = (session.id, session.type, session.state, session.result)
    return "\n".join((*words, *told, session.details, session.reason, *shown))


def by_words(
    chosen: Filter,
    text: Callable[[Session], str] = search_text,
    zone: tzinfo | None = None,
    stuck: Container[SessionId] = (),
) -> Lets:
    """Return what a filter lets through that looks at ``text``, the server's fields, and who is ``stuck``."""

    def field(session: Session, name: str) -> str:
        told = session_field(session, name)
        return told_of_stuck(name, told) if session.id in stuck else told

    def look(said: Said) -> Lets:
        return lambda session, now: said.is_in(text(session), partial(field, session))

    return chosen.lets(look, zone)


def session_field(session: Session, name: str) -> str:
    """Return what the field that a filter calls ``name`` says of a session."""
    return _FIELDS[name](session)


_FIELDS: Mapping[str, Callable[[Session], str]] = {
    "by": lambda session: session.initiated_by,
    "host": lambda session: session.client_host,
    "org": lambda session: session.organization,
    "name": lambda session: session.name,
    "type": lambda session: f"{session.type}\n{session.workload}",
    "state": lambda session: session.state,
    "status": lambda session: str(session.status),
    "result": lambda session: session.result,
    "scope": lambda session: session.scope,
    "reason": lambda session: session.reason,
    "details": lambda session: session.details,
    "id": lambda session: session.id,
}

SESSION_FIELDS: tuple[str, ...] = (*_FIELDS, *TimeField)
"""What may be named in a filter of sessions, the usual ones first."""

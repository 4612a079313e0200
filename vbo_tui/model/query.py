"""Which sessions are shown, and in which order. Pure: the time comes in as an argument."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial

import msgspec

from vbo_tui.model.session import Session, SessionId, Status

Names = Mapping[SessionId, str]
"""The names of the organizations that are known, by session."""


class SortKey(StrEnum):
    """What sessions can be sorted by."""

    RUNNING = "running"
    """What works first, stuck ones before others; then by the start."""
    STARTED = "started"
    ENDED = "ended"
    DURATION = "duration"
    STATE = "state"
    TYPE = "type"
    POINT_IN_TIME = "point-in-time"
    NAME = "name"
    ORGANIZATION = "organization"
    INITIATED_BY = "initiated-by"
    CLIENT_HOST = "client-host"
    SCOPE = "scope"
    DETAILS = "details"
    REASON = "reason"
    ID = "id"

    @property
    def natural(self) -> bool:
        """Whether this key is read from the largest value down: the newest, the longest first."""
        return self in _LARGEST_FIRST


_LARGEST_FIRST = (
    SortKey.RUNNING,
    SortKey.STARTED,
    SortKey.ENDED,
    SortKey.DURATION,
    SortKey.POINT_IN_TIME,
)


def sent(key: SortKey, fields: Container[str]) -> bool:
    """Tell whether a server whose sessions have ``fields`` sends what ``key`` compares."""
    field = _FIELD_OF.get(key)
    return field is None or field in fields


_FIELD_OF = {
    SortKey.POINT_IN_TIME: "point_in_time",
    SortKey.NAME: "name",
    SortKey.INITIATED_BY: "initiated_by",
    SortKey.CLIENT_HOST: "client_host",
    SortKey.SCOPE: "scope",
    SortKey.DETAILS: "details",
    SortKey.REASON: "reason",
}
"""Keys that not every version of the API has a field for; organizations are learned from links, too."""


@dataclass(frozen=True, slots=True)
class Order:
    """A key and a direction. Equal values are in the order of their ids; missing ones are last."""

    key: SortKey = SortKey.RUNNING
    reverse: bool = True
    """Whether the largest value comes first."""

    def pressed(self, key: SortKey) -> Order:
        """Return the order after the user asked for ``key``: asked again, the other way round."""
        return Order(key, not self.reverse if key is self.key else key.natural)

    @classmethod
    def parse(cls, text: str) -> Order | None:
        """Return the order that a text names, ``-started`` for one reversed; None where it names none."""
        name = text.removeprefix("-")
        if name not in list(SortKey):
            return None
        key = SortKey(name)
        return cls(key, key.natural is not text.startswith("-"))

    @property
    def text(self) -> str:
        """The order as :meth:`parse` takes it."""
        return str(self.key) if self.reverse is self.key.natural else f"-{self.key}"

    @property
    def in_words(self) -> str:
        """The order as a person names it."""
        if self.key is SortKey.RUNNING:
            return f"running {'first' if self.reverse else 'last'}"
        return str(self.key) if self.reverse is self.key.natural else f"{self.key} reversed"


FieldText = Callable[[str], str]
"""Returns what a field says that a filter may name; "" for one that says nothing."""


def _nothing(field: str) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Filter:
    """Words that a row's text must contain, all of them, in any case and order; some in a named field."""

    text: str = ""
    """What the user typed, without needless spaces; "" excludes nothing."""
    words: tuple[str, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    """Fields and what they must contain: ``by:alice`` looks at who started a session, and nowhere else."""

    @classmethod
    def parse(cls, text: str, fields: Container[str] = frozenset()) -> Filter:
        """Read a filter as a person types it; every text is a filter.

        Args:
            text: Words with spaces between them.
            fields: Names that may stand before a colon; any other colon is part of a word.
        """
        words, named = [], []
        for word in text.split():
            field, colon, value = word.casefold().partition(":")
            if colon and field in fields:
                named += [(field, value)] if value else []  # the name alone is on its way to be a filter
            else:
                words.append(word.casefold())
        return cls(" ".join(text.split()), tuple(words), tuple(named))

    def __bool__(self) -> bool:
        return bool(self.words or self.fields)

    def matches(self, text: str, field: FieldText = _nothing) -> bool:
        """Return whether every word is in ``text``, and in its field where it names one."""
        if not all(value in field(name).casefold() for name, value in self.fields):
            return False
        folded = text.casefold() if self.words else ""
        return all(word in folded for word in self.words)


def search_text(session: Session, shown: Iterable[str] = ()) -> str:
    """Return what a filter looks at: the id, the server's own words, and what else is ``shown``.

    The parts are on lines of their own, so that no word matches across two of them.
    """
    told = (session.name, session.organization, session.initiated_by, session.client_host, session.scope)
    words = (session.id, session.type, session.state, session.result)
    return "\n".join((*words, *told, session.details, session.reason, *shown))


Lets = Callable[[Session], bool]
"""Whether a filter lets a session through."""


def by_words(chosen: Filter, text: Callable[[Session], str] = search_text) -> Lets:
    """Return what a filter lets through that looks at ``text``, and at the server's fields."""
    return lambda session: chosen.matches(text(session), partial(session_field, session))


def session_field(session: Session, name: str) -> str:
    """Return what the field that a filter calls ``name`` says of a session."""
    return _FIELDS[name](session)


_FIELDS: Mapping[str, Callable[[Session], str]] = {
    "id": lambda session: session.id,
    "name": lambda session: session.name,
    "org": lambda session: session.organization,
    "by": lambda session: session.initiated_by,
    "host": lambda session: session.client_host,
    "scope": lambda session: session.scope,
    "reason": lambda session: session.reason,
    "details": lambda session: session.details,
    "type": lambda session: f"{session.type}\n{session.workload}",
    "status": lambda session: str(session.status),
    "state": lambda session: session.state,
    "result": lambda session: session.result,
}

SESSION_FIELDS = frozenset(_FIELDS)
"""What may stand before a colon in a filter of sessions."""


class Entry(msgspec.Struct, frozen=True, order=True, gc=False):
    """What sessions are compared by; a hundred thousand of them are no work for the garbage collector."""

    rank: int
    """What is compared before the value; it keeps what is missing last either way."""
    value: float | str
    id: SessionId


def entry(
    session: Session, order: Order, now: datetime, organizations: Names, stuck: Container[SessionId] = ()
) -> Entry:
    """Return the place of ``session``, to be compared with others of the same ``order``.

    Entries are sorted upwards, and read backwards where ``order.reverse`` is set; the first item
    then keeps what is missing at the end either way.
    """
    above = 0
    if order.key is SortKey.RUNNING and session.is_working:
        above = 4 if session.id in stuck else 2
    value = _VALUES[order.key](session, now, organizations)
    if value is None or value == "":
        return Entry(above + (not order.reverse), 0.0, session.id)
    return Entry(above + order.reverse, value, session.id)


def arrange(
    sessions: Iterable[Session],
    filter: Filter,  # noqa: A002 - the word the user knows
    order: Order,
    now: datetime,
    *,
    organizations: Names | None = None,
    stuck: Container[SessionId] = (),
    text: Callable[[Session], str] = search_text,
) -> list[Session]:
    """Return the sessions that ``filter`` lets through, in ``order``.

    Args:
        sessions: In any order.
        filter: What must be in the text of a session.
        order: How to sort.
        now: Aware; a working session has lasted until then.
        organizations: The names that are known.
        stuck: The sessions that are stuck.
        text: What the filter looks at.
    """
    names = organizations or {}
    lets_through = by_words(filter, text)
    kept = [session for session in sessions if not filter or lets_through(session)]
    return sorted(kept, key=lambda session: entry(session, order, now, names, stuck), reverse=order.reverse)


def urgency(session: Session) -> float:
    """Return how far from needing a look a session is: working ones first, then those that failed."""
    verdict = _VERDICTS.get(session.result.casefold(), 2)
    return verdict if session.status is Status.RUNNING else 10 + verdict


_VERDICTS = {"failed": 0, "warning": 1, "success": 3}


def organization_of(session: Session, names: Names) -> str:
    """Return the name of a session's organization: as the session says, else as its link said."""
    return session.organization or names.get(session.id, "")


_Value = Callable[[Session, datetime, Names], float | str | None]


def _stamp(value: datetime | None) -> float | None:
    """Return seconds since 1970: comparing numbers takes a tenth of comparing two zones."""
    return None if value is None else value.timestamp()


def _duration(session: Session, now: datetime) -> float | None:
    lasted = session.duration(now)
    return None if lasted is None else lasted.total_seconds()


_VALUES: Mapping[SortKey, _Value] = {
    SortKey.RUNNING: lambda session, now, names: _stamp(session.created),
    SortKey.STARTED: lambda session, now, names: _stamp(session.created),
    SortKey.ENDED: lambda session, now, names: None if session.is_working else _stamp(session.ended),
    SortKey.DURATION: lambda session, now, names: _duration(session, now),
    SortKey.STATE: lambda session, now, names: urgency(session) if session.state else None,
    SortKey.TYPE: lambda session, now, names: session.type.casefold(),
    SortKey.POINT_IN_TIME: lambda session, now, names: _stamp(session.point_in_time),
    SortKey.NAME: lambda session, now, names: session.name.casefold(),
    SortKey.ORGANIZATION: lambda session, now, names: organization_of(session, names).casefold(),
    SortKey.INITIATED_BY: lambda session, now, names: session.initiated_by.casefold(),
    SortKey.CLIENT_HOST: lambda session, now, names: session.client_host.casefold(),
    SortKey.SCOPE: lambda session, now, names: session.scope.casefold(),
    SortKey.DETAILS: lambda session, now, names: session.details.casefold(),
    SortKey.REASON: lambda session, now, names: session.reason.casefold(),
    SortKey.ID: lambda session, now, names: session.id,
}

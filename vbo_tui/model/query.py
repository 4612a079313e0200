"""In which order sessions are shown. Pure: the time comes in as an argument."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

import msgspec

from vbo_tui.model.filter import Filter, by_words, search_text
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
    zone: tzinfo | None = None,
) -> list[Session]:
    """Return the sessions that ``filter`` lets through, in ``order``.

    Args:
        sessions: In any order.
        filter: What has to be so of a session.
        order: How to sort.
        now: Aware; a working session has lasted until then.
        organizations: The names that are known.
        stuck: The sessions that are stuck.
        text: What the filter looks at.
        zone: The zone of the filter's dates; None for the local one.
    """
    names = organizations or {}
    lets_through = by_words(filter, text, zone, stuck)
    kept = [session for session in sessions if lets_through(session, now)]
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

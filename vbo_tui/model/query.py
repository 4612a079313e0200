"""Which sessions are shown, and in which order. Pure: the time comes in as an argument."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from vbo_tui.model.session import Session, SessionId, Status

Names = Mapping[SessionId, str]
"""The names of the organizations that are known, by session."""


class SortKey(StrEnum):
    """What sessions can be sorted by."""

    STARTED = "started"
    ENDED = "ended"
    DURATION = "duration"
    STATE = "state"
    TYPE = "type"
    POINT_IN_TIME = "point-in-time"
    ORGANIZATION = "organization"
    ID = "id"

    @property
    def natural(self) -> bool:
        """Whether this key is read from the largest value down: the newest, the longest first."""
        return self in (SortKey.STARTED, SortKey.ENDED, SortKey.DURATION, SortKey.POINT_IN_TIME)


@dataclass(frozen=True, slots=True)
class Order:
    """A key and a direction. Equal values are in the order of their ids; missing ones are last."""

    key: SortKey = SortKey.STARTED
    reverse: bool = True
    """Whether the largest value comes first."""

    def pressed(self, key: SortKey) -> Order:
        """Return the order after the user asked for ``key``: asked again, the other way round."""
        return Order(key, not self.reverse if key is self.key else key.natural)

    @property
    def in_words(self) -> str:
        """The order as a person names it."""
        return str(self.key) if self.reverse is self.key.natural else f"{self.key} reversed"


@dataclass(frozen=True, slots=True)
class Filter:
    """Words that a session's text must contain, all of them, in any case and order."""

    text: str = ""
    """What the user typed, without needless spaces; "" excludes nothing."""
    words: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Filter:
        """Read a filter as a person types it; every text is a filter."""
        words = text.split()
        return cls(" ".join(words), tuple(word.casefold() for word in words))

    def __bool__(self) -> bool:
        return bool(self.words)

    def matches(self, text: str) -> bool:
        """Return whether every word is in ``text``."""
        folded = text.casefold()
        return all(word in folded for word in self.words)


def search_text(session: Session, shown: Iterable[str] = ()) -> str:
    """Return what a filter looks at: the id, the server's own words, and what else is ``shown``.

    The parts are on lines of their own, so that no word matches across two of them.
    """
    return "\n".join((session.id, session.type, session.state, session.result, *shown))


Entry = tuple[int, float | str, SessionId]
"""What sessions are compared by: whether there is a value, the value, the id."""


def entry(session: Session, order: Order, now: datetime, organizations: Names) -> Entry:
    """Return the place of ``session``, to be compared with others of the same ``order``.

    Entries are sorted upwards, and read backwards where ``order.reverse`` is set; the first item
    then keeps what is missing at the end either way.
    """
    value = _VALUES[order.key](session, now, organizations)
    if value is None or value == "":
        return (0 if order.reverse else 1, 0.0, session.id)
    return (1 if order.reverse else 0, value, session.id)


def arrange(
    sessions: Iterable[Session],
    filter: Filter,  # noqa: A002 - the word the user knows
    order: Order,
    now: datetime,
    *,
    organizations: Names | None = None,
    text: Callable[[Session], str] = search_text,
) -> list[Session]:
    """Return the sessions that ``filter`` lets through, in ``order``.

    Args:
        sessions: In any order.
        filter: What must be in the text of a session.
        order: How to sort.
        now: Aware; a working session has lasted until then.
        organizations: The names that are known.
        text: What the filter looks at.
    """
    names = organizations or {}
    kept = [session for session in sessions if not filter or filter.matches(text(session))]
    return sorted(kept, key=lambda session: entry(session, order, now, names), reverse=order.reverse)


def urgency(session: Session) -> float:
    """Return how far from needing a look a session is: working ones first, then those that failed."""
    verdict = _VERDICTS.get(session.result.casefold(), 2)
    return verdict if session.status is Status.RUNNING else 10 + verdict


_VERDICTS = {"failed": 0, "warning": 1, "success": 3}

_Value = Callable[[Session, datetime, Names], float | str | None]


def _stamp(value: datetime | None) -> float | None:
    """Return seconds since 1970: comparing numbers takes a tenth of comparing two zones."""
    return None if value is None else value.timestamp()


def _duration(session: Session, now: datetime) -> float | None:
    lasted = session.duration(now)
    return None if lasted is None else lasted.total_seconds()


_VALUES: Mapping[SortKey, _Value] = {
    SortKey.STARTED: lambda session, now, names: _stamp(session.created),
    SortKey.ENDED: lambda session, now, names: None if session.is_working else _stamp(session.ended),
    SortKey.DURATION: lambda session, now, names: _duration(session, now),
    SortKey.STATE: lambda session, now, names: urgency(session) if session.state else None,
    SortKey.TYPE: lambda session, now, names: session.type.casefold(),
    SortKey.POINT_IN_TIME: lambda session, now, names: _stamp(session.point_in_time),
    SortKey.ORGANIZATION: lambda session, now, names: names.get(session.id, "").casefold(),
    SortKey.ID: lambda session, now, names: session.id,
}

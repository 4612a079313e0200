"""What a filter asks of a row, one thing after the other. Pure: the time comes in as an argument."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum

from vbo_tui.model.regex import compiled
from vbo_tui.model.session import Session

FieldText = Callable[[str], str]
"""Returns what a field says that a filter may name; "" for one that says nothing."""

_TIMES = re.compile(r"\{[0-9,]*\}")
"""How often something is repeated."""

_MICROSECOND = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Word:
    """Letters that have to be in a text, in any case."""

    text: str
    """Casefolded."""

    def is_in(self, text: str) -> bool:
        """Tell whether ``text`` has the word."""
        return self.text in text.casefold()

    @property
    def may_be_time(self) -> bool:
        """Whether it may be found in an instant or a duration."""
        return any(char.isdigit() for char in self.text)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression that has to match somewhere in a text, in any case."""

    source: str

    def is_in(self, text: str) -> bool:
        """Tell whether the pattern matches within one line of ``text``."""
        found = compiled(self.source).is_in
        return any(found(line) for line in text.split("\n"))

    @property
    def may_be_time(self) -> bool:
        """Whether it may be found in an instant or a duration."""
        sought = _TIMES.sub("", self.source)
        return "\\d" in sought or any(char.isdigit() for char in sought)


@dataclass(frozen=True, slots=True)
class Said:
    """Something is in the row's text, or in one field of it."""

    sought: Word | Pattern
    field: str = ""
    """Which field; "" for anywhere."""

    def is_in(self, text: str, field: FieldText) -> bool:
        """Tell whether it is said in ``text``, or in its field where it names one."""
        return self.sought.is_in(field(self.field) if self.field else text)


class TimeField(StrEnum):
    """What of a session is compared, and not looked into."""

    STARTED = "started"
    ENDED = "ended"
    DURATION = "dur"


class Relation(StrEnum):
    """How something is compared."""

    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="

    def holds(self, value: timedelta, limit: timedelta) -> bool:
        """Tell whether ``value`` stands so to ``limit``."""
        match self:
            case Relation.LESS:
                return value < limit
            case Relation.AT_MOST:
                return value <= limit
            case Relation.MORE:
                return value > limit
        return value >= limit


@dataclass(frozen=True, slots=True)
class Span:
    """A month, a day, a minute or a second of the calendar, in whichever zone times are printed."""

    start: datetime
    """Without a zone."""
    end: datetime
    """The first moment that is not part of it; without a zone."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A time stands so to a limit. What the server did not say stands to nothing."""

    field: TimeField
    relation: Relation
    limit: timedelta | Span
    """How long something lasted or is ago; or a part of the calendar, which is before or after it."""

    @property
    def follows_clock(self) -> bool:
        """Whether it may be true at one moment and not at another."""
        return isinstance(self.limit, timedelta)

    def test(self, zone: tzinfo | None) -> Lets:
        """Return what tells whether it is so; dates are those of ``zone``, None being the local one."""
        limit, relation = self.limit, self.relation
        if isinstance(limit, timedelta):
            return lambda session, now: (
                (value := self._value(session, now)) is not None and relation.holds(value, limit)
            )
        start, end = _in_zone(limit.start, zone), _in_zone(limit.end, zone)
        edge = start if relation in (Relation.LESS, Relation.AT_LEAST) else end
        is_before = relation in (Relation.LESS, Relation.AT_MOST)

        def stands_so(session: Session, now: datetime) -> bool:
            value = self._instant(session)
            return value is not None and (value < edge) is is_before

        return stands_so

    def changes_at(self, session: Session) -> int | None:
        """Return when it becomes true or ceases to be, in microseconds since 1970; None for never."""
        if not isinstance(self.limit, timedelta):
            return None
        since = self._instant(session)
        if self.field is TimeField.DURATION:
            since = session.created if session.is_working else None
        if since is None:
            return None
        is_over = self.relation in (Relation.MORE, Relation.AT_MOST)  # it has to be exceeded
        return microseconds(since) + self.limit // _MICROSECOND + is_over

    def _value(self, session: Session, now: datetime) -> timedelta | None:
        """Return how long it lasted, or is ago."""
        if self.field is TimeField.DURATION:
            return session.duration(now)
        instant = self._instant(session)
        return None if instant is None else now - instant

    def _instant(self, session: Session) -> datetime | None:
        if self.field is TimeField.ENDED:
            return None if session.is_working else session.ended
        return session.created


@dataclass(frozen=True, slots=True)
class Together:
    """Another filter, by its name: all that it asks."""

    name: str
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """One of the things that have to be so, or must not be."""

    what: Said | Compared | Together
    excludes: bool = False
    """Whether it must not be so."""


Lets = Callable[[Session, datetime], bool]
"""Whether a session is let through, at a moment (aware)."""


def test_of(term: Term, look: Callable[[Said], Lets], zone: tzinfo | None) -> Lets:
    """Return what tells whether a session is as a term wants it.

    Args:
        term: The term.
        look: Returns what tells whether something is said in a session.
        zone: The zone of its dates; None for the local one.
    """
    match term.what:
        case Said() as said:
            test = look(said)
        case Compared() as compared:
            test = compared.test(zone)
        case Together(_, terms):
            test = all_of([test_of(one, look, zone) for one in terms])
    return (lambda session, now: not test(session, now)) if term.excludes else test


def all_of(tests: list[Lets]) -> Lets:
    """Return what lets through what all ``tests`` do."""
    match tests:
        case [test]:
            return test
        case [first, second]:
            return lambda session, now: first(session, now) and second(session, now)
    return lambda session, now: all(test(session, now) for test in tests)


def compared_in(terms: tuple[Term, ...]) -> Iterator[Compared]:
    """Yield every comparison among ``terms``, those of named filters included."""
    for term in terms:
        match term.what:
            case Compared() as compared:
                yield compared
            case Together(_, within):
                yield from compared_in(within)


def microseconds(moment: datetime) -> int:
    """Return microseconds since 1970: exact, and quicker to compare than moments of two zones."""
    return (moment - _EPOCH) // _MICROSECOND


def _in_zone(moment: datetime, zone: tzinfo | None) -> datetime:
    if zone is not None:
        return moment.replace(tzinfo=zone)
    try:
        return moment.astimezone()
    except (OverflowError, ValueError, OSError):  # a year that this system's clock does not know
        return moment.replace(tzinfo=UTC)

"""How a filter is written: a text becomes terms, and complaints about what cannot be read. Pure.

A half-written filter is no mistake: what may become something yet is left out, and said to be unfinished.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from vbo_tui.model.filter_terms import (
    Compared,
    Pattern,
    Relation,
    Said,
    Span,
    Term,
    TimeField,
    Together,
    Word,
)
from vbo_tui.model.regex import PatternError, compiled

Named = Mapping[str, str]
"""Filters that have a name, as they are written."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """Something in a filter that cannot be read."""

    message: str
    """A sentence without a full stop."""
    start: int
    """Letters of the text before the place that is wrong."""
    end: int
    unfinished: bool = False
    """Whether more letters may put it right."""

    def __str__(self) -> str:
        return f"at {self.start + 1}: {self.message}"


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood of a text, and what was not."""

    text: str
    """What was understood, written so that it is read to the same terms, and without a complaint."""
    terms: tuple[Term, ...]
    complaints: tuple[Complaint, ...]


def read(text: str, fields: Container[str] = frozenset(), named: Named | None = None) -> Reading:
    """Read a filter as a person types it.

    Args:
        text: Any text.
        fields: Names that may stand before a colon, or before ``<`` and ``>`` where they are times.
        named: The filters that may be used as ``@name``; None where ``@`` is a letter like others.
    """
    terms, told, complaints = [], [], []
    for token in tokens(text):
        try:
            terms.append(_Writing(token, fields, named).term())
            told.append(token.closed)
        except _UnreadableError as error:
            complaints.append(error.complaint)
        else:
            if token.is_open:
                complaints.append(Complaint("the quote is not closed", token.opened, token.end, True))
    return Reading(" ".join(told), tuple(terms), tuple(complaints))


@dataclass(frozen=True, slots=True)
class Token:
    """What stands between two spaces that are not in quotes."""

    letters: str
    """Without the quotes."""
    quoted: tuple[bool, ...]
    """Of each letter, whether it stood between quotes."""
    places: tuple[int, ...]
    """Of each letter, where it stood in the text."""
    start: int
    end: int
    raw: str
    """As it stood in the text."""
    opened: int
    """Where the last quote was opened; -1 for nowhere."""
    is_open: bool
    """Whether that quote was not closed."""

    @property
    def closed(self) -> str:
        """The token as it was written, its last quote closed."""
        return f'{self.raw}"' if self.is_open else self.raw

    def place(self, at: int) -> int:
        """Return where letter ``at`` stood, or where the token ends."""
        return self.places[at] if at < len(self.places) else self.end


def tokens(text: str) -> Iterator[Token]:
    """Split a text at its spaces; within quotes they are letters, and two quotes are one."""
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
        else:
            token = _token(text, at)
            at = token.end
            yield token


def _token(text: str, start: int) -> Token:
    letters: list[tuple[str, bool, int]] = []
    at, opened, within = start, -1, False
    while at < len(text) and (within or not text[at].isspace()):
        if text[at] != '"':
            letters.append((text[at], within, at))
        elif within and text[at + 1 : at + 2] == '"':
            letters.append(('"', True, at))
            at += 1
        else:
            within = not within
            opened = at if within else opened
        at += 1
    return Token(
        "".join(letter for letter, _, _ in letters),
        tuple(quoted for _, quoted, _ in letters),
        tuple(place for _, _, place in letters),
        start,
        at,
        text[start:at],
        opened,
        within,
    )


class _UnreadableError(Exception):
    def __init__(self, complaint: Complaint) -> None:
        self.complaint = complaint


_OPERATORS = ":<>"
_AMOUNT = re.compile(r"(?:\d{1,6}[smhdw])+")
_PART = re.compile(r"(\d+)([smhdw])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_DATE = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{2})"
    r"(?:-(?P<day>\d{2})(?:[t ](?P<hour>\d{2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?)?)?"
)
_DATE_BEGUN = re.compile(
    r"\d{1,4}(?:-(?:\d{1,2}(?:-(?:\d{1,2}(?:[t ](?:\d{1,2}(?::(?:\d{1,2}(?::\d{0,2})?)?)?)?)?)?)?)?)?"
)
_AMOUNT_BEGUN = re.compile(r"(?:\d{1,6}[smhdw])*\d{0,6}")
YEARS = range(1970, 9999)
"""Years that a date may name."""


class _Writing:
    """One token, read from left to right."""

    def __init__(self, token: Token, fields: Container[str], named: Named | None) -> None:
        self._token = token
        self._fields = fields
        self._named = named
        self._at = 0

    def term(self) -> Term:
        """Return what is meant.

        Raises:
            _UnreadableError: Nothing, or nothing yet.
        """
        excludes = self._takes("!")
        if self._named is not None and self._takes("@"):
            return Term(self._together(self._named), excludes)
        field, operator = self._field()
        if operator in (":", ""):
            return Term(self._said(field), excludes)
        return Term(self._compared(field, operator), excludes)

    def _takes(self, sign: str) -> bool:
        """Tell whether the sign comes next, and go on behind it."""
        found = self._comes(sign)
        self._at += found
        return found

    def _comes(self, sign: str, after: int = 0) -> bool:
        at, token = self._at + after, self._token
        return token.letters[at : at + 1] == sign and not token.quoted[at]

    @property
    def _left(self) -> str:
        return self._token.letters[self._at :]

    def _complain(self, message: str, *, at: int | None = None, unfinished: bool = False) -> _UnreadableError:
        start = self._token.place(self._at if at is None else at)
        end = max(self._token.end, start + 1)
        return _UnreadableError(Complaint(message, start, end, unfinished))

    def _field(self) -> tuple[str, str]:
        """Return a field and what stands behind it; "" twice where no field is named."""
        token, start = self._token, self._at
        end = start
        while token.letters[end : end + 1].isalpha() and not token.quoted[end]:
            end += 1
        name, operator = token.letters[start:end].casefold(), token.letters[end : end + 1]
        if not operator or operator not in _OPERATORS or token.quoted[end] or name not in self._fields:
            return "", ""
        self._at = end + 1
        if (name in tuple(TimeField)) is (operator == ":"):
            like = f"{name}>2h or {name}<30m" if operator == ":" else f"{name}:word"
            raise self._complain(f"write {like}", at=end)
        return name, operator

    def _said(self, field: str) -> Said:
        if self._takes("~"):
            return Said(self._pattern(), field)
        if not self._left:
            about = f"behind {field}:" if field else f"behind {self._token.raw}"
            raise self._complain(f"a word is missing {about}", unfinished=True)
        return Said(Word(self._left.casefold()), field)

    def _pattern(self) -> Pattern:
        if not self._left:
            raise self._complain("a regular expression is missing behind ~", unfinished=True)
        try:
            compiled(self._left)
        except PatternError as error:
            at = self._at + error.position
            raise self._complain(str(error), at=at, unfinished=error.unfinished) from None
        return Pattern(self._left)

    def _compared(self, field: str, operator: str) -> Compared:
        relation = Relation(operator + "=" if self._takes("=") else operator)
        value = self._left.casefold()
        return Compared(TimeField(field), relation, self._limit(value, is_length=field == TimeField.DURATION))

    def _limit(self, value: str, *, is_length: bool) -> timedelta | Span:
        like = "10m or 1h30m" if is_length else "2h, 1h30m or 2026-09-24"
        if not value:
            raise self._complain(f"what to compare with is missing: {like}", unfinished=True)
        if not value.isascii():
            raise self._complain(f"write {like}")
        if _AMOUNT.fullmatch(value):
            return self._amount(value)
        found = None if is_length else _DATE.fullmatch(value)
        if found:
            return self._span({part: int(told) for part, told in found.groupdict().items() if told})
        begun = _AMOUNT_BEGUN.fullmatch(value) or (not is_length and _DATE_BEGUN.fullmatch(value))
        if begun and value.isdecimal():
            raise self._complain("a unit is missing: s, m, h, d or w", unfinished=True)
        raise self._complain(f"write {like}", unfinished=bool(begun))

    def _amount(self, value: str) -> timedelta:
        try:
            parts = [timedelta(**{_UNITS[unit]: int(number)}) for number, unit in _PART.findall(value)]
            return sum(parts, timedelta())
        except OverflowError:
            raise self._complain("so long has nothing lasted") from None

    def _span(self, parts: Mapping[str, int]) -> Span:
        if parts["year"] not in YEARS:
            raise self._complain(f"a year from {YEARS[0]} to {YEARS[-1]}")
        try:
            start = datetime(**{"day": 1, **parts})  # type: ignore[arg-type]  # noqa: DTZ001 - as printed
        except ValueError:
            raise self._complain("there is no such date") from None
        if "day" not in parts:
            return Span(start, (start + timedelta(days=31)).replace(day=1))
        unit = "seconds" if "second" in parts else "minutes" if "minute" in parts else "days"
        return Span(start, start + timedelta(**{unit: 1}))

    def _together(self, named: Named) -> Together:
        name = self._left.casefold()
        if not name:
            raise self._complain("the name of a filter is missing behind @", unfinished=True)
        known = {key.casefold(): key for key in named}
        if name not in known:
            hint = 'quote "@..." to find the word'
            raise self._complain(f"no filter has that name; {hint}", unfinished=True)
        others = {key: text for key, text in named.items() if key != known[name]}
        within = read(named[known[name]], self._fields, others)
        if within.complaints:
            raise self._complain(f"@{name} itself is wrong {within.complaints[0]}")
        return Together(known[name], within.terms)

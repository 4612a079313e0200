"""How regular expressions are written: a pattern becomes a tree. Pure."""

from __future__ import annotations

from dataclasses import dataclass

LONGEST_PATTERN = 100
"""Letters of a pattern."""

MOST_REPEATS = 50
"""How often ``{n}`` may repeat something."""


class PatternError(Exception):
    """A pattern that cannot be read; the message says why."""

    def __init__(self, message: str, position: int, *, unfinished: bool = False) -> None:
        super().__init__(message)
        self.position = position
        """Letters of the pattern before the place that is wrong."""
        self.unfinished = unfinished
        """Whether more letters may put it right."""


@dataclass(frozen=True, slots=True)
class Letters:
    """One letter out of some."""

    singles: frozenset[str] = frozenset()
    """In every case that they have."""
    ranges: tuple[tuple[str, str], ...] = ()
    kinds: frozenset[str] = frozenset()
    """Of ``d``, ``w``, ``s``, and of their capitals, which mean all others."""
    excludes: bool = False
    """Whether any letter is meant but these."""

    def has(self, letter: str) -> bool:
        """Tell whether a letter is meant, in any case."""
        forms = _forms(letter)
        inside = (
            not self.singles.isdisjoint(forms)
            or any(low <= form <= high for low, high in self.ranges for form in forms)
            or any(_is_kind(kind, letter) for kind in self.kinds)
        )
        return inside is not self.excludes


@dataclass(frozen=True, slots=True)
class Assertion:
    """Takes no letter, but is true only at some places."""

    sign: str
    """``^`` and ``$`` for the ends of the text, ``b`` for those of a word, ``B`` for anywhere else."""


@dataclass(frozen=True, slots=True)
class Sequel:
    """One after the other."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Any one of them."""

    choices: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Repeated:
    """The same, some times."""

    part: Node
    least: int
    most: int | None
    """None for any number."""


Node = Letters | Assertion | Sequel | Alternatives | Repeated

ANYTHING = Letters(excludes=True)
_KINDS = "dwsDWS"
_SIGNS = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v"}


def parsed(pattern: str) -> Node:
    """Return the tree of a pattern.

    Raises:
        PatternError: It is not one, or one that cannot be looked for in bounded time.
    """
    if len(pattern) > LONGEST_PATTERN:
        raise PatternError(f"a pattern has at most {LONGEST_PATTERN} letters", LONGEST_PATTERN)
    return _Reader(pattern).everything()


def _forms(letter: str) -> tuple[str, ...]:
    return (letter, letter.lower(), letter.upper())


def _is_kind(kind: str, letter: str) -> bool:
    match kind.lower():
        case "d":
            inside = letter.isdecimal()
        case "w":
            inside = letter.isalnum() or letter == "_"
        case _:
            inside = letter.isspace()
    return inside is kind.islower()


def _single(letter: str) -> Letters:
    return Letters(frozenset(_forms(letter)))


class _Reader:
    """Reads a pattern from left to right."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0

    @property
    def _next(self) -> str:
        """The letter to come; "" at the end."""
        return self._pattern[self._at : self._at + 1]

    def _take(self) -> str:
        letter = self._next
        self._at += 1
        return letter

    def _unfinished(self, message: str, position: int) -> PatternError:
        return PatternError(message, position, unfinished=True)

    def everything(self) -> Node:
        tree = self._alternatives()
        if self._next:
            raise PatternError("there is no ( for this )", self._at)
        return tree

    def _alternatives(self) -> Node:
        choices = [self._sequel()]
        while self._next == "|":
            self._take()
            choices.append(self._sequel())
        return choices[0] if len(choices) == 1 else Alternatives(tuple(choices))

    def _sequel(self) -> Node:
        parts = []
        while self._next not in ("", "|", ")"):
            parts.append(self._repeated())
        return Sequel(tuple(parts))

    def _repeated(self) -> Node:
        start = self._at
        part = self._atom()
        times = self._times()
        if times is None:
            return part
        if isinstance(part, Assertion):
            raise PatternError("nothing to repeat", start)
        if self._next == "?":  # fewest first: for a search that is the same
            self._take()
        elif self._next == "+":
            raise PatternError("possessive repetition is not known here", self._at)
        again = self._at
        if self._times() is not None:
            raise PatternError("a repetition cannot be repeated", again)
        return Repeated(part, *times)

    def _times(self) -> tuple[int, int | None] | None:
        """Return how often something is repeated; None where it is not."""
        match self._next:
            case "*":
                self._take()
                return (0, None)
            case "+":
                self._take()
                return (1, None)
            case "?":
                self._take()
                return (0, 1)
            case "{":
                return self._braces()
        return None

    def _braces(self) -> tuple[int, int | None] | None:
        """Read ``{2}``, ``{2,}``, ``{,3}`` or ``{2,3}``; any other brace is a letter."""
        start, end = self._at, self._pattern.find("}", self._at)
        least, comma, most = self._pattern[start + 1 : max(end, 0)].partition(",")
        numbers = [number for number in (least, most) if number]
        if not numbers or not all(number.isascii() and number.isdecimal() for number in numbers):
            return None
        if any(len(number) > 2 or int(number) > MOST_REPEATS for number in numbers):
            raise PatternError(f"at most {MOST_REPEATS} repetitions", start)
        low, high = int(least or 0), int(most or least) if most or not comma else None
        if high is not None and high < low:
            raise PatternError("the smaller number comes first", start)
        self._at = end + 1
        return low, high

    def _atom(self) -> Node:
        start = self._at
        letter = self._take()
        match letter:
            case "(":
                return self._group(start)
            case "[":
                return self._class(start)
            case "\\":
                return self._escape(start)
            case ".":
                return ANYTHING
            case "^" | "$":
                return Assertion(letter)
            case "*" | "+" | "?":
                raise PatternError("nothing to repeat", start)
            case "{":
                self._at = start
                if self._times() is not None:
                    raise PatternError("nothing to repeat", start)
                self._at = start + 1
        return _single(letter)

    def _group(self, start: int) -> Node:
        if self._next == "?":
            if self._pattern[self._at : self._at + 2] == "?:":
                self._at += 2
            elif self._at + 1 == len(self._pattern):
                raise self._unfinished("the ( is not closed", start)
            else:
                raise PatternError("of (?...) only (?:...) is known here", start)
        tree = self._alternatives()
        if self._take() != ")":
            raise self._unfinished("the ( is not closed", start)
        return tree

    def _escape(self, start: int) -> Node:
        letter = self._take()
        if not letter:
            raise self._unfinished("a letter is missing behind the \\", start)
        if letter in "bB":
            return Assertion(letter)
        if letter in _KINDS:
            return Letters(kinds=frozenset(letter))
        return _single(self._escaped(letter, start))

    def _escaped(self, letter: str, start: int) -> str:
        """Return the letter that is meant by one behind a backslash."""
        if letter in _SIGNS:
            return _SIGNS[letter]
        if letter.isascii() and letter.isalnum():
            raise PatternError(f"\\{letter} is not known here", start)
        return letter

    def _class(self, start: int) -> Node:
        excludes = self._next == "^"
        if excludes:
            self._take()
        singles: set[str] = set()
        ranges: list[tuple[str, str]] = []
        kinds: set[str] = set()
        first = True
        while first or self._next != "]":
            first = False
            at = self._at
            low = self._member(start)
            if low in _MEMBER_KINDS:
                kinds.add(low[1:])
                continue
            if self._next != "-" or self._pattern[self._at + 1 : self._at + 2] in ("]", ""):
                singles.update(_forms(low))
                continue
            self._take()
            high = self._member(start)
            if high in _MEMBER_KINDS or high < low:
                raise PatternError("a range goes from a smaller letter to a larger one", at)
            ranges.append((low, high))
        self._take()
        return Letters(frozenset(singles), tuple(ranges), frozenset(kinds), excludes)

    def _member(self, start: int) -> str:
        """Return a letter of a class, or a backslash with the kind of letters that is meant."""
        at, letter = self._at, self._take()
        if letter != "\\":
            if not letter:
                raise self._unfinished("the [ is not closed", start)
            return letter
        letter = self._take()
        if not letter:
            raise self._unfinished("the [ is not closed", start)
        if letter == "b":
            return "\b"
        return f"\\{letter}" if letter in _KINDS else self._escaped(letter, at)


_MEMBER_KINDS = frozenset(f"\\{kind}" for kind in _KINDS)

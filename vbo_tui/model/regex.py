"""Regular expressions whose search takes time in proportion to the text, whatever the pattern. Pure.

Python's own go back and try again: ``(a+)+$`` against thirty letters from a server may take hours, and
cannot be interrupted. Here all ways through a pattern are gone at once, letter by letter, and what a
letter led to from the same place before is remembered. Back references and looking around cannot be had
so; the rest is written as in Python, and means the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from vbo_tui.model.regex_syntax import (
    Alternatives,
    Assertion,
    Letters,
    Node,
    PatternError,
    Repeated,
    Sequel,
    parsed,
)

__all__ = ["PatternError", "Regex", "compiled"]

LONGEST_TEXT = 1000
"""Letters of a text that are searched; what the server says is hardly ever longer."""

MOST_STEPS = 500
"""Steps of a program: repetitions are written out."""

MOST_HELD = 5000
"""Moves that are remembered before all are forgotten."""


@dataclass(frozen=True, slots=True)
class _Fork:
    """Both ways are gone."""

    first: int
    second: int


@dataclass(frozen=True, slots=True)
class _Jump:
    to: int


_FOUND = "found"
"""The last step of a program."""

_EDGES = (Assertion("b"), Assertion("B"))
"""What depends on the letter before."""

_Step = Letters | Assertion | _Fork | _Jump | str


class _Place(dict[str, "_Place | None"]):
    """How far all the ways have come, and what each letter leads to, "" being the end of the text.

    None stands where the pattern is found then. What a letter leads to is worked out when it comes.
    """

    __slots__ = ("before", "find", "steps")

    def __init__(
        self, steps: frozenset[int], before: str, find: Callable[[_Place, str], _Place | None]
    ) -> None:
        self.steps = steps
        """Where the ways stand, forks not yet gone."""
        self.before = before
        """The letter before; "" at the beginning."""
        self.find = find

    def __missing__(self, letter: str) -> _Place | None:
        return self.find(self, letter)


class Regex:
    """A pattern that can be looked for, in any letter case."""

    def __init__(self, pattern: str) -> None:
        """Read ``pattern``.

        Raises:
            PatternError: It is not one.
        """
        self._program = _program(parsed(pattern))
        self._sees_words = any(step in _EDGES for step in self._program)
        self._places: dict[tuple[frozenset[int], str], _Place] = {}
        self._held = 0
        self._first = self._place(frozenset(), "")

    def is_in(self, text: str) -> bool:
        """Tell whether the pattern matches somewhere in the first ``LONGEST_TEXT`` letters of ``text``."""
        place: _Place | None = self._first
        for letter in text[:LONGEST_TEXT]:
            place = place[letter]  # type: ignore[index]  # None was left below
            if place is None:
                return True
        return len(text) <= LONGEST_TEXT and place[""] is None  # type: ignore[index]

    def _move(self, place: _Place, letter: str) -> _Place | None:
        """Go on from a place by one letter, or to the end of the text; remember where that leads."""
        ahead = self._reached(place, letter)
        after: _Place | None = None
        if not any(self._program[step] == _FOUND for step in ahead):
            stepped = (step for step in ahead if letter and _takes(self._program[step], letter))
            after = self._place(frozenset(step + 1 for step in stepped), letter)
        if self._held >= MOST_HELD:
            self._forget()
        self._held += 1
        place[letter] = after
        return after

    def _forget(self) -> None:
        """Begin anew with what is remembered."""
        for place in self._places.values():
            place.clear()
        self._held = 0
        self._places = {(frozenset[int](), ""): self._first}

    def _place(self, steps: frozenset[int], before: str) -> _Place:
        kind = "" if not before else "w" if self._sees_words and _is_wordy(before) else "-"
        place = self._places.get((steps, kind))
        if place is None:
            place = self._places[(steps, kind)] = _Place(steps, before, self._move)
        return place

    def _reached(self, place: _Place, letter: str) -> set[int]:
        """Return the steps that forks and fulfilled assertions lead to; a match may begin here, too."""
        reached: set[int] = set()
        open_ends = [0, *place.steps]
        while open_ends:
            at = open_ends.pop()
            if at in reached:
                continue
            reached.add(at)
            match self._program[at]:
                case _Fork(first, second):
                    open_ends += (first, second)
                case _Jump(to):
                    open_ends.append(to)
                case Assertion() as assertion if _holds(assertion, place.before, letter):
                    open_ends.append(at + 1)
        return reached


@lru_cache(100)
def compiled(pattern: str) -> Regex:
    """Return the regular expression for a pattern; what was read before is at hand.

    Raises:
        PatternError: It is not one.
    """
    return Regex(pattern)


def _takes(step: _Step, letter: str) -> bool:
    return isinstance(step, Letters) and step.has(letter)


def _is_wordy(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


def _holds(assertion: Assertion, before: str, after: str) -> bool:
    """Tell whether an assertion is true between two letters, "" being an end of the text."""
    match assertion.sign:
        case "^":
            return not before
        case "$":
            return not after
    at_edge = (bool(before) and _is_wordy(before)) is not (bool(after) and _is_wordy(after))
    return at_edge is (assertion.sign == "b")


def _program(tree: Node) -> Sequence[_Step]:
    """Return the steps of a pattern; each is followed by the next one, or says otherwise."""
    steps: list[_Step] = []
    _write(tree, steps)
    return (*steps, _FOUND)


def _write(node: Node, steps: list[_Step]) -> None:
    if len(steps) > MOST_STEPS:
        raise PatternError("the pattern is too large", 0)
    match node:
        case Sequel(parts):
            for part in parts:
                _write(part, steps)
        case Alternatives(choices):
            _write_choices(choices, steps)
        case Repeated(part, least, most):
            for _ in range(least):
                before = len(steps)
                _write(part, steps)
                if len(steps) == before:
                    break  # it takes nothing, however often
            if most is None:
                _write_loop(lambda: _write(part, steps), steps)
            else:
                _write_optional(part, most - least, steps)
        case _:
            steps.append(node)


def _write_choices(choices: Sequence[Node], steps: list[_Step]) -> None:
    jumps = []
    for choice in choices[:-1]:
        fork = len(steps)
        steps.append(_Jump(0))
        _write(choice, steps)
        jumps.append(len(steps))
        steps.append(_Jump(0))
        steps[fork] = _Fork(fork + 1, len(steps))
    _write(choices[-1], steps)
    for jump in jumps:
        steps[jump] = _Jump(len(steps))


def _write_loop(write: Callable[[], None], steps: list[_Step]) -> None:
    fork = len(steps)
    steps.append(_Jump(0))
    write()
    steps.append(_Jump(fork))
    steps[fork] = _Fork(fork + 1, len(steps))


def _write_optional(part: Node, times: int, steps: list[_Step]) -> None:
    forks = []
    for _ in range(times):
        forks.append(len(steps))
        steps.append(_Jump(0))
        _write(part, steps)
    for fork in forks:
        steps[fork] = _Fork(fork + 1, len(steps))

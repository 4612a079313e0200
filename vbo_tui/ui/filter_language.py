"""The language of one filter's row: what it may name, and how what was begun may go on. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from vbo_tui.model.filter import Filter
from vbo_tui.model.filter_syntax import Complaint, Named, Token, tokens
from vbo_tui.model.filter_terms import TimeField
from vbo_tui.model.session import WORKLOADS, Status
from vbo_tui.ui.format import plain

Seen = Callable[[str], Iterable[str]]
"""Returns some of what the rows say in a field, part by part on lines of their own."""

LONGEST_VALUE = 100
"""Letters of a value that is offered."""


def _none_seen(field: str) -> Iterable[str]:
    return ()


@dataclass(frozen=True, slots=True)
class Language:
    """What may be written into a filter."""

    fields: Collection[str]
    """The usual ones first: of several that may be meant the first one is offered."""
    named: Named | None = None
    """The filters that have a name; None where they cannot be used."""
    seen: Seen = _none_seen

    def read(self, text: str) -> tuple[Filter, tuple[Complaint, ...]]:
        """Return what can be understood of a text, and what cannot."""
        return Filter.begun(text, self.fields, self.named)

    def completed(self, text: str) -> str:
        """Return the text with its last word gone on with; "" where nothing comes to mind."""
        last = next(reversed(list(tokens(text))), None)
        if last is None or last.end != len(text):
            return ""
        rest = next((rest for rest in self._rests(last) if rest), "")
        return text + rest if rest else ""

    def _rests(self, token: Token) -> Iterator[str]:
        """Yield what may follow a word that is being typed."""
        word = token.letters.casefold().removeprefix("!")
        if token.quoted[:1] == (True,):
            return
        if '"' not in token.raw:
            if self.named is not None and word.startswith("@"):
                yield _rest(word[1:], sorted(self.named), least=0)
            elif word:
                behind = {name: ">" if name in tuple(TimeField) else ":" for name in self.fields}
                yield _rest(word, [f"{name}{sign}" for name, sign in behind.items()], least=1)
        field, colon, begun = word.partition(":")
        if colon and field in self.fields and field not in tuple(TimeField) and not begun.startswith("~"):
            yield self._value(field, begun, quoted=token.is_open)

    def _value(self, field: str, begun: str, *, quoted: bool) -> str:
        """Return what most of the rows go on with that say something beginning so in a field."""
        found: Counter[str] = Counter()
        for text in (*self.seen(field), *_USUAL.get(field, ())):
            for line in text[: 2 * LONGEST_VALUE].split("\n"):
                found.update({line, line.rpartition("\\")[2]})  # DOMAIN\user is asked for by either
        told = (value for value, _ in found.most_common() if _can_be_offered(value))
        return _rest(begun, (_typed(value, quoted=quoted) for value in told), least=0)


_USUAL = {
    "state": ("Working", "Stopped", "stuck"),
    "result": ("Failed", "Warning", "Success"),
    "status": (*Status, "stuck"),
    "type": tuple(WORKLOADS.values()),
}
"""What is said in some fields sooner or later."""


def _rest(begun: str, choices: Iterable[str], *, least: int) -> str:
    """Return what is missing of the first choice that begins so; "" for none, or too little to tell."""
    if len(begun) < least:
        return ""
    longer = (choice for choice in choices if len(choice) > len(begun))
    return next((choice[len(begun) :] for choice in longer if choice.casefold().startswith(begun)), "")


def _can_be_offered(value: str) -> bool:
    """Tell whether a value prints as it is, and is no longer than one would type."""
    return len(value) <= LONGEST_VALUE and plain(value) == value


def _typed(value: str, *, quoted: bool) -> str:
    """Return as much of a value as can be written where it would stand; within quotes they are closed."""
    if quoted:
        return value.replace('"', '""') + '"' if value else ""
    return value.partition(" ")[0].partition('"')[0]

"""Everything that can be done from where the user is, each with a name to find it by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from textual.screen import Screen

Do = Callable[[], object]
"""Does it; may return something to await."""


@dataclass(frozen=True, slots=True)
class Command:
    """One line of the palette."""

    name: str
    """What is typed: ``poll-now``, ``profile prod``."""
    does: str
    """What it does, in a few words."""
    do: Do
    keys: str = ""
    """The keys that do the same; "" for none."""

    def rank(self, typed: str) -> int | None:
        """Return how well it fits what was typed, 0 the best; None where it does not.

        All words must be in the name or the description; names come before descriptions, and what
        begins so before what merely holds it.
        """
        words = typed.casefold().split()
        name, text = self.name.casefold(), f"{self.name} {self.does}".casefold()
        if not all(word in text for word in words):
            return None
        whole = " ".join(words)
        if name == whole:
            return 0
        if name.startswith(whole):
            return 1
        return 2 if all(word in name for word in words) else 3


def found(commands: Iterable[Command], typed: str) -> list[Command]:
    """Return the commands that fit, the best first, else in their own order."""
    ranked = [(command.rank(typed), command) for command in commands]
    fitting = [(rank, command) for rank, command in ranked if rank is not None]
    return [command for _, command in sorted(fitting, key=lambda one: one[0])]


def of_bindings(screen: Screen[Any]) -> list[Command]:
    """Return what the keys do that work on ``screen``, in their order; each once."""
    commands: dict[str, Command] = {}
    keys: dict[str, list[str]] = {}
    for node, binding, enabled, tooltip in screen.active_bindings.values():
        does = tooltip or binding.description
        if not (enabled and binding.id and does):
            continue
        shown = keys.setdefault(binding.id, [])
        shown.append(screen.app.get_key_display(binding))
        do = partial(screen.app.run_action, binding.action, node)
        commands[binding.id] = Command(binding.id, does, do, " ".join(shown))
    return list(commands.values())


def of_names(verb: str, does: str, names: Sequence[str], do: Callable[[str], object]) -> list[Command]:
    """Return a command for each name: ``profile prod``."""
    return [Command(f"{verb} {name}", does, partial(do, name)) for name in names]

"""Checks of single values that a person wrote into a file. Complaints begin with where it stands."""

from __future__ import annotations

from collections.abc import Callable

from vbo_tui.errors import ConfigError

LONGEST_INTERVAL = 86400.0
"""Seconds; a monitor that asks less than once a day is none."""

LONGEST_SAID = 80
"""Characters of a wrong value that a complaint repeats."""


def said(value: object) -> str:
    """Return a value for a complaint: short, whatever is in it."""
    try:
        words = repr(value)
    except ValueError:  # Python writes no number of thousands of digits
        return "a number that long"
    return words if len(words) <= LONGEST_SAID else f"{words[:LONGEST_SAID]}..."


def text(value: object, where: str) -> str:
    """Return a text without blanks around it; an empty one, or one that does not print, is none."""
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise ConfigError(f"{where} must be text, not {said(value)}")
    return value.strip()


def flag(value: object, where: str) -> bool:
    """Return a truth value; 1 is none."""
    if not isinstance(value, bool):
        raise ConfigError(f"{where} must be true or false, not {said(value)}")
    return value


def seconds(least: float) -> Callable[[object, str], float]:
    """Return the check of a number of seconds, ``least`` or more."""

    def check(value: object, where: str) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ConfigError(f"{where} must be a number of seconds, not {said(value)}")
        if not least <= value <= LONGEST_INTERVAL:  # nan is not, either
            raise ConfigError(
                f"{where} must be from {least:g} to {LONGEST_INTERVAL:g} seconds, not {said(value)}"
            )
        return float(value)

    return check


def command(value: object, where: str) -> tuple[str, ...]:
    """Return a program and its arguments."""
    words = value if isinstance(value, list | tuple) else None
    if not words or not all(isinstance(word, str) and "\0" not in word for word in words) or not words[0]:
        raise ConfigError(f"{where} must be a list of texts: a program and its arguments, not {said(value)}")
    return tuple(words)

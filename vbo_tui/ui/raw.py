"""The bytes that a server sent, as lines that are safe to print. Pure."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from vbo_tui.ui.format import letters

MOST_LINES = 5000
"""Lines shown of one body."""

LONGEST_LINE = 2000
"""Characters shown of one line."""

LARGEST_BODY = 2000 * LONGEST_LINE
"""Bytes looked at: formatting more would hold up the keys."""


class Raw(NamedTuple):
    """A body in lines."""

    lines: list[str]
    is_json: bool
    left_out: str = ""
    """What is not among them, as a sentence; "" where nothing is."""


def raw_lines(body: bytes) -> Raw:
    """Return ``body`` in lines: JSON indented, its order, numbers and repeated keys as sent.

    Characters that would act on the terminal stand as escapes; what is left out is counted.
    """
    is_json = True
    try:
        text = msgspec.json.format(body[: LARGEST_BODY + 1], indent=2).decode("utf-8", "backslashreplace")
    except msgspec.MsgspecError:
        is_json = False
        text = body[:LARGEST_BODY].decode("utf-8", "backslashreplace")
    lines = text.split("\n")
    shown = [_shortened(line) for line in lines[:MOST_LINES]]
    missing = max(len(lines) - MOST_LINES, 0)
    cut = missing or len(body) > LARGEST_BODY
    return Raw(shown, is_json, f"... {missing:,} more lines; {len(body):,} bytes in all" if cut else "")


def escaped(text: str) -> str:
    """Return ``text`` with an escape for every character that would not print as itself."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(char if shown == char else _escape(char) for char, shown in letters(text))


def _shortened(line: str) -> str:
    if len(line) <= LONGEST_LINE:
        return escaped(line)
    return f"{escaped(line[:LONGEST_LINE])} ... {len(line) - LONGEST_LINE:,} more characters"


def _escape(char: str) -> str:
    code = ord(char)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"

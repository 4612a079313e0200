"""The bytes that a server sent, as lines that are safe to print. Pure."""

from __future__ import annotations

import msgspec

from vbo_tui.ui.format import letters

MOST_LINES = 2000
"""Lines shown of one body."""

LONGEST_LINE = 2000
"""Characters shown of one line."""

LARGEST_BODY = MOST_LINES * LONGEST_LINE
"""Bytes looked at: more could not be shown anyway."""


def raw_lines(body: bytes) -> list[str]:
    """Return ``body`` in lines: JSON indented, its order, numbers and repeated keys as sent.

    Characters that would act on the terminal stand as escapes; what is left out is counted.
    """
    try:
        text = msgspec.json.format(body[: LARGEST_BODY + 1], indent=2).decode("utf-8", "backslashreplace")
    except msgspec.MsgspecError:
        text = body[:LARGEST_BODY].decode("utf-8", "backslashreplace")
    lines = text.split("\n")
    shown = [_shortened(line) for line in lines[:MOST_LINES]]
    missing = max(len(lines) - MOST_LINES, 0)
    if missing or len(body) > LARGEST_BODY:
        shown.append(f"... {missing} more lines; {len(body):,} bytes in all")
    return shown


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

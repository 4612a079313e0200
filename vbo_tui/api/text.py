"""Strings from a server, made safe to hold and to print."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 4096
"""Characters kept of one string; what is longer ends in an ellipsis."""

MOST_WORDS = 10_000
"""Words that a vocabulary remembers."""

LONGEST_WORD = 256
"""Characters of a word that is remembered."""

REPLACEMENT = "\ufffd"

_SUSPECT = re.compile("[^ -~\u00a1-\u00ac\u00ae-\u02ff]")
"""Whatever is not plain Latin is looked at more closely."""

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories that act on a terminal, turn a line's direction or take no room."""


def clean(text: str) -> str:
    """Return ``text`` without control, format and line-breaking characters, in bounded length."""
    if text.isascii() and text.isprintable() and len(text) <= LONGEST:
        return text
    if len(text) > LONGEST:
        text = text[: LONGEST - 1] + "\u2026"
    if not _SUSPECT.search(text):
        return text
    return "".join(REPLACEMENT if unicodedata.category(char) in _INVISIBLE else char for char in text)


def one_line(text: str) -> str:
    """Return a message as one line for a terminal: clean, and in bounded length."""
    short = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}\u2026"
    return clean(" ".join(short.split()))


def width(text: str) -> int:
    """Return how many cells of a terminal ``text`` takes."""
    if text.isascii():
        return len(text)
    return sum(map(_cells, text))


def _cells(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


class Vocabulary(dict[str | None, str]):
    """Cleaned words by the words as they came: one string for all who say the same. None is "".

    For fields that say the same again and again; it forgets all when it has learned too much.
    """

    def __init__(self) -> None:
        super().__init__({None: ""})

    def __missing__(self, text: str | None) -> str:
        """Clean a word, and remember it where it is no novel."""
        cleaned = clean(text or "")
        if len(self) >= MOST_WORDS:
            self.clear()
            self[None] = ""
        if len(cleaned) <= LONGEST_WORD:
            self[text] = cleaned
        return cleaned


def excerpt(value: object, most: int = 80) -> str:
    """Return a value as it may stand in a message: quoted, clean and short."""
    text = repr(value[: most + 1]) if isinstance(value, str) else repr(value)[: most + 1]
    return clean(text if len(text) <= most else f"{text[: most - 1]}\u2026")


def mended(body: bytes) -> bytes:
    """Return JSON with what no decoder takes replaced: bytes that are not UTF-8, and halves of pairs.

    .NET writes half a surrogate pair where somebody's text was cut in its middle; a strict decoder
    would give up the whole answer for it.
    """
    text = body.decode("utf-8", "replace").encode("utf-8")
    return _ESCAPE.sub(lambda found: b"\\ufffd" if found["half"] else found[0], text)


_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)
"""An escape in JSON: a whole surrogate pair, half of one, or any other."""

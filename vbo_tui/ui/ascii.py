"""Letters for terminals that know none but ASCII: each in the room of the one that it stands for. Pure."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_DRAWN = {
    **dict.fromkeys("─━═╌┄┈╴╶", "-"),
    **dict.fromkeys("│┃║╎┆┊", "|"),
    **dict.fromkeys("▏▎▍▌▋▊▉█▀▄▁▂▃▅▆▇▐░▒▓■", "#"),
    **dict.fromkeys("●•◆", "*"),
    "\u2191": "^",
    "\u2193": "v",
    "\u2190": "<",
    "\u2192": ">",
    "\u2026": ".",
    "\u2013": "-",
    "\u2014": "-",
    "\u2212": "-",
    "\u2018": "'",
    "\u2019": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u00a0": " ",
}
"""What the program, and the libraries it draws with, use beside ASCII; other lines and corners are ``+``."""


@lru_cache(4096)
def in_ascii(text: str) -> str:
    """Return ``text`` in ASCII, in as many cells: letters without their marks, ``?`` for all others."""
    return text if text.isascii() else "".join(_letter(char) for char in text)


def _letter(char: str) -> str:
    if char.isascii():
        return char
    if char in _DRAWN:
        return _DRAWN[char]
    if "\u2500" <= char <= "\u257f":
        return "+"
    width = cell_len(char)
    plain = unicodedata.normalize("NFKD", char).encode("ascii", "ignore").decode("ascii")
    return plain if len(plain) == width and plain.isprintable() else "?" * width


class AsciiFilter(LineFilter):
    """Puts every line that is painted into ASCII."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments of a line in ASCII."""
        return [one if one.control else one._replace(text=in_ascii(one.text)) for one in segments]

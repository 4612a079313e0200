"""What a terminal shows after each frame: just enough of an emulator for what Textual writes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rich.cells import get_character_cell_size

from tests.bench.program.typist import COLUMNS, ROWS, Heard

END_OF_FRAME = b"\x1b[?2026l"

_PART = re.compile(
    r"\x1b\[([0-9;?>=<$ ]*)([@-~])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b.|[\r\n]|([^\x1b\r\n]+)"
)


class Frame(NamedTuple):
    """The screen after a frame."""

    at: float
    """When its last byte came."""
    lines: tuple[str, ...]
    """The rows of the screen."""
    lit: tuple[str, ...]
    """The rows that the table's cursor is in, by their background: one, if all is well."""


class _Row:
    """A row of cells."""

    def __init__(self) -> None:
        self.text = [" "] * COLUMNS
        self.lit = [False] * COLUMNS

    @property
    def said(self) -> str:
        """What it says."""
        return "".join(self.text)


class Screen:
    """The cells of a terminal: their letters, and which have a background of their own."""

    def __init__(self) -> None:
        self._rows = [_Row() for _ in range(ROWS)]
        self._row = self._column = 0
        self._bottom = ROWS
        self._light = self._reverse = False

    @property
    def lines(self) -> tuple[str, ...]:
        """The rows as text."""
        return tuple(row.said for row in self._rows)

    @property
    def lit(self) -> list[str]:
        """The rows that have a background of their own from end to end, not only where a cell is marked."""
        return [row.said for row in self._rows if all(row.lit[1 : COLUMNS // 2])]

    def feed(self, said: str) -> None:
        """Take in what a program wrote."""
        for part in _PART.finditer(said):
            parameters, final, text = part[1], part[2], part[3]
            if text is not None:
                self._write(text)
            elif final == "m":
                self._colour(parameters)
            elif final in ("H", "r", "L", "M") and not parameters.startswith(("?", ">", "<", "=")):
                self._move(final, [int(number or 1) for number in parameters.split(";")])
            elif part[0] == "\r":
                self._column = 0
            elif part[0] == "\n":
                self._row = min(self._row + 1, ROWS - 1)

    def _move(self, final: str, numbers: list[int]) -> None:
        """Put the cursor somewhere, or move lines of the part of the screen that may move."""
        if final == "H":
            self._row, self._column = numbers[0] - 1, (numbers[1] if len(numbers) > 1 else 1) - 1
        elif final == "r":
            self._bottom = numbers[1] if len(numbers) > 1 else ROWS
            self._row = self._column = 0
        else:
            count = min(numbers[0], self._bottom - self._row)
            last = self._bottom - count
            going, coming = (self._row, last) if final == "M" else (last, self._row)
            del self._rows[going : going + count]
            self._rows[coming:coming] = [_Row() for _ in range(count)]

    def _write(self, text: str) -> None:
        letters = list(text) if text.isascii() else _spread(text)
        start, end = self._column, min(self._column + len(letters), COLUMNS)
        if self._row < ROWS and start < end:
            self._rows[self._row].text[start:end] = letters[: end - start]
            self._rows[self._row].lit[start:end] = [self._light != self._reverse] * (end - start)
        self._column = end

    def _colour(self, parameters: str) -> None:
        codes = iter(int(code or 0) for code in parameters.split(";"))
        for code in codes:
            if code == 0:
                self._light = self._reverse = False
            elif code in (38, 48):
                self._light = self._light or code == 48
                for _ in range({5: 1, 2: 3}.get(next(codes, 0), 0)):
                    next(codes, None)
            elif 40 <= code <= 47 or 100 <= code <= 107:
                self._light = True
            elif code == 49:
                self._light = False
            elif code in (7, 27):
                self._reverse = code == 7


def _spread(text: str) -> list[str]:
    """Return a cell for each column: a wide letter takes two, one without width none."""
    cells: list[str] = []
    for letter in text:
        width = get_character_cell_size(letter)
        cells += [letter, *([""] * (width - 1))] if width else []
    return cells


def frames(heard: Iterable[Heard], *, is_row: re.Pattern[str]) -> Iterator[Frame]:
    """Yield the screen after each frame that was marked as one.

    Args:
        heard: What the program wrote, from its start on.
        is_row: Matches rows of the table; other lit ones are not its cursor.
    """
    screen, held = Screen(), b""
    for at, said in heard:
        *whole, held = (held + said).split(END_OF_FRAME)
        for frame in whole:
            screen.feed(frame.decode(errors="replace"))
        if whole:
            yield Frame(at, screen.lines, tuple(row for row in screen.lit if is_row.search(row)))

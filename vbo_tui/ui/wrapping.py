"""Where a line breaks that is too wide: behind a blank in its last two thirds, else anywhere. Pure."""

from __future__ import annotations

from rich.cells import cell_len, get_character_cell_size


def wrapped(text: str, width: int) -> list[tuple[int, int]]:
    """Return where each row of ``text`` begins and ends, at ``width`` cells a row; all of it, in order.

    Args:
        text: One line.
        width: Cells, at least 1; a letter that is wider than that stands on a row of its own.
    """
    if len(text) <= width and (text.isascii() or cell_len(text) <= width):
        return [(0, len(text))]
    rows: list[tuple[int, int]] = []
    start = 0
    while start < len(text):
        end = start + max(_fitting(text, start, width), 1)
        if end < len(text):
            blank = text.rfind(" ", start + 1, end)
            end = blank + 1 if blank > start + width // 3 else end
        rows.append((start, end))
        start = end
    return rows


def _fitting(text: str, start: int, width: int) -> int:
    """Return how many letters from ``start`` on fit into ``width`` cells."""
    part = text[start : start + width]
    if part.isascii():
        return len(part)
    room = width
    for count, letter in enumerate(text[start:]):
        room -= get_character_cell_size(letter)
        if room < 0:
            return count
    return len(text) - start

"""One row of text that costs nothing while it stays the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from vbo_tui.ui import format as fmt
from vbo_tui.ui.painting import paint
from vbo_tui.ui.plain_style import unless_plain


class Part(NamedTuple):
    """A piece of a line, and how dearly it is held when room is short."""

    text: str
    rank: int = 0
    """The part with the highest rank is dropped first; 0 is never dropped, but may be cut."""
    style: str = ""


def fit(parts: Sequence[Part], width: int, gap: str = "  ") -> Text:
    """Lay ``parts`` out in order, in at most ``width`` cells; what finds no room is left out.

    The parts may say anything, at any length: they are made plain here.
    """
    kept = [part._replace(text=fmt.within(part.text, width + 1)) for part in parts if part.text]
    line = _joined(kept, gap)
    while line.cell_len > width and any(part.rank for part in kept):
        kept.remove(max(reversed(kept), key=lambda part: part.rank))
        line = _joined(kept, gap)
    return cut(line, width)


def cut(text: Text, width: int) -> Text:
    """Return ``text`` in at most ``width`` cells, with ``~`` where something is missing."""
    if text.cell_len <= width:
        return text
    short = text.copy()
    short.truncate(max(width - 1, 0))
    short.append("~" if width else "")
    return short


def _joined(parts: Sequence[Part], gap: str) -> Text:
    return Text(gap, no_wrap=True, end="").join(
        Text(part.text, style=Style.parse(part.style)) for part in parts
    )


class Line(Widget):
    """A row of text: no markup, no layout, and of what changed no more is written than up to its end."""

    DEFAULT_CSS = """
    Line { height: 1; width: 1fr; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self._text = Text()

    @property
    def text(self) -> Text:
        """What the line shows."""
        return self._text

    def show(self, text: Text) -> None:
        """Show ``text``; write to the terminal only what differs from what stands there."""
        before, self._text = self._text, text
        end = end_of_change(before, text)
        if end:
            paint(self, Region(0, 0, min(end, self.size.width), 1))

    def render_line(self, y: int) -> Strip:
        """Return the line; there is but one."""
        base = unless_plain(self.rich_style)
        text = self._text if y == 0 else Text()
        segments = Segment.apply_style(text.render(self.app.console), base)
        return Strip(segments).adjust_cell_length(self.size.width, base).simplify()


def end_of_change(before: Text, after: Text) -> int:
    """Return up to which cell a line differs from the one before; 0 where it does not."""
    was, now = _letters(before), _letters(after)
    if was == now:
        return 0
    room = max(before.cell_len, after.cell_len)
    if before.cell_len != after.cell_len:
        return room
    same = next(
        (at for at, (a, b) in enumerate(zip(reversed(was), reversed(now), strict=False)) if a != b), 0
    )
    return room - sum(cell_len(letter) for letter, _ in now[len(now) - same :])


def _letters(text: Text) -> list[tuple[str, list[str]]]:
    """Return each letter with the styles that it wears."""
    return [
        (letter, [str(span.style) for span in text.spans if span.start <= at < span.end])
        for at, letter in enumerate(text.plain)
    ]

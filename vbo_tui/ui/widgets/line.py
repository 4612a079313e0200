"""One row of text that costs nothing while it stays the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.style import Style
from rich.text import Text
from textual.widgets import Static


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a line, and how dearly it is held when room is short."""

    text: str
    rank: int = 0
    """The part with the highest rank is dropped first; 0 is never dropped, but may be cut."""
    style: str = ""


def fit(parts: Sequence[Part], width: int, gap: str = "  ") -> Text:
    """Lay ``parts`` out in order, in at most ``width`` cells; what finds no room is left out."""
    kept = [part for part in parts if part.text]
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


class Line(Static):
    """A row of text: no markup, no layout, nothing written unless the text changed."""

    DEFAULT_CSS = """
    Line { height: 1; width: 1fr; text-wrap: nowrap; text-overflow: clip; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(markup=False, id=id)
        self._text = Text()

    @property
    def text(self) -> Text:
        """What the line shows."""
        return self._text

    def show(self, text: Text) -> None:
        """Show ``text``; write to the terminal only if it differs from what stands there."""
        if text != self._text or text.spans != self._text.spans:
            self._text = text
            self.update(text, layout=False)

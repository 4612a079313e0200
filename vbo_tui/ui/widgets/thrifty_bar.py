"""A scrollbar painted where it changes: the plain one is painted whole, one cell on every line."""

from __future__ import annotations

from math import ceil

from textual.geometry import Region
from textual.scrollbar import ScrollBar, ScrollBarRender

from vbo_tui.ui.painting import paint


class ThriftyBar:
    """Moves the vertical scrollbar of a table."""

    def __init__(self) -> None:
        self._painted: list[str] = []
        """What is painted on its lines; nothing where that is not known."""
        self._place: tuple[float, int, int, float] | None = None
        """Of the page, for which that was painted."""

    def forget(self) -> None:
        """Take in that it is painted anew."""
        self._painted = []

    def scrolled(self, top: int, lines: int) -> None:
        """Take in that the terminal moved its lines up, those from line ``top`` on."""
        body = range(top, len(self._painted))
        moved = [self._painted[y + lines] if y + lines in body else "" for y in body]
        self._painted[top:] = moved
        self._place = None

    def move(self, bar: ScrollBar, *, position: float, rows: int) -> None:
        """Show that line ``position`` of ``rows`` is the first one that is seen."""
        place = (position, rows, bar.size.height, bar.window_size)
        if self._painted and place == self._place:
            return
        self._place = place
        bar.set_reactive(ScrollBar.position, bar.validate_position(position))
        bar.set_reactive(ScrollBar.window_virtual_size, rows)
        before, after = self._painted, _looks(bar)
        self._painted = after
        if len(before) != len(after):
            bar.refresh()
            return
        for y, (was, now) in enumerate(zip(before, after, strict=True)):
            if was != now:
                paint(bar, Region(0, y, bar.size.width, 1))


def _looks(bar: ScrollBar) -> list[str]:
    """Return what stands on each line, as Textual draws it; the colours are the same all the time."""
    drawn = ScrollBarRender.render_bar(
        size=bar.size.height,
        virtual_size=ceil(bar.window_virtual_size),
        window_size=ceil(bar.window_size) if bar.window_size < bar.window_virtual_size else 0,
        position=bar.position,
    )
    return [f"{segment.text}{segment.style}" for segment in drawn.segments]

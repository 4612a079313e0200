"""Painting: what is to be painted comes with the very next frame, and what was painted is forgotten."""

from __future__ import annotations

from rich.segment import Segment
from textual._styles_cache import StylesCache
from textual.geometry import Region
from textual.messages import Update
from textual.widget import Widget

MOST_RESULTS = 1000
"""Of each kind that are remembered from one look to the next."""


def paint(widget: Widget, region: Region) -> None:
    """Paint a part of a widget again.

    Textual tells the screen of that when the widget has nothing else to do, by when the next frame may
    be gone; the one after it comes a thirtieth of a second later. Here the screen is told at once.
    """
    widget.refresh(region)
    if widget.is_mounted and widget.display:
        widget.screen.post_message(Update(widget))


def forget_gone_widgets() -> None:
    """Let go of what was drawn of widgets that are gone.

    Textual remembers colours for the last thousand widgets, and holds all their drawn lines by that: tens
    of megabytes after some days of dialogs. Under a private name; ``tests/ui/test_painting.py`` notices
    when it changes.
    """
    StylesCache.get_inner_outer.cache_clear()


def forget_old_results() -> None:
    """Let go of what was worked out for painting, once it is much.

    Rich remembers the last sixteen thousand cuts through texts with wide letters, and the parts; Textual the
    last four thousand regions that met others: tens of megabytes after some weeks. One is a private name;
    ``tests/ui/test_painting.py`` notices when it changes.
    """
    for remembered in (Segment._split_cells, Region.intersection):
        if remembered.cache_info().currsize > MOST_RESULTS:
            remembered.cache_clear()

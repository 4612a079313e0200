"""What is to be painted is painted with the very next frame."""

from __future__ import annotations

from textual.geometry import Region
from textual.messages import Update
from textual.widget import Widget


def paint(widget: Widget, region: Region) -> None:
    """Paint a part of a widget again.

    Textual tells the screen of that when the widget has nothing else to do, by when the next frame may
    be gone; the one after it comes a thirtieth of a second later. Here the screen is told at once.
    """
    widget.refresh(region)
    if widget.is_mounted and widget.display:
        widget.screen.post_message(Update(widget))

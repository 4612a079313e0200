"""Styles that need no bytes."""

from __future__ import annotations

from rich.style import Style

_PLAIN = Style(color="default", bgcolor="default")


def unless_plain(style: Style) -> Style:
    """Return a style, or none where it sets nothing but the terminal's own colours."""
    return Style() if style == _PLAIN else style

"""The colours: one palette of sixteen names, which each theme paints in its own way.

Styles say ``red`` or ``bold cyan``; the two ANSI themes leave it to the terminal what that looks like, the
others say it themselves. No state is told by its colour alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from rich.terminal_theme import TerminalTheme
from textual.app import App
from textual.color import Color
from textual.theme import Theme

AUTO = "auto"
"""The terminal's own colours."""

OWN_COLOURS = ("ansi-dark", "ansi-light")
"""Themes that leave the colours to the terminal: half the bytes, and what the user chose for it."""


@dataclass(frozen=True, slots=True)
class Palette:
    """What the names of colours look like, as ``#rrggbb``."""

    background: str
    foreground: str
    black: str
    red: str
    """What failed."""
    green: str
    """What succeeded; bluish, so that it differs from red for who cannot tell red from green."""
    yellow: str
    """What succeeded in part."""
    blue: str
    magenta: str
    """Whatever else became of it."""
    cyan: str
    """What works."""
    white: str
    grey: str
    """What stands back."""
    is_dark: bool = True

    @property
    def named(self) -> tuple[str, ...]:
        """The eight colours in the order of their ANSI numbers."""
        return (
            self.black,
            self.red,
            self.green,
            self.yellow,
            self.blue,
            self.magenta,
            self.cyan,
            self.white,
        )


PALETTES = {
    "dark": Palette(
        background="#181a1f",
        foreground="#d7dae0",
        black="#2a2e37",
        red="#ff8078",
        green="#4fd6b0",
        yellow="#e8c268",
        blue="#6cb6ff",
        magenta="#d2a8ff",
        cyan="#58c9ea",
        white="#d7dae0",
        grey="#8f98a3",
    ),
    "light": Palette(
        background="#ffffff",
        foreground="#1f2328",
        black="#1f2328",
        red="#b00020",
        green="#006b6b",
        yellow="#7a5200",
        blue="#0550ae",
        magenta="#7a2e9d",
        cyan="#00607a",
        white="#e7eaee",
        grey="#59636e",
        is_dark=False,
    ),
    "high-contrast": Palette(
        background="#000000",
        foreground="#ffffff",
        black="#000000",
        red="#ff9a91",
        green="#5cffd0",
        yellow="#ffe14d",
        blue="#8cc8ff",
        magenta="#f0b3ff",
        cyan="#5ce9ff",
        white="#ffffff",
        grey="#c8c8c8",
    ),
}

THEMES = (AUTO, *OWN_COLOURS, *PALETTES)
"""What ``theme`` may be."""


def use_theme(app: App[None], name: str) -> None:
    """Paint in the colours of a theme; without colours (``NO_COLOR``) they are always the terminal's own."""
    palette = None if app.no_color else PALETTES.get(name)
    if palette is None:
        app.theme = name if name in OWN_COLOURS else OWN_COLOURS[0]
        app.ansi_color = True
        return
    theme = f"vbo-{name}"
    app.register_theme(_theme(theme, palette))
    if palette.is_dark:
        app.ansi_theme_dark = _painted(palette)
    else:
        app.ansi_theme_light = _painted(palette)
    app.theme = theme
    app.ansi_color = False


def _theme(name: str, palette: Palette) -> Theme:
    return Theme(
        name=name,
        primary=palette.blue,
        secondary=palette.cyan,
        warning=palette.yellow,
        error=palette.red,
        success=palette.green,
        accent=palette.green,
        foreground=palette.foreground,
        background=palette.background,
        surface=palette.background,
        panel=palette.background,
        boost=palette.background,
        dark=palette.is_dark,
    )


def _painted(palette: Palette) -> TerminalTheme:
    normal = [Color.parse(colour).rgb for colour in palette.named]
    bright = [Color.parse(palette.grey).rgb, *normal[1:]]
    return TerminalTheme(
        Color.parse(palette.background).rgb, Color.parse(palette.foreground).rgb, normal, bright
    )

"""What Textual does not do with a terminal: take any byte from it, and let it scroll by itself."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from textual.drivers import linux_driver
from textual.widget import Widget


def speaks_utf8(environment: Mapping[str, str]) -> bool:
    """Tell whether the locale, as the variables of the environment say it, knows more letters than ASCII.

    Where they say nothing a terminal of today is UTF-8.
    """
    names = (environment.get(name) for name in ("LC_ALL", "LC_CTYPE", "LANG"))
    locale = next(filter(None, names), "utf-8")
    return "utf" in locale.casefold()


_REPORT = re.compile(
    r"\x1b(?:[\]P_^X][^\x07\x1b]*(?:\x07|\x1b\\)"  # strings: colours, names, what the terminal can do
    r"|\[[?>=][0-9;]*[cn]|\[[0-9]+;[0-9]+R|\[(?!48;)[0-9;]+t)"  # what it is, where its cursor is, its size
)
"""What a terminal answers to other programs' questions: whole, and none of it asked for by this one."""

PASTED = 200
"""Letters that come at once and cannot have been typed.

As keys a megabyte of them would keep the program busy for minutes, and two ``q`` among them would end it.
"""

_OPENS, _CLOSES = "\x1b[200~", "\x1b[201~"


def tolerate_any_byte() -> None:
    """Read bytes that are not UTF-8 as replacement characters, and leave a terminal's answers out.

    A mouse report of an old terminal, a pasted Latin-1 text or a reattached tmux may send them;
    Textual 8 decodes strictly, and its input thread would take the program down. An answer that it
    does not know it takes for keys: the ``?`` in one opens the help, the ``q`` in another one quits.
    Replaces a name in Textual's driver; ``tests/terminal/test_life.py`` notices when that stops working.
    """
    linux_driver.getincrementaldecoder = _tolerant  # type: ignore[attr-defined, assignment]


def _tolerant(encoding: str) -> partial[_Tolerant]:
    return partial(_Tolerant, codecs.getincrementaldecoder(encoding)(errors="replace"))


class _Tolerant(codecs.IncrementalDecoder):
    """Reads what comes from a terminal."""

    def __init__(self, decoder: codecs.IncrementalDecoder) -> None:
        super().__init__()
        self._decoder = decoder
        self._tail = ""
        self._is_pasting = False

    def decode(self, data: Any, final: bool = False) -> str:
        """Return what was typed.

        Raises:
            EOFError: The terminal is gone, and nothing will ever be typed again.
        """
        if not data:
            raise EOFError
        return self._bracketed(_REPORT.sub("", self._decoder.decode(data, final)))

    def _bracketed(self, text: str) -> str:
        """Mark a text as pasted where the terminal does not, and nobody types so much at once."""
        seen = self._tail + text
        self._tail = seen[1 - len(_OPENS) :]
        if _OPENS in seen or _CLOSES in seen:
            self._is_pasting = seen.rfind(_OPENS) > seen.rfind(_CLOSES)
            return text
        if self._is_pasting or len(text) < PASTED or "\x1b" in text:
            return text
        return f"{_OPENS}{text}{_CLOSES}"


def scroll_lines(widget: Widget, lines: range, up: int) -> bool:
    """Make the terminal move some of its lines up, or down where ``up`` is negative; others stay.

    A line moved costs no bytes, a line painted costs a hundred. Any terminal since the VT102 can delete
    and insert lines within a part of the screen, but only whole ones: False where the widget is not as
    wide as the screen, or not on top of it, and nothing is done then.

    Uses the application's driver, which is private; ``tests/terminal/test_scrolling.py`` notices when
    that changes.

    Args:
        widget: Whose lines are moved.
        lines: Which of them, counted from its first one.
        up: By how many; the lines that come in are blank.
    """
    app, region = widget.app, widget.region
    is_whole = region.x == 0 and region.width == app.size.width and region.bottom <= app.size.height
    if app.is_headless or app.screen is not widget.screen or not is_whole or app._driver is None:
        return False
    top, bottom = region.y + lines.start + 1, region.y + lines.stop
    verb = f"{up}M" if up > 0 else f"{-up}L"
    app._driver.write(f"\x1b[{top};{bottom}r\x1b[{top}H\x1b[{verb}\x1b[r")
    return True

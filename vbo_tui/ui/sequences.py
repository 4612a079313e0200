"""What is said to the terminal itself: its title, a notification, its clipboard. Pure, but for the writing.

A multiplexer keeps such words for itself; it hands on what is wrapped for it. Letters that would end a
word, or begin another one, are never in it.
"""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Mapping

from textual.app import App

from vbo_tui.ui import format as fmt

ESC, BEL, END = "\x1b", "\x07", "\x1b\\"

MOST_COPIED = 74_994
"""Bytes of a text that terminals take for the clipboard; ``VBO_TUI_OSC52_MAX`` says another number.

Source: common terminals read no sequence of more than 100,000 bytes, and base64 makes four of three.
"""

LONGEST_TITLE = 200
"""Letters of a title, or of a notification."""

SCREEN_PART = 500
"""Letters that GNU screen hands on at a time."""


def wrapped(sequence: str, environment: Mapping[str, str] = os.environ) -> str:
    """Return a sequence so that the multiplexer, if there is one, hands it on to its terminal."""
    if environment.get("TMUX"):
        return f"{ESC}Ptmux;{sequence.replace(ESC, ESC + ESC)}{END}"
    if environment.get("STY") or environment.get("TERM", "").startswith("screen"):
        parts = (sequence[at : at + SCREEN_PART] for at in range(0, len(sequence), SCREEN_PART))
        return "".join(f"{ESC}P{part}{END}" for part in parts)
    return sequence


def title(text: str) -> str:
    """Return what gives the terminal a title; a multiplexer takes it for its own window."""
    return f"{ESC}]2;{_clean(text)}{BEL}"


KEEP_TITLE, GIVE_TITLE_BACK = f"{ESC}[22;2t", f"{ESC}[23;2t"
"""What makes a terminal remember its title, and show it again."""


def notification(text: str, environment: Mapping[str, str] = os.environ) -> str:
    """Return what shows a notification on the desktop, in terminals that know OSC 9."""
    return wrapped(f"{ESC}]9;{_clean(text)}{BEL}", environment)


def copied(text: str, environment: Mapping[str, str] = os.environ) -> str:
    """Return what puts a text into the terminal's clipboard; "" where it is too long for that.

    tmux takes it for itself where ``set-clipboard`` is on, or hands it on where ``allow-passthrough`` is;
    which one cannot be asked, so it gets both.
    """
    data = text.encode("utf-8", "replace")
    if len(data) > most_copied(environment):
        return ""
    sequence = f"{ESC}]52;c;{b64encode(data).decode('ascii')}{BEL}"
    return f"{_bare(sequence, environment)}{wrapped(sequence, environment)}"


def _bare(sequence: str, environment: Mapping[str, str]) -> str:
    """Return a sequence for a multiplexer that acts on it itself; "" where there is none.

    Through ssh only ``TERM`` tells of one, and ``screen`` is what tmux may call itself, too.
    """
    name = environment.get("TERM", "")
    maybe_tmux = name.startswith(("screen", "tmux")) and not environment.get("STY")
    return sequence if environment.get("TMUX") or maybe_tmux else ""


def most_copied(environment: Mapping[str, str] = os.environ) -> int:
    """Return how many bytes of a text the terminal takes."""
    given = environment.get("VBO_TUI_OSC52_MAX", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else MOST_COPIED


def _clean(text: str) -> str:
    return fmt.bounded(text, LONGEST_TITLE - 1)


def say(app: App[None], sequence: str) -> None:
    """Write a sequence to the terminal, between two frames.

    Uses the application's driver, which is private; ``tests/terminal/test_sequences.py`` notices when
    that changes.
    """
    if sequence and app._driver is not None and not app.is_headless:
        app._driver.write(sequence)
        app._driver.flush()

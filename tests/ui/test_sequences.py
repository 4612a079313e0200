"""What is said to the terminal itself: whole, wrapped for a multiplexer, and free of foreign ends."""

from __future__ import annotations

import re
from base64 import b64decode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vbo_tui.ui.sequences import (
    MOST_COPIED,
    SCREEN_PART,
    copied,
    most_copied,
    notification,
    title,
    wrapped,
)

TMUX = {"TMUX": "/tmp/tmux-0/default,1,0", "TERM": "tmux-256color"}  # noqa: S108 - what tmux sets
SCREEN = {"STY": "1234.pts-0", "TERM": "screen"}


@given(st.text())
def test_no_text_of_the_server_can_end_a_sequence_or_begin_one(text: str) -> None:
    for said in (title(text), notification(text, {})):
        assert said.startswith("\x1b]")
        assert said.endswith("\x07")
        assert said[2:-1].isprintable()
        assert len(said) < 220


@given(st.text(max_size=3000))
def test_what_is_copied_comes_out_as_it_went_in(text: str) -> None:
    found = re.fullmatch(r"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07", copied(text, {}))
    assert found is not None
    assert b64decode(found[1]) == text.encode("utf-8", "replace")


def test_tmux_gets_it_for_itself_and_wrapped_for_its_terminal() -> None:
    assert copied("a", TMUX) == "\x1b]52;c;YQ==\x07\x1bPtmux;\x1b\x1b]52;c;YQ==\x07\x1b\\"
    assert notification("a", TMUX) == "\x1bPtmux;\x1b\x1b]9;a\x07\x1b\\"


def test_screen_gets_it_wrapped_in_parts() -> None:
    said = copied("x" * 3000, SCREEN)
    parts = re.findall(r"\x1bP(.*?)\x1b\\", said)
    assert len(parts) > 5
    assert all(len(part) <= SCREEN_PART for part in parts)
    assert "".join(parts) == copied("x" * 3000, {})


def test_without_a_multiplexer_nothing_is_wrapped() -> None:
    assert wrapped("\x1b]9;a\x07", {"TERM": "xterm-256color"}) == "\x1b]9;a\x07"


def test_too_much_for_a_clipboard_is_not_sent() -> None:
    assert copied("x" * MOST_COPIED, {})
    assert copied("x" * (MOST_COPIED + 1), {}) == ""
    assert copied("xyz", {"VBO_TUI_OSC52_MAX": "2"}) == ""


@pytest.mark.parametrize("given_", ["", "-1", "many", "1e9", "٣", "9" * 10])
def test_a_limit_that_is_no_number_is_the_usual_one(given_: str) -> None:
    assert most_copied({"VBO_TUI_OSC52_MAX": given_}) == MOST_COPIED


def test_where_only_the_terminals_name_tells_of_a_multiplexer_both_ways_are_tried() -> None:
    said = copied("a", {"TERM": "screen-256color"})
    assert said == "\x1b]52;c;YQ==\x07\x1bP\x1b]52;c;YQ==\x07\x1b\\"
    assert copied("a", {"TERM": "tmux-256color"}) == "\x1b]52;c;YQ==\x07" * 2

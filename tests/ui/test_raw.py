from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from vbo_tui.ui.raw import LONGEST_LINE, MOST_LINES, escaped, raw_lines


def test_json_is_indented_as_it_was_sent() -> None:
    body = b'{"id":"a","size":1.00,"size":1e3,"new":{"b":[null]}}'
    assert "".join(line.strip() for line in raw_lines(body).lines) == body.decode().replace(":", ": ")
    assert raw_lines(body).lines[1] == '  "id": "a",'


def test_what_is_no_json_is_shown_as_it_is() -> None:
    assert raw_lines(b"<html>\n\x1b[2J\xff</html>").lines == ["<html>", "\\u001b[2J\\xff</html>"]


def test_the_ends_of_a_huge_body_are_counted_not_shown() -> None:
    huge = raw_lines(b'["' + b"x" * 10_000_000 + b'"]')
    assert max(map(len, huge.lines)) < LONGEST_LINE + 100
    assert "10,000,004 bytes in all" in huge.left_out
    many = raw_lines(b"[" + b"1," * 10_000 + b"1]")
    assert len(many.lines) == MOST_LINES
    assert many.left_out == f"... {10_003 - MOST_LINES:,} more lines; 20,003 bytes in all"


@given(st.binary(max_size=300))
def test_no_body_gets_a_control_character_onto_the_screen(body: bytes) -> None:
    assert not [
        char for line in raw_lines(body).lines for char in line if unicodedata.category(char)[0] == "C"
    ]


@given(st.text())
def test_escaping_never_leaves_what_moves_a_cursor_or_turns_a_line(text: str) -> None:
    assert not [
        char for char in escaped(text) if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")
    ]

"""How wide a letter is: everybody who lays out, and everybody who shows, has to think the same of it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from wcwidth import wcswidth

from vbo_tui.api.text import clean, width
from vbo_tui.commands.printing import as_table
from vbo_tui.ui.format import cell, plain

NAMES = (
    "\u5317\u98a8\u682a\u5f0f\u4f1a\u793e",
    "\u00c6r\u00f8 Sejlklub",
    "\u0441\u0435\u0441\u0441\u0438\u044f",
    "\u0634\u0631\u0643\u0629",
    "e\u0301",
)


def shown(text: str) -> str:
    """What reaches the terminal of a server's text."""
    return plain(clean(text))


@pytest.mark.parametrize("plane", range(4))
def test_every_letter_is_as_wide_here_as_there(plane: int) -> None:
    start = plane * 0x10000
    surrogates = range(0xD800, 0xE000)
    for number in range(max(start, 0x20), start + 0x10000):
        if number not in surrogates:
            text = shown(f"a{chr(number)}b")
            assert cell_len(text) == wcswidth(text), hex(number)


@given(st.text())
def test_whatever_stands_side_by_side_is_as_wide_as_its_letters(text: str) -> None:
    text = shown(text)
    assert cell_len(text) == wcswidth(text)


@given(st.text(max_size=60), st.integers(0, 40))
def test_a_cell_is_exactly_as_wide_as_it_should_be(text: str, room: int) -> None:
    assert wcswidth(cell(clean(text), room)) == room


@given(st.lists(st.text(max_size=20).map(clean), min_size=2, max_size=6))
def test_columns_of_the_plain_table_stand_below_each_other(texts: list[str]) -> None:
    lines = as_table([(text, "|") for text in texts]).splitlines()
    assert len({width(line) for line in lines}) == 1


def test_a_replaced_letter_leaves_a_trace() -> None:
    for hidden in ("\u200b", "\u200d", "\u202e", "\u00ad", "\U000e0041", "\x1b", "\ue000"):
        assert clean(f"ali{hidden}ce") == "ali\ufffdce"


def test_a_mark_without_its_letter_does_not_sit_on_what_stands_before() -> None:
    assert shown("\u0301e") == "\ufffde"


def test_names_in_other_scripts_stay_readable() -> None:
    for name in NAMES:
        assert shown(name) == name
        assert unicodedata.normalize("NFC", cell(name, 20)).strip() == unicodedata.normalize("NFC", name)

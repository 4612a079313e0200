from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vbo_tui.api.text import LONGEST, LONGEST_WORD, MOST_WORDS, Vocabulary, clean, excerpt, mended


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Success", "Success"),
        ("Ærø & Söhne", "Ærø & Söhne"),
        ("北風 \U0001f468", "北風 \U0001f468"),
        ("e\u0301", "e\u0301"),
        ("[bold red]x[/]", "[bold red]x[/]"),
        ("\x1b[2J", "\ufffd[2J"),
        ("\x9b31m", "\ufffd31m"),
        ("a\r\nb\tc\x00d\x7f", "a\ufffd\ufffdb\ufffdc\ufffdd\ufffd"),
        ("line\u2028and\u2029paragraph", "line\ufffdand\ufffdparagraph"),
        ("\u202egnp.exe\u202c", "\ufffdgnp.exe\ufffd"),
        ("\u2066\u200e\u061c", "\ufffd\ufffd\ufffd"),
        ("zero\u200b\u200d\ufeff\u00adwidth", "zero\ufffd\ufffd\ufffd\ufffdwidth"),
        ("half \ud800 pair", "half \ufffd pair"),
        ("private \ue000, unassigned \u0378", "private \ufffd, unassigned \ufffd"),
        ("tag \U000e0041", "tag \ufffd"),
    ],
)
def test_what_acts_on_a_terminal_is_replaced_and_words_are_not(text: str, shown: str) -> None:
    assert clean(text) == shown


@pytest.mark.parametrize(("length", "cut"), [(LONGEST, False), (LONGEST + 1, True), (10_000_000, True)])
def test_a_long_text_ends_in_an_ellipsis(length: int, cut: bool) -> None:
    shown = clean("x" * length)
    assert len(shown) == LONGEST
    assert shown.endswith("\u2026") is cut


@given(st.text(st.characters(), max_size=100))
def test_a_clean_text_is_as_long_as_it_was_and_stays_as_it_is(text: str) -> None:
    shown = clean(text)
    assert len(shown) == len(text)
    assert clean(shown) == shown
    assert not {unicodedata.category(char) for char in shown} & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    shown.encode()


@given(st.recursive(st.text() | st.integers() | st.none(), lambda inner: st.lists(inner, max_size=3)))
@example("x" * 10_000_000)
@example(["\x1b[2J"] * 1000)
def test_an_excerpt_is_short_and_clean(value: object) -> None:
    shown = excerpt(value)
    assert len(shown) <= 80
    assert clean(shown) == shown


def test_an_excerpt_of_a_text_is_quoted_and_tells_what_was_left_out() -> None:
    assert excerpt("soon") == "'soon'"
    assert excerpt("x" * 81).endswith("\u2026")
    assert excerpt("abcdef", 5) == "'abc\u2026"


@given(
    st.recursive(st.text() | st.integers() | st.booleans(), lambda inner: st.lists(inner) | st.tuples(inner))
)
def test_mending_leaves_whole_json_alone(value: object) -> None:
    for body in (json.dumps(value).encode(), json.dumps(value, ensure_ascii=False).encode()):
        assert mended(body) == body


@pytest.mark.parametrize(
    ("broken", "text"),
    [
        (rb'"\ud800"', "\ufffd"),
        (rb'"\udc00\ud800"', "\ufffd\ufffd"),
        (rb'"\ud83d\ude00\ud83d"', "\U0001f600\ufffd"),
        (rb'"\ud83d\ud83d\ude00"', "\ufffd\U0001f600"),
        (rb'"\\ud800"', "\\ud800"),
        (rb'"\\\ud800"', "\\\ufffd"),
        (b'"a\xffb"', "a\ufffdb"),
        ('"\u00e4'.encode()[:-1] + b'"', "\ufffd"),
    ],
)
def test_mending_replaces_what_no_decoder_takes(broken: bytes, text: str) -> None:
    assert json.loads(mended(broken)) == text


def test_a_vocabulary_cleans_like_clean_and_is_bounded() -> None:
    words = Vocabulary()
    assert words[None] == ""
    for number in range(3 * MOST_WORDS):
        assert words[f"{number}\x1b[0m"] == clean(f"{number}\x1b[0m")
        assert len(words) <= MOST_WORDS + 1
    novel = "x" * (LONGEST_WORD + 1)
    assert words[novel] == novel
    assert novel not in words
    assert words[None] == ""

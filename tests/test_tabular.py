"""A spreadsheet finds no formula, and a Markdown table no markup, whatever a cell says."""

from __future__ import annotations

import csv
import io
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vbo_tui.tabular import csv_cell, markdown_cell

SIGNS = "=+-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u207a\u207c\u208a\u208c\u2212"
"""As on the keyboard, full-width, small, raised, lowered, and the minus of mathematics."""

BLANKS = ("", " ", "\t", "\r", "\n", "\u00a0", "\u3000", "\u200b", "\ufeff", "\x00", '"', " \u2060\u200e")
"""What a spreadsheet may take away before it looks for a sign."""

nasty = st.text(st.sampled_from(SIGNS + "1a;,\t\r\n \"\u00a0\u200b\ufeff|'")) | st.text()


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("blank", BLANKS)
def test_every_sign_that_begins_a_formula_is_disarmed(sign: str, blank: str) -> None:
    text = f"{blank}{sign}1+1"
    assert csv_cell(text).startswith("'")
    assert csv_cell(text).replace("'", "") == text


@pytest.mark.parametrize("end", "\t\r\n")
def test_what_ends_a_cell_does_not_begin_one(end: str) -> None:
    assert csv_cell(f"{end}1") == f"'{end}1"


@pytest.mark.parametrize(
    "text", ["", "Restore 1", "a=b", "1-2", "a@b.c", "\u5317\u98a8", "a;b", "5; 6", "\ufffd=1"]
)
def test_what_is_no_formula_stays_as_it_is(text: str) -> None:
    assert csv_cell(text) == text


def test_a_formula_behind_another_languages_comma_is_disarmed() -> None:
    assert csv_cell("done; =1+1;x\n@SUM(A1)") == "done;' =1+1;x\n'@SUM(A1)"


@given(nasty)
def test_however_the_lines_are_split_no_cell_is_a_formula(text: str) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerow([csv_cell(text), "end"])
    for delimiter in ",;\t":
        for row in csv.reader(io.StringIO(out.getvalue(), newline=""), delimiter=delimiter):
            for cell in row:
                seen = "".join(char for char in cell if unicodedata.category(char)[0] not in "CZ")
                assert not seen or unicodedata.normalize("NFKC", seen.lstrip('"'))[:1] not in set(
                    "=+-@\u2212"
                )


@given(nasty)
def test_nothing_but_the_sign_for_text_is_added(text: str) -> None:
    assert csv_cell(text).replace("'", "") == text.replace("'", "")


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Restore 1 of a-b (c) #3", "Restore 1 of a-b (c) #3"),
        ("a|b", "a\\|b"),
        ("a\\|b", "a\\\\\\|b"),
        ("line\r\nbreak\u2028 end ", "line break end"),
        ("*b* _i_ ~~s~~ `c`", "\\*b\\* \\_i\\_ \\~\\~s\\~\\~ \\`c\\`"),
        ("[x](http://evil) ![y](z)", "\\[x\\](http\\://evil) !\\[y\\](z)"),
        ("see WWW.evil.example", "see WWW\\.evil.example"),
        ("<img src=x> &amp; $x$", "&lt;img src=x&gt; &amp;amp; \\$x\\$"),
    ],
)
def test_markdown_reads_as_the_text_stands(text: str, printed: str) -> None:
    assert markdown_cell(text) == printed


@given(st.text(st.sampled_from("\\|`*[]<>&\n\r\u2028 ax")) | st.text())
def test_no_text_ends_a_markdown_cell(text: str) -> None:
    printed = markdown_cell(text)
    assert len(printed.splitlines()) <= 1
    assert not set("<>") & set(printed)
    assert "|" not in re.sub(r"\\[!-/:-@\[-`{-~]", "", printed)

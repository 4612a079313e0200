"""What our regular expressions find is what Python's find, and they are never slow."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from vbo_tui.model import regex
from vbo_tui.model.regex import PatternError, Regex
from vbo_tui.model.regex_syntax import LONGEST_PATTERN

atoms = st.sampled_from(
    ["a", "b", "C", "_", " ", "1", ".", "^", "$", r"\d", r"\w", r"\s", r"\S", r"\b", r"\B", r"\.", "é",
     "[ab]", "[^a]", "[a-c1]", r"[^\w]", "[]a]", "[a-]", "{", "}"]
)  # fmt: skip
patterns = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map("".join),
        st.tuples(inner, inner).map("|".join),
        inner.map("({})".format),
        inner.map("(?:{})".format),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{1,3}", "{2,}", "{,2}", "*?"])).map(
            lambda parts: f"({parts[0]}){parts[1]}"
        ),
    ),
    max_leaves=8,
)
texts = st.text(alphabet="aAbBcC1_ .é{", max_size=12)


@given(pattern=patterns, many=st.lists(texts, max_size=5))
def test_it_finds_what_python_finds(pattern: str, many: list[str]) -> None:
    assume(len(pattern) <= LONGEST_PATTERN)
    try:
        theirs = re.compile(pattern, re.IGNORECASE)
    except re.error:
        return
    try:
        ours = Regex(pattern)
    except PatternError:
        return
    for text in [*many, *many]:
        if not text and "\\B" in pattern:
            continue  # Python before 3.14 finds no \\B in an empty text
        assert ours.is_in(text) is bool(theirs.search(text)), text


def refusal(pattern: str) -> PatternError | None:
    """Return why a pattern cannot be read; None where it can."""
    try:
        Regex(pattern)
    except PatternError as error:
        return error
    return None


@given(pattern=patterns)
def test_what_python_reads_is_read_but_for_little(pattern: str) -> None:
    assume(len(pattern) <= LONGEST_PATTERN)
    refused = refusal(pattern)
    try:
        re.compile(pattern)
    except re.error:
        assert refused
    else:
        assert str(refused or "nothing to repeat") in ("the pattern is too large", "nothing to repeat")


@given(st.text(max_size=LONGEST_PATTERN + 5), st.text())
def test_any_text_is_a_pattern_or_says_where_it_is_not(pattern: str, text: str) -> None:
    refused = refusal(pattern)
    if refused is None:
        Regex(pattern).is_in(text)
    else:
        assert str(refused)
        assert 0 <= refused.position <= len(pattern)


@given(patterns, st.lists(texts, min_size=1, max_size=5))
def test_forgetting_changes_nothing(pattern: str, many: list[str]) -> None:
    try:
        fresh = Regex(pattern)
    except PatternError:
        return
    expected = [fresh.is_in(text) for text in many]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(regex, "MOST_HELD", 2)
        forgetful = Regex(pattern)
        assert [forgetful.is_in(text) for text in many] == expected


@pytest.mark.parametrize(
    "pattern",
    [r"(a+)+$", r"(a|a)*b", r"(a*)*b", r"a*a*a*a*a*a*a*b", r"(.*)(.*)(.*)(.*)x$", r"(a{0,10}){0,10}b"],
)
def test_a_pattern_that_keeps_python_busy_for_ages_takes_no_time(pattern: str) -> None:
    text = "a" * 5000 + "!"
    began = time.perf_counter()
    found = Regex(pattern).is_in(text)
    assert not found
    assert time.perf_counter() - began < 5, "Python's own would not come to an end"


@pytest.mark.parametrize(
    ("pattern", "position", "unfinished"),
    [
        ("ab(c", 2, True),
        ("a[bc", 1, True),
        ("a[", 1, True),
        ("(?", 0, True),
        ("ab\\", 2, True),
        ("ab)", 2, False),
        ("*a", 0, False),
        ("a|*", 2, False),
        ("a**", 2, False),
        ("a++", 2, False),
        ("a{3,2}", 1, False),
        ("a{51}", 1, False),
        ("{2}", 0, False),
        ("^*", 0, False),
        ("[b-a]", 1, False),
        ("[a-\\d]", 1, False),
        ("(?=a)", 0, False),
        ("(a)\\1", 3, False),
        ("\\q", 0, False),
        ("a" * 101, 100, False),
        ("(a{50}){50}", 0, False),
    ],
)
def test_what_cannot_be_read_says_where(pattern: str, position: int, unfinished: bool) -> None:
    with pytest.raises(PatternError) as caught:
        Regex(pattern)
    assert (caught.value.position, caught.value.unfinished) == (position, unfinished)


def test_only_the_beginning_of_a_huge_text_is_searched() -> None:
    assert Regex("b").is_in("a" * 999 + "b")
    assert not Regex("b").is_in("a" * 1000 + "b")
    assert not Regex("a$").is_in("a" * 1001), "the end is not known"


def test_what_takes_nothing_is_written_once_however_often_it_is_asked_for() -> None:
    pattern = "()"
    for _ in range(12):
        pattern = f"({pattern}){{50}}"
    assert Regex(pattern).is_in("x")

"""A line that changes is painted up to the end of what changed, and no further."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.text import Text

from vbo_tui.ui.widgets.line import end_of_change

pieces = st.lists(
    st.tuples(
        st.sampled_from(["LIVE ", "4s", "44s", "北風", "e\u0301", " ", "sort"]),
        st.sampled_from(["", "bold", "red"]),
    ),
    max_size=5,
)


def line(parts: list[tuple[str, str]]) -> Text:
    return Text("").join(Text(text, style=style) for text, style in parts)


def cells(text: Text) -> list[tuple[str, tuple[str, ...]]]:
    """Return what stands in each cell, and how it looks."""
    found: list[tuple[str, tuple[str, ...]]] = []
    for at, letter in enumerate(text.plain):
        styles = tuple(str(span.style) for span in text.spans if span.start <= at < span.end)
        found += [(letter, styles)] * cell_len(letter)
    return found


@given(before=pieces, after=pieces)
def test_what_is_not_painted_again_is_the_same(
    before: list[tuple[str, str]], after: list[tuple[str, str]]
) -> None:
    was, now = line(before), line(after)
    end = end_of_change(was, now)
    assert cells(was)[end:] == cells(now)[end:]
    assert end <= max(was.cell_len, now.cell_len)
    if cells(was) == cells(now) and was.plain == now.plain:
        assert end == 0


def test_an_age_that_grows_is_all_that_is_painted() -> None:
    assert end_of_change(Text("LIVE 4s  sort started"), Text("LIVE 5s  sort started")) == 6

"""Lists that change while they are read, whatever they look like: nothing is lost in silence."""

from __future__ import annotations

import asyncio
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.api.shelf import HONEST, Shelf, read

LIES: list[Any] = [-1, 0, 1, 3, 10**9, 2**70, None, "x", "-5", 2.5, True, [], {}]
"""What a server may say in place of its limit."""

CAPS = st.one_of(st.just(10**9), st.integers(min_value=2, max_value=30))


@st.composite
def shelves(draw: st.DrawFn) -> Shelf:
    """Lists of every honesty; one that caps its pages tells so in one way or another."""
    links, cap = draw(st.booleans()), draw(CAPS)
    silent = not links and cap < 10**9
    says = HONEST if silent else draw(st.sampled_from([HONEST, *LIES]))
    return Shelf(draw(st.integers(min_value=0, max_value=80)), cap=cap, says=says, links=links)


SIZES = st.integers(min_value=2, max_value=25)
TURNS = st.lists(
    st.tuples(st.integers(min_value=0, max_value=12), st.sets(st.integers(min_value=0, max_value=79))),
    max_size=12,
)
"""Before each request: how many come, and which of the first ones go."""


@settings(deadline=None)
@given(shelf=shelves(), first=SIZES, size=SIZES)
def test_a_list_that_stands_still_is_read_whole_and_in_order(shelf: Shelf, first: int, size: int) -> None:
    items, incomplete, parts = asyncio.run(read(shelf, size, first))
    assert (items, incomplete) == (shelf.items, "")
    assert [part.more for part in parts] == [True] * (len(parts) - 1) + [False]
    assert len(shelf.asked) <= len(items) + 2


@settings(deadline=None)
@given(shelf=shelves(), first=SIZES, size=SIZES, turns=TURNS)
def test_what_was_there_all_the_time_is_delivered_once_or_it_is_said(
    shelf: Shelf, first: int, size: int, turns: list[tuple[int, set[int]]]
) -> None:
    stayed = set(shelf.items)

    def change(turn: int) -> None:
        come, gone = turns[turn - 1] if turn <= len(turns) else (0, set[int]())
        stayed.difference_update(gone)
        kept = [item for item in shelf.items if item not in gone]
        shelf.items = [-turn * 100 - number for number in range(1, come + 1)] + kept

    shelf.change = change
    items, incomplete, parts = asyncio.run(read(shelf, size, first))
    assert len(items) == len(set(items)), "nothing twice"
    assert incomplete or stayed <= set(items)
    assert [part.more for part in parts] == [True] * (len(parts) - 1) + [False]


@settings(deadline=None)
@given(
    count=st.integers(min_value=0, max_value=80),
    sizes=st.tuples(*[st.integers(min_value=8, max_value=20)] * 2),
    come=st.lists(st.integers(min_value=0, max_value=6), max_size=12),
)
def test_new_items_at_the_front_cost_neither_items_nor_words(
    count: int, sizes: tuple[int, int], come: list[int]
) -> None:
    shelf = Shelf(count)

    def change(turn: int) -> None:
        new = come[turn - 1] if turn <= len(come) else 0
        shelf.items[:0] = [-turn * 100 - number for number in range(1, new + 1)]

    shelf.change = change
    items, incomplete, _ = asyncio.run(read(shelf, *sizes))
    assert (items, incomplete) == (list(range(count)), "")

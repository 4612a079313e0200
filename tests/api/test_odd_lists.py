"""Lists that shrink, repeat themselves or never end: what was lost is said, and reading ends."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.shelf import Shelf, read
from vbo_tui.api import paging
from vbo_tui.api.paging import ENDLESS, FIRST_PAGE, MOVING, REPEATED


@pytest.mark.parametrize("gone", [1, 9, 50, 99, 150, 1000])
@pytest.mark.parametrize("links", [True, False])
async def test_rows_that_moved_up_between_two_pages_are_gone_back_for(gone: int, links: bool) -> None:
    shelf = Shelf(gone + 110, links=links)

    def change(turn: int) -> None:
        if turn == 1:
            del shelf.items[:gone]

    shelf.change = change
    items, incomplete, _ = await read(shelf, 200)
    assert set(items) >= set(range(gone, gone + 110))
    assert incomplete == ("" if gone < 100 else MOVING), "what is not there any more cannot be joined on to"
    assert len(items) == len(set(items))


@pytest.mark.parametrize("left", [1, 49, 51, 98])
async def test_a_list_that_ends_before_the_next_page_now_is_gone_back_for(left: int) -> None:
    shelf = Shelf(150)

    def change(turn: int) -> None:
        del shelf.items[:-left]

    shelf.change = change
    items, incomplete, _ = await read(shelf, 200)
    assert set(items) >= set(range(150 - left, 150))
    assert incomplete == ("" if left > 50 else MOVING)


@pytest.mark.parametrize("says", [-1, 0, None, "x", 10**9, 50])
async def test_a_page_that_is_not_full_is_the_last_whatever_it_says_of_itself(says: Any) -> None:
    shelf = Shelf(49, says=says, links=False)
    items, incomplete, _ = await read(shelf)
    assert (len(items), incomplete, len(shelf.asked)) == (49, "", 1)


@pytest.mark.parametrize("count", [0, 1, 2, 99, 100, 101, 5098, 5099, 5100, 12_000])
async def test_the_first_page_is_a_small_one_and_the_others_are_large(count: int) -> None:
    shelf = Shelf(count)
    items, incomplete, parts = await read(shelf)
    assert (items, incomplete) == (list(range(count)), "")
    limits, offsets = ([int(query[name]) for query in shelf.asked] for name in ("limit", "offset"))
    assert limits == [FIRST_PAGE, *[5000] * (len(limits) - 1)]
    assert offsets == [0, 99, 5098, 10_097][: len(offsets)]
    assert [part.more for part in parts] == [True] * (len(shelf.asked) - 1) + [False]


async def test_no_page_is_larger_than_asked_for_not_even_the_first() -> None:
    shelf = Shelf(30)
    await read(shelf, page_size=10)
    assert {query["limit"] for query in shelf.asked} == {"10"}


async def test_a_reading_may_begin_further_down() -> None:
    shelf = Shelf(300)
    items, incomplete, _ = await read(shelf, 200, offset=250)
    assert (items, incomplete, len(shelf.asked)) == (list(range(250, 300)), "", 1)


@pytest.mark.parametrize("wrong", [None, 7, "", "x" * 129, ["x"], {}])
async def test_what_cannot_be_the_name_of_a_set_is_not_passed_on(wrong: Any) -> None:
    shelf = Shelf(250)
    shelf.extra = {"setId": wrong}
    items, _, _ = await read(shelf, 100)
    assert len(items) == 250
    assert all("setId" not in query for query in shelf.asked)


class Deaf(Shelf):
    """Always hands out the first page, and says that there are more."""

    async def ask(self, query: dict[str, str]) -> Any:
        self.asked.append(query)
        return self.page(0, 1, self.items[: int(query["limit"])])


@pytest.mark.parametrize(("count", "requests"), [(2, 2), (50, 2), (100, 2), (3000, 3), (9000, 3)])
async def test_a_server_that_is_deaf_to_the_offset_is_left_after_the_first_repetition(
    count: int, requests: int
) -> None:
    shelf = Deaf(count)
    items, incomplete, parts = await read(shelf)
    assert (incomplete, parts[-1].more) == (REPEATED, False)
    assert items == list(range(min(count, 5000)))
    assert len(shelf.asked) == requests


class Endless(Shelf):
    """Has as many items as anybody asks for."""

    async def ask(self, query: dict[str, str]) -> Any:
        self.asked.append(query)
        offset, limit = int(query["offset"]), min(int(query["limit"]), self.cap)
        self.items = [0] * (offset + limit + 1)
        return self.page(offset, limit, list(range(offset, offset + limit)))


@pytest.mark.parametrize("cap", [1, 2, 500])
async def test_of_a_list_without_an_end_a_part_is_read_and_the_rest_is_named(
    monkeypatch: pytest.MonkeyPatch, cap: int
) -> None:
    monkeypatch.setattr(paging, "MOST_ITEMS", 3000)
    monkeypatch.setattr(paging, "MOST_PAGES", 1000)
    shelf = Endless(0, cap=cap)
    items, incomplete, parts = await read(shelf, 500)
    assert (incomplete, parts[-1].more) == (ENDLESS, False)
    assert len(shelf.asked) <= 1000
    assert 900 < len(items) <= 3500
    assert items == list(range(len(items)))


@pytest.mark.parametrize("most", range(2, 12))
async def test_a_list_that_never_stands_still_is_given_up_after_so_many_requests(
    monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(paging, "MOST_PAGES", most)
    shelf = Shelf(10_000)

    def change(turn: int) -> None:
        shelf.items = [turn * 100_000 + number for number in range(10_000)]

    shelf.change = change
    _, incomplete, parts = await read(shelf, 100)
    assert len(shelf.asked) == most
    assert incomplete in (MOVING, ENDLESS)
    assert not parts[-1].more, "the end is told as one"

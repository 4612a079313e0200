"""A list in pages, while it changes under the reader's hands."""

from __future__ import annotations

import json
import random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vbo_tui.api import paging
from vbo_tui.api.paging import FIRST_PAGE, MOVING, REPEATED, read_pages
from vbo_tui.api.wire import RawPage, decode_page


def raw(key: object) -> msgspec.Raw:
    return msgspec.Raw(json.dumps({"id": str(key)}).encode())


class List:
    """A server's list; ``between`` is called before each page but the first."""

    def __init__(self, count: int, *, cap: int = 10_000, links: bool = True) -> None:
        self.items = list(range(count))
        self.cap = cap
        self.links = links
        self.says_limit: int | None = None
        self.queries: list[dict[str, str]] = []

    def change(self) -> None:
        """Nothing, unless a test says what."""

    async def ask(self, query: dict[str, str]) -> RawPage:
        if self.queries:
            self.change()
        self.queries.append(query)
        offset, limit = int(query["offset"]), min(int(query["limit"]), self.cap)
        items = self.items[offset : offset + limit]
        more = offset + limit < len(self.items) if self.links else None
        return RawPage([raw(key) for key in items], limit=self.says_limit or limit, more=more)


async def read(asked: List, page_size: int = 50, first: int = 20) -> tuple[list[int], str]:
    keys: list[int] = []
    incomplete = ""
    async for part in read_pages(asked.ask, page_size=page_size, first=first):
        keys += [int(json.loads(bytes(item))["id"]) for item in part.items]
        incomplete = incomplete or part.incomplete
    return keys, incomplete


@pytest.mark.parametrize("links", [False, True])
@pytest.mark.parametrize("cap", [1, 2, 7, 10_000])
@pytest.mark.parametrize("count", [0, 1, 19, 20, 21, 50, 333])
async def test_a_list_at_rest_comes_whole_and_each_item_once(count: int, cap: int, links: bool) -> None:
    asked = List(count, cap=cap, links=links)
    assert await read(asked) == (list(range(count)), "")


async def test_the_first_page_is_small_and_each_begins_with_the_last_item_before() -> None:
    asked = List(333)
    await read(asked, page_size=100, first=20)
    assert [(query["offset"], query["limit"]) for query in asked.queries] == [
        ("0", "20"), ("19", "100"), ("118", "100"), ("217", "100"), ("316", "100"),
    ]  # fmt: skip
    assert FIRST_PAGE == 100


class Moving(List):
    """A list that grows at its front, and loses items anywhere."""

    def __init__(self, count: int, chance: random.Random, *, cap: int, links: bool) -> None:
        super().__init__(count, cap=cap, links=links)
        self.chance = chance
        self.stayed = set(self.items)

    def change(self) -> None:
        for _ in range(self.chance.choice((0, 0, 1, 5))):
            self.items.insert(0, 1_000_000 + self.chance.randrange(10**9))
        for _ in range(self.chance.choice((0, 0, 1, 3, 40))):
            if self.items:
                gone = self.items.pop(self.chance.randrange(len(self.items)))
                self.stayed.discard(gone)


@settings(max_examples=150, deadline=None)
@given(
    seed=st.integers(0, 10**6), count=st.integers(0, 400), cap=st.sampled_from([3, 10, 30, 10_000]),
    links=st.booleans(),
)  # fmt: skip
async def test_what_stays_is_read_once_however_the_list_moves(
    seed: int, count: int, cap: int, links: bool
) -> None:
    asked = Moving(count, random.Random(seed), cap=cap, links=links)
    keys, incomplete = await read(asked)
    assert len(keys) == len(set(keys))
    assert incomplete in ("", MOVING, REPEATED)
    if not incomplete:
        assert asked.stayed <= set(keys)


async def test_many_items_taken_away_between_two_pages_cost_none() -> None:
    for cap in (30, 100, 10_000):
        asked = List(600, cap=cap)

        def change(asked: List = asked) -> None:
            if len(asked.queries) == 3:
                del asked.items[:25]

        asked.change = change  # type: ignore[method-assign]
        keys, incomplete = await read(asked, page_size=100, first=100)
        assert set(keys) == set(range(600))
        assert incomplete == ""


async def test_a_server_that_ignores_the_offset_is_stopped_and_named() -> None:
    class Same(List):
        async def ask(self, query: dict[str, str]) -> RawPage:
            return await super().ask({**query, "offset": "0"})

    for links in (False, True):
        asked = Same(500, links=links)
        keys, incomplete = await read(asked, page_size=20, first=20)
        assert (keys, incomplete) == (list(range(20)), REPEATED)
        assert len(asked.queries) < 6


async def test_a_list_without_an_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "MOST_ITEMS", 500)
    monkeypatch.setattr(paging, "MOST_PAGES", 60)

    class Endless(List):
        async def ask(self, query: dict[str, str]) -> RawPage:
            self.queries.append(query)
            offset = int(query["offset"])
            return RawPage([raw(key) for key in range(offset, offset + self.cap)], more=True)

    for cap in (1, 20):
        asked = Endless(0, cap=cap)
        _, incomplete = await read(asked)
        assert "no end" in incomplete
        assert len(asked.queries) <= 60


@pytest.mark.parametrize("said", [-1, 0, 3, 10**9])
async def test_a_limit_that_lies_loses_nothing_where_there_are_links(said: int) -> None:
    asked = List(130)
    asked.says_limit = said
    assert await read(asked) == (list(range(130)), "")


async def test_a_set_id_is_passed_on() -> None:
    asked = List(60)

    async def ask(query: dict[str, str]) -> RawPage:
        page = await asked.ask(query)
        return RawPage(page.items, limit=page.limit, more=page.more, set_id="s-1")

    async for _ in read_pages(ask, page_size=20, first=20):
        pass
    assert "setId" not in asked.queries[0]
    assert all(query["setId"] == "s-1" for query in asked.queries[1:])


async def test_a_bare_array_is_taken_whole() -> None:
    async def ask(query: dict[str, str]) -> RawPage:
        return decode_page(b'[{"id": "a"}, {"id": "a"}, 3]')

    parts = [part async for part in read_pages(ask, page_size=20)]
    assert [len(part.items) for part in parts] == [3]
    assert not parts[0].more


@pytest.mark.parametrize(
    ("links", "more"),
    [
        ("{}", None), ("null", None), ('"x"', None), ('{"self": {"href": "x"}}', False),
        ('{"next": {"href": "x"}}', True), ('{"next": null}', False), ('{"next": {"href": null}}', False),
        ('{"next": {}}', False), ('{"next": "x"}', True),
    ],
)  # fmt: skip
def test_a_link_to_the_next_page_is_one_that_leads_somewhere(links: str, more: bool | None) -> None:
    assert decode_page(f'{{"results": [], "_links": {links}}}'.encode()).more is more

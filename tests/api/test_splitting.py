"""A long array is split as decoding it in one go would split it, whatever its items hold."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vbo_tui.api import splitting
from vbo_tui.api.splitting import split
from vbo_tui.api.wire import decode_page
from vbo_tui.errors import BadPayload

tricky = st.sampled_from(["},{", "}, {", "\\", '"', '"},{"', "]", "[", "é\u2028", "x" * 30])
values = st.recursive(
    st.one_of(tricky, st.none(), st.integers()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(tricky, inner, max_size=3)),
    max_leaves=6,
)
arrays = st.lists(st.one_of(st.dictionaries(tricky, values, max_size=3), values), max_size=12)
layouts = st.sampled_from([{}, {"indent": 2}, {"separators": (",", ":")}, {"ensure_ascii": False}])


async def same(body: bytes) -> bool:
    found = await split(bytearray(body))
    return list(map(bytes, found.items)) == list(map(bytes, decode_page(body).items)) and found.whole


@given(array=arrays, layout=layouts, piece=st.sampled_from([0, 7, 40]))
async def test_the_items_are_those_of_the_whole(array: list[Any], layout: dict[str, Any], piece: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(splitting, "PIECE", piece)
        assert await same(json.dumps(array, **layout).encode())


async def test_it_goes_piece_by_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(splitting, "PIECE", 100)
    ways: list[int] = []

    async def give_way() -> None:
        ways.append(1)

    monkeypatch.setattr(splitting, "give_way", give_way)
    monkeypatch.setattr(splitting, "decode_page", pytest.fail)
    body = json.dumps([{"id": str(number), "links": [{}, {}]} for number in range(100)]).encode()
    assert len((await split(body)).items) == 100
    assert len(body) / 200 < len(ways) < len(body) / 100


@pytest.mark.parametrize("body", [b"[{}, {}, {]", b"[{}, {}", b"[{}, {}] {}", b"<html>", b"[{}, {},]"])
async def test_what_is_no_list_is_refused_as_ever(body: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(splitting, "PIECE", 2)
    with pytest.raises(BadPayload) as expected:
        decode_page(body)
    with pytest.raises(BadPayload) as told:
        await split(body)
    assert str(told.value) == str(expected.value)


async def test_half_a_surrogate_pair_somewhere_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(splitting, "PIECE", 2)
    body = b'[{"id": "a"}, {"id": "\xff"}, {"id": "b"}]'
    assert len((await split(body)).items) == len(decode_page(body).items) == 3
    with pytest.raises(msgspec.DecodeError):
        msgspec.json.decode(body[1:])

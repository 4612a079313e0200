"""What a session opened, as odd or hostile servers tell of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vbo_tui.api.address import Origin, target
from vbo_tui.api.browsing import LIST_PAGE, MOST_ITEMS, Trip
from vbo_tui.api.connection import Answer
from vbo_tui.api.decoding import MOST_LINKS
from vbo_tui.api.dialect import DIALECTS
from vbo_tui.api.wire_items import MOST_VALUES, decode_item
from vbo_tui.errors import BadPayload
from vbo_tui.model.document import Resource
from vbo_tui.model.item import Item, ItemPage
from vbo_tui.model.links import Link, Rel
from vbo_tui.model.organization import Organization
from vbo_tui.model.session import SessionId

ID = SessionId("0800471b-d0e2-422b-9d7c-35d15661c3fb")
ROOT = f"/v8/restoresessions/{ID}/organization"
EVIL = "https://evil.example:4443/v8/restoresessions/x/../../token"


async def at(path: str, body: object, *, version: str = "v8") -> Resource:
    """What a server's answer at a path is read as."""
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()

    async def get(_: str, query: Mapping[str, str]) -> Answer:
        return Answer(sent, None)

    goal = target(Link("items", path), ID, Origin("https", "veeam01", 4443), DIALECTS[version])
    trip = Trip(get, "https://veeam01:4443", events_page=100, paged=version != "v1")
    return (await trip.to(goal, None))[0]


async def page(body: object, path: str = f"{ROOT}/mailboxes", version: str = "v8") -> ItemPage:
    found = await at(path, body, version=version)
    assert isinstance(found, ItemPage)
    return found


def listed(*items: object, **more: object) -> dict[str, Any]:
    return {"offset": 0, "limit": 30, "results": list(items), **more}


async def test_links_of_a_thing_to_itself_are_our_own_and_those_to_what_it_has_are_added() -> None:
    evil = {"self": {"href": EVIL}, "folders": {"href": EVIL}, "mystery": {"href": EVIL}}
    (item,) = (await page(listed({"id": "box", "_links": evil}))).items
    assert item.links == (
        Link("self", f"{ROOT}/mailboxes/box"),
        Link("folders", EVIL),
        Link("mystery", EVIL),
        Link("items", f"{ROOT}/mailboxes/box/items"),
    )


async def test_a_thing_without_an_id_is_found_by_its_own_link_but_only_in_its_list() -> None:
    own = {"_links": {"self": {"href": f"https://elsewhere:4443{ROOT}/sites/other/items/AAA%3D%3D?x=1"}}}
    (item,) = (await page(listed({"name": "Inbox", **own}), f"{ROOT}/mailboxes/box/folders")).items
    assert (item.id, item.name) == ("AAA==", "Inbox")
    assert item.links[0] == Link("self", f"{ROOT}/mailboxes/box/folders/AAA%3D%3D")


@pytest.mark.parametrize("href", ["", EVIL, "x/..", "x/%2e%2e", "x/a%2fb", "x/a b", "/", "x/" + "y" * 2000])
async def test_a_thing_that_nothing_names_has_no_link_to_itself(href: str) -> None:
    (item,) = (await page(listed({"id": None, "name": "a", "_links": {"self": {"href": href}}}))).items
    if item.id:
        assert item.links[0].href == f"{ROOT}/mailboxes/{item.id}"
    else:
        assert item.links == ()


@pytest.mark.parametrize(
    "identity", ["..", ".", "a/b", "a b", "\x1b[2J", "a\\b", "x" * 5000, 5.5, True, {}, []]
)
async def test_an_id_that_makes_no_path_makes_no_link(identity: object) -> None:
    (item,) = (await page(listed({"id": identity, "name": "a"}))).items
    assert all(link.href.startswith(f"{ROOT}/mailboxes/") and ".." not in link.href for link in item.links)


async def test_the_next_page_is_asked_for_from_where_this_one_ends_whatever_the_link_says() -> None:
    links = {"next": {"href": EVIL}, "prev": {"href": EVIL}}
    found = await page(
        listed({"id": "a"}, {"id": "b"}, limit=2, setId="c0ffee", _links=links),
        f"{ROOT}/mailboxes?offset=40&limit=2&parentId=null",
    )
    assert (found.offset, found.more) == (40, True)
    query = "parentId=null&setId=c0ffee"
    assert [link.known for link in found.links] == [Rel.NEXT, Rel.PREVIOUS]
    assert found.links[0].href == f"{ROOT}/mailboxes?offset=42&limit=2&{query}"
    assert found.links[1].href == f"{ROOT}/mailboxes?offset=38&limit=2&{query}"


@pytest.mark.parametrize(
    ("body", "more"),
    [
        (listed({"id": "a"}, _links={}), False),
        (listed({"id": "a"}, _links={"self": {"href": "x"}}), False),
        (listed({"id": "a"}, _links={"next": {"href": "x"}}), True),
        (listed(_links={"next": {"href": "x"}}), False),
        (listed({"id": "a"}, limit=1), True),
        (listed({"id": "a"}, limit=-1), False),
        (listed({"id": "a"}, limit="x", offset="y", totalCount="z"), False),
        ([{"id": "a"}], False),
    ],
)
async def test_whether_there_is_a_next_page(body: object, more: bool) -> None:
    found = await page(body)
    assert found.more is more
    assert [link.known for link in found.links] == ([Rel.NEXT] if more else [])


async def test_a_list_that_comes_in_one_piece_is_bounded_and_counts_what_is_left_out() -> None:
    found = await page(
        b"[" + b",".join(b'{"id":"%d"}' % n for n in range(MOST_ITEMS + 7)) + b"]", version="v8"
    )
    assert (len(found.items), found.left_out, found.more) == (MOST_ITEMS, 7, False)


async def test_what_is_no_object_is_counted_and_costs_no_other() -> None:
    found = await page(b'[{"id":"a"},5,"x",null,[],{"id":"b"}]')
    assert [item.id for item in found.items] == ["a", "b"]
    assert found.unreadable == (
        "it is 5, not an object", "it is 'x', not an object",
        "it is None, not an object", "it is [], not an object",
    )  # fmt: skip


@pytest.mark.parametrize("body", [b"", b"<html>", b"5", b"{}", b'{"results":5}', b'{"results":[', b"\xff"])
async def test_what_is_no_list_is_an_error(body: bytes) -> None:
    with pytest.raises(BadPayload):
        await page(body)


@pytest.mark.parametrize("body", [b"[]", b"", b"<html>", b'{"a":', b"nul"])
async def test_what_is_no_thing_is_an_error(body: bytes) -> None:
    with pytest.raises(BadPayload):
        await at(f"{ROOT}/mailboxes/box", body)


async def test_an_organizations_own_link_is_where_it_was_found() -> None:
    found = await at(ROOT, {"id": "a", "name": "b", "_links": {"self": {"href": EVIL}, "x": {"href": "y"}}})
    assert isinstance(found, Organization)
    assert found.links == (Link("self", ROOT), Link("x", "y"))


def test_values_are_kept_under_the_servers_names_in_its_order() -> None:
    body = {
        "postId": 12, "subject": "[/] a", "isImportant": True, "isDeleted": False, "parentId": None,
        "empty": "",
        "settings": {"allow": True, "deep": {"a": 1}}, "tags": ["a", 1, {"b": 2}], "none": [], "size": 1.5,
        "_links": {}, "_actions": {"stop": {}},
    }  # fmt: skip
    item = decode_item(json.dumps(body).encode(), "post")
    assert (item.kind, item.id, item.name) == ("post", "12", "[/] a")
    assert item.values == (
        ("postId", "12"), ("subject", "[/] a"), ("isImportant", "yes"), ("isDeleted", "no"),
        ("settings.allow", "yes"), ("settings.deep", "1 values"), ("tags", "a, 1, {...}"), ("size", "1.5"),
    )  # fmt: skip


def test_a_version_is_named_by_its_own_number_not_by_the_document() -> None:
    assert decode_item(b'{"id":"doc","versionId":512,"name":"a"}', "version").id == "512"
    assert decode_item(b'{"id":"doc","versionId":512,"name":"a"}', "document").id == "doc"


def test_a_thing_with_thousands_of_values_and_links_is_bounded() -> None:
    body = {f"key{n}": n for n in range(5000)} | {"_links": {f"rel{n}": {"href": "x"} for n in range(5000)}}
    item = decode_item(json.dumps(body).encode(), "item")
    assert len(item.values) == MOST_VALUES
    assert len(item.links) == MOST_LINKS


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
NAMES = st.sampled_from(["id", "name", "subject", "postId", "_links", "self", "href", "versionId", "size"])


@settings(deadline=None)
@given(st.dictionaries(NAMES | st.text(), JSON | st.dictionaries(NAMES, JSON | st.dictionaries(NAMES, JSON))))
async def test_any_object_is_read_and_says_nothing_that_acts_on_a_terminal(document: dict[str, Any]) -> None:
    body = json.dumps(document).encode()
    for found in ((await page(b"[" + body + b"]")).items[0], await at(f"{ROOT}/mailboxes/box", body)):
        assert isinstance(found, Item)
        texts = [found.id, found.name, *(text for pair in found.values for text in pair)]
        assert all("\x1b" not in text and "\n" not in text for text in texts)
        assert all(link.href.startswith(ROOT) for link in found.links if link.known is Rel.SELF)


def test_no_more_is_asked_for_at_a_time_than_the_server_gives() -> None:
    assert min(dialect.page_limit for dialect in DIALECTS.values() if dialect.page_limit) >= LIST_PAGE

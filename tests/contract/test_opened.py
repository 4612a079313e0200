"""What a session opened, in every version that documents it, against schemas written from the documents."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast
from urllib.parse import urlsplit

import pytest
from jsonschema import Draft202012Validator

from tests.contract.schema import SCHEMAS, VERSIONS, check
from tests.contract.served import NOW, SOLD, Served, served
from vbo_tui.api.places import MAILBOXES, ONEDRIVES, SITES, TEAMS, Tree, singular, with_versions
from vbo_tui.api.wire import decode_page
from vbo_tui.api.wire_items import decode_item, decode_items
from vbo_tui.simulator.world import DOCUMENTED, TYPES

OPENED = json.loads((SCHEMAS / "opened.json").read_text(encoding="utf-8"))
"""Kinds of things by name, each with the first version that has it; ``_links`` are looked at here."""

HOLDS = {"Vex": "mailboxes", "Veod": "onedrives", "Vesp": "sites", "Vet": "teams"}

TREES: dict[str, dict[str, Tree]] = {"v1": MAILBOXES}
for _name in ("v2", "v3", "v4"):
    TREES[_name] = MAILBOXES | ONEDRIVES | SITES
TREES["v5"] = TREES["v4"] | TEAMS
for _name in ("v6", "v7", "v8"):
    TREES[_name] = dict(with_versions(TREES["v5"]))


@pytest.fixture(params=VERSIONS, scope="module")
def one(request: pytest.FixtureRequest) -> Iterator[Served]:
    with served(request.param) as found:
        world = found.server.service.world
        for kind in SOLD.get(request.param, TYPES):
            key = str(uuid.uuid5(uuid.NAMESPACE_URL, kind))
            world.put(replace(DOCUMENTED[1], id=key, type=kind, created=NOW - timedelta(hours=1)), NOW)
        yield found


def opened(one: Served, kind: str) -> str:
    """The path to the organization of a session of some type that works."""
    session = next(item for item in one.sessions() if (item["type"], item["state"]) == (kind, "Working"))
    return f"RestoreSessions/{session['id']}/organization"


def walk(one: Served, path: str, tree: Tree, way: tuple[str, ...]) -> None:
    """Look at every collection of a tree, and at the first member of each and what that has."""
    for name, below in tree.items():
        whole = one.get(f"{path}/{name}", **({} if one.version == "v1" else {"limit": 10_000}))
        things = members(one, whole.json())
        read, unreadable = decode_items(decode_page(whole.content).items, singular(name))
        assert unreadable == []
        for thing, item in zip(things, read, strict=True):
            check_thing(one.version, (*way, name), thing)
            told = {key: value for key, value in thing.items() if key != "_links"}
            values = dict(item.values)
            assert all(values.get(key) or value in (None, "", [], {}) for key, value in told.items())
            assert item.name
        href = things[0]["_links"]["self"]["href"]
        own = f"{path}/{name}/{urlsplit(href).path.rpartition('/')[2]}"
        assert href.casefold().endswith(own.casefold())
        single = one.get(own)
        assert single.json() == things[0]
        assert decode_item(single.content, singular(name)).values == read[0].values
        walk(one, own, below, (*way, name))


def members(one: Served, body: Any) -> list[dict[str, Any]]:
    """The things of a list: a bare array in v1, a page from v2 on."""
    assert isinstance(body, list) is (one.version == "v1")
    if isinstance(body, list):
        return body
    assert set(body) == {"offset", "limit", "results", "_links"}
    return cast("list[dict[str, Any]]", body["results"])


def check_thing(version: str, way: tuple[str, ...], thing: dict[str, Any]) -> None:
    kind = "/".join((way[0], way[-1])) if len(way) > 1 else way[0]
    schema = OPENED["kinds"].get(kind) or OPENED["kinds"][f"*/{way[-1]}"]
    assert version >= schema["since"]
    chosen = {
        key: schema[key]
        for key in ("properties", "required", "additionalProperties", "anyOf")
        if key in schema
    }
    left_out = [key for key, since in schema.get("from", {}).items() if version < since]
    chosen["required"] = [key for key in chosen["required"] if key not in left_out]
    validator = Draft202012Validator({**chosen, "type": "object", "$defs": OPENED["$defs"]})
    error = next(validator.iter_errors(thing), None)
    assert error is None, f"{version} {kind}: {error and error.message}"
    assert not set(left_out) & set(thing), f"{version} {kind} has what later versions have"
    for rel, link in thing["_links"].items():
        assert set(link) == {"href"}, rel
        assert_link(version, link["href"])


def assert_link(version: str, href: str) -> None:
    """Links are absolute up to v5, without a slash at their beginning in v6, and rooted from v7 on."""
    path = f"{version}/restoresessions/"
    if version <= "v5":
        assert href.startswith("https://")
        assert urlsplit(href).path.startswith(f"/{path}")
    else:
        assert href.startswith(path if version == "v6" else f"/{path}")


def test_what_a_session_opened_is_as_documented_and_read_with_nothing_lost(one: Served) -> None:
    for kind in SOLD.get(one.version, TYPES):
        organization = opened(one, kind)
        body = one.get(organization).json()
        check(one.version, "organization", body)
        assert HOLDS[kind] in body["_links"]
        walk(one, organization, {HOLDS[kind]: TREES[one.version][HOLDS[kind]]}, ())


def test_what_a_version_does_not_document_is_not_there(one: Served) -> None:
    organization = opened(one, "Vex")
    for name in {"mailboxes", "onedrives", "sites", "teams", "users"} - set(TREES[one.version]):
        assert one.get(f"{organization}/{name}").status_code == 404
    box = one.get(f"{organization}/mailboxes").json()
    first = members(one, box)[0]["id"]
    for path in ("documents", "folders/x/versions", "action", "items/x/attachments"):
        assert one.get(f"{organization}/mailboxes/{first}/{path}").status_code == 404


def test_lists_come_in_pages_of_thirty_unless_more_is_asked_for(one: Served) -> None:
    mailboxes = f"{opened(one, 'Vex')}/mailboxes"
    if one.version == "v1":
        assert len(one.get(mailboxes).json()) == 42
        return
    first = one.get(mailboxes).json()
    assert (len(first["results"]), first["limit"], set(first["_links"])) == (30, 30, {"self", "next"})
    rest = one.get(mailboxes, offset=30).json()
    assert (len(rest["results"]), set(rest["_links"])) == (12, {"self", "first", "prev"})
    assert one.get(mailboxes, parentId="something").json()["results"] == []


def test_a_session_that_is_over_has_nothing_open(one: Served) -> None:
    over = next(item for item in one.sessions() if (item["type"], item["state"]) == ("Vex", "Stopped"))
    answer = one.get(f"RestoreSessions/{over['id']}/organization/mailboxes")
    assert answer.status_code == 500
    check(one.version, "error", answer.json())
    gone = one.get("RestoreSessions/00000000-0000-0000-0000-000000000000/organization/mailboxes")
    assert gone.status_code == 404
    working = opened(one, "Vex")
    for path in ("mailboxes/nobody", "mailboxes/nobody/folders"):
        assert one.get(f"{working}/{path}").status_code == 404
    if one.version != "v1":
        assert one.get(f"{working}/sites").status_code == 500, "it holds no such thing"

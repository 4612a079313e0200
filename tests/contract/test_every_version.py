"""Everything that the simulator answers, in every version, against the schemas written from the documents."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from tests.contract.schema import VERSIONS, check
from tests.contract.served import Served, served
from vbo_tui.api.grants import decode_grant
from vbo_tui.api.wire import decode_listing, decode_organization, decode_page, decode_session
from vbo_tui.api.wire_events import decode_changes, decode_events, decode_statistics
from vbo_tui.model.event import Event
from vbo_tui.model.session import Session

PAGED = VERSIONS[1:]


@pytest.fixture(params=VERSIONS, scope="module")
def one(request: pytest.FixtureRequest) -> Iterator[Served]:
    with served(request.param) as found:
        yield found


@pytest.fixture(params=PAGED, scope="module")
def paged(request: pytest.FixtureRequest) -> Iterator[Served]:
    with served(request.param) as found:
        yield found


def test_a_list_is_as_documented(one: Served) -> None:
    check(one.version, "listing", one.get("RestoreSessions").json())
    states = {item["state"] for item in one.sessions()}
    assert states == {"Working", "Stopped"}
    for item in one.sessions():
        check(one.version, "session", item)
        check(one.version, "session", one.get(f"RestoreSessions/{item['id']}").json())


def test_every_page_of_a_list_is_as_documented(paged: Served) -> None:
    for offset in (0, 19, 50, 59, 60, 500):
        check(paged.version, "listing", paged.get("RestoreSessions", offset=offset, limit=10).json())


def test_an_organization_is_as_documented(one: Served) -> None:
    working = [item for item in one.sessions() if item["state"] == "Working"]
    assert working
    for item in working:
        answer = one.get(f"RestoreSessions/{item['id']}/organization")
        check(one.version, "organization", answer.json())
        found = decode_organization(answer.content)
        assert (found.id, found.name) == (answer.json()["id"], answer.json()["name"])
        assert found.type == answer.json().get("type", "")


def test_events_are_as_documented_and_read_with_nothing_lost(paged: Served) -> None:
    seen: set[str] = set()
    for item in paged.sessions():
        answer = paged.get(f"RestoreSessions/{item['id']}/events", limit=50)
        check(paged.version, "events", answer.json())
        events, unreadable = decode_events(decode_page(answer.content).items)
        assert unreadable == []
        for told, event in zip(answer.json()["results"], events, strict=True):
            check(paged.version, "event", told)
            assert_event(told, event)
            seen.add(told["status"])
    assert {"Running", "Success", "Warning", "Failed"} <= seen


def assert_event(told: dict[str, Any], event: Event) -> None:
    assert (event.id, event.order, event.type, event.status) == (
        told["id"], told["order"], told["type"], told["status"],
    )  # fmt: skip
    assert (event.title, event.message) == (told["title"], told["message"])
    assert event.started is not None
    assert event.started.isoformat()[:19] == told["startTime"][:19]
    assert (event.ended is None) is (told.get("endTime") is None)
    assert event.duration is not None
    if event.type == "None":
        assert (event.item_name, event.source, event.target) == ("", "", "")
        return
    assert f"Item {event.item_name} " in told["message"]
    for key, value in (("itemName", event.item_name), ("itemType", event.item_type)):
        assert told.get(key, value) == value
    assert f"(type: {event.item_type}; source: {event.source}; target: {event.target})" in told["message"]
    assert event.item_size == told.get("itemSizeBytes")


def test_statistics_are_as_documented_and_read_with_nothing_lost() -> None:
    with served("v8", sessions=80) as one:
        restored = 0
        for item in one.sessions():
            answer = one.get(f"RestoreSessions/{item['id']}/statistics")
            check("v8", "statistics", answer.json())
            told, found = answer.json(), decode_statistics(answer.content)
            assert (found.total, found.restored, found.failed, found.skipped) == tuple(
                told[f"{kind}ItemsCount"] for kind in ("total", "restored", "failed", "skipped")
            )
            assert [outcome.name for outcome in found.items] == [outcome["name"] for outcome in told["items"]]
            assert list(found.warnings) == told["warnings"]
            assert list(found.errors) == told["errors"]
            restored += found.restored or 0
        assert restored


def test_changes_are_as_documented_and_read_with_nothing_lost() -> None:
    with served("v8") as one:
        start = one.get("Events", **{"from": "latest"})
        check("v8", "changes", start.json())
        ids = [item["id"] for item in one.sessions()][:2]
        one.server.service.world.end(ids[0], one.server.service.now())
        one.server.service.world.remove(ids[1], one.server.service.now())
        answer = one.get("Events", **{"from": start.json()["nextChangeToken"]})
        check("v8", "changes", answer.json())
        found = decode_changes(answer.content)
        changed = one.get(f"RestoreSessions/{ids[0]}").json()
        assert dict(found.updated) == {ids[0]: changed["eTag"]}
        assert found.deleted == {ids[1]}
        assert found.token == answer.json()["nextChangeToken"]


def test_a_token_and_its_refusal_are_as_documented(one: Served) -> None:
    check(one.version, "token", one.grant.json())
    assert decode_grant(one.grant.content).life == 3599
    wrong = one.post("token", {"grant_type": "password", "username": "x", "password": "y"})
    assert wrong.status_code == 400
    check(one.version, "error", wrong.json())


def test_what_is_not_there_is_refused_as_documented(one: Served) -> None:
    answer = one.get("RestoreSessions/00000000-0000-0000-0000-000000000000")
    assert answer.status_code == 404
    check(one.version, "error", answer.json())


def test_the_decoder_reads_every_session_with_nothing_lost(one: Served) -> None:
    answer = one.get("RestoreSessions")
    body = answer.json()
    items = body if isinstance(body, list) else body["results"]
    listing = decode_listing(answer.content)
    assert listing.unreadable == ()
    for item, session in zip(items, listing.sessions, strict=True):
        assert_session(item, session)
        assert decode_session(json.dumps(item).encode()) == session


FIELDS = {
    "id": "id", "name": "name", "organization": "organization", "type": "type", "state": "state",
    "result": "result", "initiatedBy": "initiated_by", "clientHost": "client_host", "scopeName": "scope",
    "details": "details", "reason": "reason", "eTag": "etag",
}  # fmt: skip
"""Where each field of the JSON comes to stand; times and links are looked at by themselves."""


def assert_session(item: dict[str, Any], session: Session) -> None:
    for key, field in FIELDS.items():
        assert getattr(session, field) == item.get(key, None if key == "eTag" else "")
    assert session.created is not None
    assert session.created.isoformat()[:19] == item["creationTime"][:19]
    ended = item.get("endTime") or "9999"
    assert (session.ended is None) is ended.startswith("9999")
    assert session.ended is None or session.ended.isoformat()[:19] == ended[:19]
    point = item.get("pointInTime")
    assert session.point_in_time == (None if point is None else datetime.fromisoformat(point))
    assert {link.rel: link.href for link in session.links} == {
        rel: target["href"] for rel, target in item["_links"].items()
    }
    told = {*FIELDS, "creationTime", "endTime", "pointInTime", "_links"}
    assert item.keys() <= told, "a field that nobody reads"

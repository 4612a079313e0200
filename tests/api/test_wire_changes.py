"""Statistics and the change feed, v8."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.contract.strategies import json_values
from vbo_tui.api.wire_events import DEEPEST, LONGEST_TOKEN, decode_changes, decode_statistics
from vbo_tui.errors import BadPayload
from vbo_tui.model.change import Changes
from vbo_tui.model.session import SessionId
from vbo_tui.model.statistics import ItemOutcome, Statistics

A, B = SessionId("450b6045-1c59-4788-9f32-fa15b8c7c5ba"), SessionId("0800471b-d0e2-422b-9d7c-35d15661c3fb")


def statistics(**fields: Any) -> Statistics:
    return decode_statistics(json.dumps(fields).encode())


def test_the_documented_statistics_are_read_whole() -> None:
    mailbox = {
        "itemRestoreDetailsType": "BulkMailbox", "id": "AAMkAD", "name": "Adele Vance",
        "itemType": "ExchangeMailbox", "status": "Success", "mailboxEmail": "AdeleV@qwbs.onmicrosoft.com",
        "mailboxIsArchive": False, "mailboxIsPublic": False, "createdMailboxItemsCount": 2,
        "mergedMailboxItemsCount": 0, "failedMailboxItemsCount": 0, "skippedMailboxItemsCount": 1,
    }  # fmt: skip
    found = statistics(
        totalItemsCount=3, restoredItemsCount=2, failedItemsCount=0, skippedItemsCount=1,
        warnings=["slow"], errors=[], items=[mailbox],
    )  # fmt: skip
    outcome = ItemOutcome(
        name="Adele Vance", type="ExchangeMailbox", status="Success", where="AdeleV@qwbs.onmicrosoft.com"
    )
    assert found == Statistics(total=3, restored=2, failed=0, skipped=1, warnings=("slow",), items=(outcome,))


def test_a_drive_holds_its_items_and_each_says_what_it_has_to() -> None:
    file = {"name": "a.txt", "itemType": "OneDriveItem", "status": "Failed", "path": "/a", "error": "denied"}
    folder = {"name": "docs", "itemType": "OneDriveItem", "status": "Warning", "childItems": [file, None, 3]}
    drive = {
        "itemRestoreDetailsType": "BulkOneDrive", "name": "Adele", "itemType": "OneDriveItem",
        "status": "Warning", "oneDriveUrl": "https://qwbs/personal/adele", "title": "Restored",
        "warnings": ["one", "", 2, None], "childItems": [folder],
    }  # fmt: skip
    (found,) = statistics(items=[drive]).items
    assert (found.where, found.said) == ("https://qwbs/personal/adele", ("Restored", "one", "2"))
    (inner,) = found.parts
    assert (inner.name, inner.where, inner.said) == ("docs", "", ())
    assert inner.parts == (
        ItemOutcome(name="a.txt", type="OneDriveItem", status="Failed", where="/a", said=("denied",)),
    )


def test_a_mailbox_that_could_not_go_on_says_why() -> None:
    (found,) = statistics(items=[{"name": "a", "cannotContinueMailboxError": "full"}]).items
    assert found == ItemOutcome(name="a", said=("full",))


def test_items_within_items_are_read_to_a_depth_and_no_further() -> None:
    item: dict[str, Any] = {"name": "bottom"}
    for _ in range(100):
        item = {"name": "x", "childItems": [item]}
    (found,), depth = statistics(items=[item]).items, 1
    while found.parts:
        (found,), depth = found.parts, depth + 1
    assert depth == DEEPEST


@pytest.mark.parametrize("wrong", [None, "x", 3.5, True, {}, [[]], ["x", 1, None]])
def test_what_is_missing_or_wrong_costs_that_alone(wrong: Any) -> None:
    assert statistics() == Statistics()
    names = ("totalItemsCount", "restoredItemsCount", "failedItemsCount", "items")
    assert statistics(skippedItemsCount="4", **dict.fromkeys(names, wrong)) == Statistics(skipped=4)


def test_half_a_letter_in_a_name_costs_no_more_than_itself() -> None:
    found = decode_statistics(rb'{"totalItemsCount": 1, "items": [{"name": "a\ud83d"}, {"name": "b"}]}')
    assert (found.total, [item.name for item in found.items]) == (1, ["a\ufffd", "b"])


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"3", b"<html>", b'{"a": ', b'{"a":' * 100_000])
def test_what_is_no_object_is_no_statistics(body: bytes) -> None:
    with pytest.raises(BadPayload):
        decode_statistics(body)


# -- the feed -----------------------------------------------------------------------------------


def entry(what: str, key: str = A, **fields: Any) -> dict[str, Any]:
    return {"eventType": f"RestoreSession{what}", "id": key, **fields}


def changes(*entries: Any, token: Any = "t2") -> Changes:
    body = {"nextChangeToken": token, "limit": 10_000, "results": entries}
    return decode_changes(json.dumps(body).encode())


def test_the_documented_feed_is_read() -> None:
    job = {"eventType": "JobSessionUpdate", "id": "j", "eTag": 4, "jobId": "k", "status": "Running"}
    found = changes(entry("Update", A, eTag=18), entry("Delete", B), job)
    assert found == Changes("t2", {A: 18}, frozenset({B}))


def test_an_answer_without_news_has_a_token_all_the_same() -> None:
    assert changes() == Changes("t2")


def test_of_several_changes_of_one_session_the_last_one_counts() -> None:
    assert changes(entry("Update", eTag=1), entry("Update", eTag=2)).updated == {A: 2}
    gone = changes(entry("Update", eTag=1), entry("Delete"))
    assert gone == Changes("t2", {}, frozenset({A}))
    back = changes(entry("Delete"), entry("Update", eTag=3))
    assert back == Changes("t2", {A: 3})


def test_an_id_means_the_same_in_any_letter_case() -> None:
    assert changes(entry("Update", A.upper(), eTag=1), entry("Delete", A)).deleted == {A}


@pytest.mark.parametrize(("sent", "read"), [(7, 7), ("7", 7), (None, None), ("x", None), ([], None)])
def test_an_etag_that_is_none_leaves_the_change(sent: object, read: int | None) -> None:
    assert changes(entry("Update", eTag=sent)).updated == {A: read}
    assert changes(entry("Update")).updated == {A: None}


@pytest.mark.parametrize("kind", ["", "restoresessionupdate", "RestoreSessionCreate", None, 3, ["x"], {}])
def test_what_is_of_another_kind_is_skipped(kind: object) -> None:
    found = changes({"eventType": kind, "id": A, "eTag": 1}, {"id": A}, entry("Update", B, eTag=2))
    assert found == Changes("t2", {B: 2})


@pytest.mark.parametrize("key", ["", "../x", "a/b", "a?b", "a b", "x" * 129, "\u00e4", None, 3, [], {}])
def test_what_cannot_be_asked_for_is_skipped(key: Any) -> None:
    assert changes(entry("Update", key), entry("Delete", key), None, 3, "x", []) == Changes("t2")


@pytest.mark.parametrize("token", ["", None, 3, [], "x" * (LONGEST_TOKEN + 1)])
def test_without_a_token_there_is_no_feed(token: Any) -> None:
    with pytest.raises(BadPayload, match=r"change feed"):
        changes(entry("Update"), token=token)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"nextChangeToken": "t"}',
        b'{"results": []}',
        b'{"nextChangeToken": "t", "results": {}}',
    ],
)
def test_what_is_no_part_of_a_feed_is_said_to_be_none(body: bytes) -> None:
    with pytest.raises(BadPayload, match="no part of a change feed"):
        decode_changes(body)


@settings(deadline=None)
@given(entries=st.lists(json_values(), max_size=5))
def test_nothing_in_a_feed_hides_what_comes_after_it(entries: list[object]) -> None:
    assert changes(*entries, entry("Update", eTag=9)).updated[A] == 9

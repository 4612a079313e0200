"""Events and statistics as servers send them, and as they should not."""

from __future__ import annotations

import contextlib
import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.contract.strategies import json_values
from vbo_tui.api.text import LONGEST
from vbo_tui.api.wire import decode_page
from vbo_tui.api.wire_events import decode_changes, decode_events, decode_statistics
from vbo_tui.errors import BadPayload
from vbo_tui.model.event import Event
from vbo_tui.model.links import Rel

PAGE = r"""
{
  "offset": 0, "limit": 30,
  "_links": { "self": { "href": "/v6/restoresessions/450b6045-1c59-4788-9f32-fa15b8c7c5ba/events" } },
  "results": [
    {
      "itemSizeBytes": 0, "id": "db8436b4-c496-4971-9588-3147dac827c9", "type": "None",
      "status": "Success", "startTime": "2022-04-21T04:30:17.472748Z",
      "endTime": "2022-04-21T04:30:17.472748Z", "duration": "00:00:00",
      "title": "Restore session started", "message": "Restore session started", "order": 0,
      "_links": {
        "self": { "href": "v6/restoresessions/450b6045-1c59-4788-9f32-fa15b8c7c5ba/events/db8436b4" },
        "restoreSession": { "href": "v6/restoresessions/450b6045-1c59-4788-9f32-fa15b8c7c5ba" }
      }
    },
    {
      "itemName": "HA Restart Summary (Dexters Lab)", "itemType": "IPM.Note", "itemSizeBytes": 78401,
      "source": "Ben Young\\Inbox\\Testcloudspace", "target": "C:\\Users\\benyoung\\Desktop",
      "id": "288411e7-0a22-42b8-9d9a-7141971c31a6", "type": "Save", "status": "Success",
      "startTime": "2022-04-21T04:34:26.0135345Z", "endTime": "2022-04-21T04:34:30.5024721Z",
      "duration": "00:00:04.4889376",
      "title": "Item successfully exported to: C:\\Users\\benyoung\\Desktop\\HA Restart Summary.msg.",
      "message": "Item HA Restart Summary (Dexters Lab) was saved successfully (type: IPM.Note)",
      "order": 2
    }
  ]
}
"""
"""Source: events of v6 as a live server sent them, shortened."""


def one(**fields: Any) -> Event:
    (event,), unreadable = decode_events([msgspec.Raw(json.dumps({"id": "a", **fields}).encode())])
    assert unreadable == []
    return event


def test_the_answer_of_a_live_server_is_read_whole() -> None:
    (start, saved), unreadable = decode_events(decode_page(PAGE.encode()).items)
    assert unreadable == []
    assert start == Event(
        id="db8436b4-c496-4971-9588-3147dac827c9",
        order=0,
        type="None",
        status="Success",
        started=datetime(2022, 4, 21, 4, 30, 17, 472748, UTC),
        ended=datetime(2022, 4, 21, 4, 30, 17, 472748, UTC),
        duration=timedelta(0),
        title="Restore session started",
        message="Restore session started",
        item_size=0,
        links=start.links,
    )
    assert [(link.rel, link.known) for link in start.links] == [
        ("self", Rel.SELF),
        ("restoreSession", Rel.OWNER),
    ]
    assert (saved.order, saved.type, saved.item_name, saved.item_type, saved.item_size) == (
        2, "Save", "HA Restart Summary (Dexters Lab)", "IPM.Note", 78401,
    )  # fmt: skip
    assert (saved.source, saved.target) == (
        "Ben Young\\Inbox\\Testcloudspace",
        "C:\\Users\\benyoung\\Desktop",
    )
    assert saved.duration == timedelta(seconds=4, microseconds=488937)
    assert saved.ended == datetime(2022, 4, 21, 4, 34, 30, 502472, UTC)


def test_the_fields_that_the_newest_version_adds_are_no_trouble() -> None:
    ids = dict.fromkeys(("organizationId", "teamId", "userId", "groupId", "siteId"), "x")
    assert one(status="Cancelled", **ids, backedUpOrganizationId=None) == one(status="Cancelled")


def test_times_with_an_offset_are_kept_as_they_are() -> None:
    event = one(startTime="2017-05-30T13:53:45.0679711+03:00", endTime="9999-12-31T23:59:59.9999999Z")
    assert event.started == datetime(2017, 5, 30, 13, 53, 45, 67971, timezone(timedelta(hours=3)))
    assert event.ended is None, "the last day of .NET is none"


@pytest.mark.parametrize("status", ["Running", "running", "RUNNING"])
def test_an_event_runs_while_its_status_says_so(status: str) -> None:
    assert one(status=status).is_running
    assert not one(status="Success", endTime=None).is_running


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("00:00:00", timedelta(0)),
        ("00:00:00.0446928", timedelta(microseconds=44692)),
        ("00:09:06.3493680", timedelta(minutes=9, seconds=6, microseconds=349368)),
        ("00:00:00.5", timedelta(milliseconds=500)),
        ("1.02:03:04", timedelta(days=1, hours=2, minutes=3, seconds=4)),
        ("10675199.02:48:05.4775807", timedelta(10675199, 10085, 477580)),
        ("-00:00:01", None),
        ("00:00", None),
        ("00:00:01 ", None),
        ("999999999.00:00:00", None),
        ("PT4S", None),
        ("", None),
        (4, None),
        (None, None),
    ],
)
def test_a_duration_is_read_as_dotnet_writes_it(text: object, span: timedelta | None) -> None:
    assert one(duration=text).duration == span


WRONG: list[Any] = [None, {}, [], True, [None], {"a": 1}]


@pytest.mark.parametrize("wrong", WRONG)
def test_a_field_of_the_wrong_kind_costs_that_field_alone(wrong: Any) -> None:
    names = ["type", "order", "duration", "title", "message", "itemName", "itemType", "itemSizeBytes"]
    names += ["source", "target", "_links", "unknown"]
    event = one(**dict.fromkeys(names, wrong), status="Success")
    assert event == Event(id="a", status="Success")


@pytest.mark.parametrize(
    ("sent", "read"), [("7", 7), (7, 7), ("7.5", None), (7.5, None), (-1, -1), ("x", None)]
)
def test_numbers_may_come_as_text(sent: object, read: int | None) -> None:
    event = one(order=sent, itemSizeBytes=sent)
    assert (event.order, event.item_size) == (read, read)


@pytest.mark.parametrize(
    ("item", "why"),
    [
        ({}, "id is missing"),
        ({"id": None}, "id is null"),
        ({"id": 7}, "id is 7"),
        ({"id": ""}, "id is empty"),
        ({"id": "a", "status": 3}, "status is 3"),
        ({"id": "a", "startTime": "soon"}, "startTime is 'soon'"),
        ({"id": "a", "endTime": "2022-13-01"}, "endTime is '2022-13-01'"),
        ([], "it is [], not an object"),
        (None, "it is None, not an object"),
    ],
)
def test_an_event_that_cannot_be_read_is_counted_and_costs_no_other(item: Any, why: str) -> None:
    items = [{"id": "a", "order": 0}, item, {"id": "b", "order": 1}]
    events, unreadable = decode_events(msgspec.Raw(json.dumps(item).encode()) for item in items)
    assert [event.id for event in events] == ["a", "b"]
    assert unreadable == [why]


def test_texts_are_bounded_and_hold_nothing_that_acts() -> None:
    event = one(message="\x1b[2J" + "x" * 10_000, itemName="a\u202eb")
    assert len(event.message) == LONGEST
    assert (event.message[:5], event.item_name) == ("\ufffd[2Jx", "a\ufffdb")


@settings(deadline=None)
@given(value=json_values())
def test_no_json_does_more_than_not_being_an_event(value: object) -> None:
    raw = msgspec.Raw(json.dumps(value).encode())
    events, unreadable = decode_events([raw, raw])
    assert len(events) + len(unreadable) == 2


@settings(deadline=None)
@given(
    values=st.dictionaries(st.sampled_from(["id", "status", "startTime", "order", "message"]), json_values())
)
def test_no_value_of_a_field_does_more_than_that_either(values: dict[str, object]) -> None:
    events, unreadable = decode_events([msgspec.Raw(json.dumps({"id": "a", **values}).encode())])
    assert len(events) + len(unreadable) == 1


@settings(deadline=None)
@given(body=st.one_of(st.binary(), json_values().map(lambda value: json.dumps(value).encode())))
def test_no_body_raises_anything_but_what_is_foreseen(body: bytes) -> None:
    for decode in (decode_changes, decode_statistics, decode_page):
        with contextlib.suppress(BadPayload):
            decode(body)

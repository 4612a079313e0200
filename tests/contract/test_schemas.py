"""The schema files against the documentation's own examples, and the strategies against the schema files."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TypeVar, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from jsonschema import Draft202012Validator

from tests.contract.schema import SCHEMAS, VERSIONS, Schema, check, definitions
from tests.contract.strategies import (
    bodies,
    broken_sessions,
    documented_times,
    events,
    loose_events,
    loose_sessions,
    no_ids,
    no_times,
    sessions,
)

T = TypeVar("T")

DATA = Path(__file__).parents[1] / "data"
GONE = object()
SENTINEL = "9999-12-31T23:59:59.9999999Z"
SESSION_ID = "450b6045-1c59-4788-9f32-fa15b8c7c5ba"
EVENT_ID = "db8436b4-c496-4971-9588-3147dac827c9"
FOREIGN = "https://elsewhere.example:4443/v6/restoresessions"

EVERYWHERE = {"session", "listing", "organization", "token", "error"}
PARTS = {
    "v1": EVERYWHERE,
    **{version: EVERYWHERE | {"event", "events"} for version in ("v2", "v3", "v4", "v5")},
    **{version: EVERYWHERE | {"event", "events", "service_instance"} for version in ("v6", "v7")},
    "v8": EVERYWHERE | {"event", "events", "service_instance", "statistics", "changes"},
}
ALL_PARTS = [(version, part) for version in VERSIONS for part in sorted(PARTS[version])]

some = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])

# What servers and pages show, value for value; {root} is the beginning of an item's link.

V1_LISTING = json.loads((DATA / "v1_restore_sessions.json").read_text(encoding="utf-8"))
V1_ORGANIZATION = json.loads((DATA / "v1_organization.json").read_text(encoding="utf-8"))

V2_SESSION = """{
  "id": "9f786f0f-de9a-4a90-8118-093b6cb2c4fc",
  "name": "Exchange restore (Entire organization - 8/27/2020 6:01:21 PM)",
  "organization": "abc.onmicrosoft.com",
  "type": "Vex",
  "creationTime": "2020-09-02T10:41:32.0983973Z",
  "endTime": "2020-09-02T10:55:02.3532833Z",
  "state": "Stopped",
  "result": "Success",
  "initiatedBy": "USDEMO\\\\Esteve.Nobime",
  "details": "1 item processed (1 success)",
  "_links": {
    "self": { "href": "{root}/restoresessions/9f786f0f-de9a-4a90-8118-093b6cb2c4fc" },
    "organization": { "href": "{root}/restoresessions/9f786f0f-de9a-4a90-8118-093b6cb2c4fc/organization" },
    "restoreSessionEvents": { "href": "{root}/restoresessions/9f786f0f-de9a-4a90-8118-093b6cb2c4fc/events" }
  }
}"""

V6_SESSION = """{
  "id": "450b6045-1c59-4788-9f32-fa15b8c7c5ba",
  "name": "Exchange restore (Entire organization - 21/04/2022 4:30:17 AM)",
  "organization": "vbridgeltd.onmicrosoft.com",
  "type": "Vex",
  "creationTime": "2022-04-21T04:30:17.471748Z",
  "endTime": "9999-12-31T23:59:59.9999999Z",
  "state": "Working",
  "result": "Success",
  "initiatedBy": "vbridgeltd.onmicrosoft.com",
  "scopeName": "",
  "clientHost": "BXYDEV01 (via: 10.0.17.1)",
  "_links": {
    "self": { "href": "{root}/restoresessions/450b6045-1c59-4788-9f32-fa15b8c7c5ba" },
    "organization": { "href": "{root}/restoresessions/450b6045-1c59-4788-9f32-fa15b8c7c5ba/organization" },
    "restoreSessionEvents": { "href": "{root}/restoresessions/450b6045-1c59-4788-9f32-fa15b8c7c5ba/events" }
  }
}"""

V6_EVENTS = r"""[
  {
    "itemSizeBytes": 0,
    "id": "db8436b4-c496-4971-9588-3147dac827c9",
    "type": "None",
    "status": "Success",
    "startTime": "2022-04-21T04:30:17.472748Z",
    "endTime": "2022-04-21T04:30:17.472748Z",
    "duration": "00:00:00",
    "title": "Restore session started",
    "message": "Restore session started",
    "order": 0
  },
  {
    "itemName": "Testcloudspace",
    "itemType": "Folder",
    "itemSizeBytes": 0,
    "source": "Ben Young\\Inbox\\Testcloudspace",
    "target": "Ben Young\\Inbox\\Testcloudspace",
    "id": "a62d1423-cec3-48de-b7a0-a72a163b08da",
    "type": "View",
    "status": "Success",
    "startTime": "2022-04-21T04:32:14.0703827Z",
    "endTime": "2022-04-21T04:32:14.0923853Z",
    "duration": "00:00:00.0220026",
    "title": "Folder successfully opened",
    "message": "Item Testcloudspace was opened successfully (type: Folder; source: Ben Young\\Inbox\\Testcloudspace; target: Ben Young\\Inbox\\Testcloudspace)",
    "order": 1
  },
  {
    "itemName": "HA Restart Summary (Dexters Lab)",
    "itemType": "IPM.Note",
    "itemSizeBytes": 78401,
    "source": "Ben Young\\Inbox\\Testcloudspace",
    "target": "C:\\Users\\benyoung\\Desktop",
    "id": "288411e7-0a22-42b8-9d9a-7141971c31a6",
    "type": "Save",
    "status": "Success",
    "startTime": "2022-04-21T04:34:26.0135345Z",
    "endTime": "2022-04-21T04:34:30.5024721Z",
    "duration": "00:00:04.4889376",
    "title": "Item successfully exported to: C:\\Users\\benyoung\\Desktop\\HA Restart Summary (Dexters Lab)1.msg.",
    "message": "Item HA Restart Summary (Dexters Lab) was saved successfully (type: IPM.Note; source: Ben Young\\Inbox\\Testcloudspace; target: C:\\Users\\benyoung\\Desktop)",
    "order": 2
  }
]"""  # noqa: E501

ITEM_FIELDS = ("itemName", "itemType", "itemSizeBytes", "source", "target")

V8_STATISTICS = {
    "totalItemsCount": 3,
    "restoredItemsCount": 2,
    "failedItemsCount": 0,
    "skippedItemsCount": 1,
    "warnings": [],
    "errors": [],
    "items": [
        {
            "itemRestoreDetailsType": "BulkMailbox",
            "id": "AAMkAD…",
            "name": "Adele Vance",
            "itemType": "ExchangeMailbox",
            "status": "Success",
            "mailboxEmail": "AdeleV@qwbs.onmicrosoft.com",
            "mailboxIsArchive": False,
            "mailboxIsPublic": False,
            "createdMailboxItemsCount": 2,
            "mergedMailboxItemsCount": 0,
            "failedMailboxItemsCount": 0,
            "skippedMailboxItemsCount": 1,
        }
    ],
}

V8_CHANGES = {
    "nextChangeToken": "opaque-token-2",
    "limit": 10000,
    "results": [
        {"eventType": "RestoreSessionUpdate", "id": "450b6045-1c59-4788-9f32-fa15b8c7c5ba", "eTag": 18},
        {"eventType": "RestoreSessionDelete", "id": "0800471b-d0e2-422b-9d7c-35d15661c3fb"},
        {
            "eventType": "JobSessionUpdate",
            "id": "…",
            "eTag": 4,
            "jobId": "…",
            "status": "Running",
            "jobType": "Backup",
        },
    ],
}

V5_TOKEN = {
    "access_token": "AQAAANCMnd8BFdERjHoAwE_Cl-sBAAAAsvfcz8_u6E6otf5xwVsJZgAAAAACAAAA",
    "token_type": "bearer",
    "expires_in": 3599,
    "refresh_token": "AQAAANCMnd8BFdERjHoAwE_Cl-sBAAAAsvfcz8_u6E6otf5xwVsJZgAAAAACAAAA",
    ".issued": "Wed, 16 Dec 2020 05:50:09 GMT",
    ".expires": "Wed, 16 Dec 2020 06:50:09 GMT",
}


def number(version: str) -> int:
    return int(version[1:])


def item_root(version: str) -> str:
    if number(version) <= 5:
        return f"https://abc.tech.local:4443/{version}"
    return version if version == "v6" else f"/{version}"


def page_root(version: str) -> str:
    return f"https://abc.tech.local:4443/{version}" if number(version) <= 5 else f"/{version}"


def session_of(version: str) -> dict[str, object]:
    """The documented session of ``version``, or the nearest one's with what this version does otherwise."""
    if version == "v1":
        return dict(V1_LISTING[0])
    printed = V2_SESSION if number(version) <= 5 else V6_SESSION
    body = json.loads(printed.replace("{root}", item_root(version)))
    if number(version) <= 3:
        del body["_links"]["restoreSessionEvents"]
    if version == "v8":
        body |= {"endTime": None, "eTag": 17}
    return cast("dict[str, object]", body)


def events_of(version: str) -> list[dict[str, object]]:
    """The three events that a v6 server sent, as ``version`` sends them."""
    items: list[dict[str, object]] = json.loads(V6_EVENTS)
    of_session = f"{item_root(version)}/restoresessions/{SESSION_ID}"
    for item in items:
        if version == "v2":
            for name in ITEM_FIELDS:
                item.pop(name, None)
        item["_links"] = {
            "self": {"href": f"{of_session}/events/{item['id']}"},
            "restoreSession": {"href": of_session},
        }
    return items


def page_of(version: str, path: str, items: list[dict[str, object]]) -> dict[str, object]:
    links = {
        "self": {"href": f"{page_root(version)}/{path}?offset=0&limit=30"},
        "next": {"href": f"{page_root(version)}/{path}?offset=30&limit=30"},
    }
    return {"offset": 0, "limit": 30, "_links": links, "results": items}


def organization_of(version: str) -> dict[str, object]:
    body = copy.deepcopy(V1_ORGANIZATION)
    for link in body["_links"].values():
        link["href"] = link["href"].replace("https://support.east.local:4443/v1", item_root(version))
    if number(version) >= 6:
        body |= {"name": "vbridgeltd.onmicrosoft.com", "type": "Office365"}
    return cast("dict[str, object]", body)


def token_of(version: str) -> dict[str, object]:
    body: dict[str, object] = dict(V5_TOKEN)
    if version in ("v6", "v7"):
        body["userName"] = "CONTOSO\\operator"
    if version == "v8":
        body |= {".issued": "2026-09-28T00:00:00+00:00", ".expires": "2026-09-28T01:00:00+00:00"}
    return body


def example(version: str, part: str) -> object:
    """A body of ``part`` of which a page or a real answer shows every value that can be shown."""
    match part:
        case "session":
            return session_of(version)
        case "listing":
            page = page_of(version, "restoresessions", [session_of(version)])
            return copy.deepcopy(V1_LISTING) if version == "v1" else page
        case "organization":
            return organization_of(version)
        case "event":
            return events_of(version)[-1]
        case "events":
            return page_of(version, f"restoresessions/{SESSION_ID}/events", events_of(version))
        case "statistics":
            return copy.deepcopy(V8_STATISTICS)
        case "changes":
            return copy.deepcopy(V8_CHANGES)
        case "token":
            return token_of(version)
        case "service_instance":
            return {"installationId": SESSION_ID, "version": "8.1.0.305"}
    return {"message": "Restore session cannot be created."}


def changed(body: object, path: str, value: object) -> object:
    """A copy of ``body`` with ``value`` at ``path``, or without what is there."""
    copied = copy.deepcopy(body)
    *steps, last = path.split("/")
    place = copied
    for step in steps:
        place = place[int(step)] if isinstance(place, list) else cast("dict[str, object]", place)[step]
    fields = cast("dict[str, object]", place)
    if value is GONE:
        del fields[last]
    else:
        fields[last] = value
    return copied


VIOLATIONS: dict[str, list[tuple[str, str, object]]] = {
    "session": [
        ("v1", "state", "working"),
        ("v1", "type", "Veod"),
        ("v1", "name", "Exchange restore"),
        ("v1", "pointInTime", GONE),
        ("v1", "pointInTime", "2017-06-26T22:07:39Z"),
        ("v1", "id", "0800471B-D0E2-422B-9D7C-35D15661C3FB"),
        ("v1", "endTime", GONE),
        ("v1", "endTime", SENTINEL),
        ("v1", "creationTime", "2017-06-29T07:42:21.191694Z\n"),
        ("v1", "creationTime", "2017-06-29T07:42:21.12345678Z"),
        ("v1", "_links/self/href", f"https://host:4443/v1/RestoreSessions/{SESSION_ID}"),
        ("v1", "_links/restoreSessionEvents", {"href": "x"}),
        ("v2", "pointInTime", "2017-06-26T22:07:39-07:00"),
        ("v3", "type", "Vet"),
        ("v3", "_links/organization", GONE),
        ("v4", "state", "Stopping"),
        ("v4", "scopeName", ""),
        ("v5", "endTime", SENTINEL),
        ("v5", "_links/restoreSessionEvents", GONE),
        ("v5", "_links/self/href", f"v5/restoresessions/{SESSION_ID}"),
        ("v5", "result", GONE),
        ("v6", "result", "success"),
        ("v6", "endTime", "2022-04-21T04:35:17Z"),
        ("v6", "endTime", None),
        ("v6", "details", None),
        ("v6", "eTag", 17),
        ("v6", "clientHost", GONE),
        ("v6", "_links/self/href", f"{FOREIGN}/{SESSION_ID}"),
        ("v6", "_links/self/href", f"/v6/restoresessions/{SESSION_ID}"),
        ("v7", "_links/self/href", f"v7/restoresessions/{SESSION_ID}"),
        ("v7", "_links/self/title", "self"),
        ("v8", "endTime", SENTINEL),
        ("v8", "eTag", "17"),
        ("v8", "eTag", True),
        ("v8", "creationTime", "2022-04-21T04:30:17.471748+00:00"),
    ],
    "listing": [
        ("v1", "0/id", GONE),
        ("v1", "1/endTime", "2017-06-29T08:14:58.3532833Z"),
        ("v2", "results", GONE),
        ("v2", "setId", SESSION_ID),
        ("v3", "_links", GONE),
        ("v4", "limit", 0),
        ("v4", "limit", 10_001),
        ("v5", "offset", "0"),
        ("v5", "totalCount", 1),
        ("v5", "_links/next/href", "/v5/restoresessions?offset=30&limit=30"),
        ("v6", "results", None),
        ("v6", "results/0/state", "Paused"),
        ("v6", "_links/self/href", f"{FOREIGN}?offset=0&limit=30"),
        ("v6", "_links/self/href", "v6/restoresessions?offset=0&limit=30"),
        ("v7", "setId", "first"),
        ("v8", "totalCount", 1),
        ("v8", "_links/last", {"href": "/v8/restoresessions?offset=0&limit=30"}),
    ],
    "organization": [
        ("v1", "id", GONE),
        ("v1", "id", "organization"),
        ("v1", "name", "veeam.onmicrosoft.com"),
        ("v1", "type", "Office365"),
        ("v1", "_links/mailboxes", GONE),
        ("v3", "_links/self/href", f"https://host/v3/restoresessions/{SESSION_ID}"),
        ("v5", "_links/self/href", f"http://host/v5/restoresessions/{SESSION_ID}/organization"),
        ("v6", "name", None),
        ("v6", "type", "office365"),
        ("v6", "region", "Worldwide"),
        ("v8", "_links/self", GONE),
        ("v8", "_links/self/href", f"/v7/restoresessions/{SESSION_ID}/organization"),
    ],
    "event": [
        ("v2", "itemName", "Testcloudspace"),
        ("v3", "status", "Skipped"),
        ("v3", "duration", GONE),
        ("v4", "startTime", "2019-06-16T15:00:00.0402129-07:00"),
        ("v5", "type", "save"),
        ("v5", "duration", "PT4S"),
        ("v6", "endTime", GONE),
        ("v6", "endTime", SENTINEL),
        ("v6", "endTime", None),
        ("v6", "order", -1),
        ("v6", "itemSizeBytes", "78401"),
        ("v6", "itemSizeBytes", 2**63),
        ("v6", "organizationId", SESSION_ID),
        ("v6", "_links/self/href", f"{FOREIGN}/{SESSION_ID}/events/{EVENT_ID}"),
        ("v7", "_links/restoreSession", GONE),
        ("v8", "message", GONE),
        ("v8", "teamId", "team"),
        ("v8", "startTime", 1650515657),
    ],
    "events": [
        ("v2", "results/1/target", "Inbox"),
        ("v2", "limit", GONE),
        ("v3", "offset", GONE),
        ("v4", "setId", SESSION_ID),
        ("v5", "results/0/status", "Cancelled"),
        ("v6", "results/0/id", GONE),
        ("v6", "results/2/_links", GONE),
        ("v6", "_links/self/href", "/v6/restoresessions?offset=0&limit=30"),
        ("v7", "totalCount", 3),
        ("v8", "nextChangeToken", "opaque-token-2"),
    ],
    "statistics": [
        ("v8", "totalItemsCount", GONE),
        ("v8", "totalItemsCount", "3"),
        ("v8", "failedItemsCount", -1),
        ("v8", "items", GONE),
        ("v8", "items", {}),
        ("v8", "warnings", None),
        ("v8", "errors", [None]),
        ("v8", "duration", "00:00:00"),
        ("v8", "items/0/itemRestoreDetailsType", "Bulk"),
        ("v8", "items/0/itemType", "exchangeMailbox"),
        ("v8", "items/0/status", "Working"),
        ("v8", "items/0/mailboxIsArchive", "false"),
        ("v8", "items/0/path", "Inbox"),
    ],
    "changes": [
        ("v8", "nextChangeToken", GONE),
        ("v8", "nextChangeToken", ""),
        ("v8", "limit", GONE),
        ("v8", "limit", 10_001),
        ("v8", "results", None),
        ("v8", "offset", 0),
        ("v8", "setId", "first"),
        ("v8", "results/0/eventType", "RestoreSessionCreate"),
        ("v8", "results/0/eTag", GONE),
        ("v8", "results/0/id", "session"),
        ("v8", "results/1/eTag", 18),
        ("v8", "results/2/status", "running"),
        ("v8", "_links", {"self": {"href": "https://host/v8/events"}}),
    ],
    "token": [
        ("v1", "access_token", GONE),
        ("v1", "access_token", "two words"),
        ("v2", "token_type", "Bearer"),
        ("v3", "expires_in", "3599"),
        ("v4", "expires_in", 0),
        ("v5", ".issued", "2020-12-16T05:50:09Z"),
        ("v5", ".expires", "Wed, 16 Dec 2020 06:50:09 +0000"),
        ("v5", "userName", "CONTOSO\\operator"),
        ("v6", "userName", GONE),
        ("v7", "userName", GONE),
        ("v7", "refresh_token", None),
        ("v8", ".issued", "Wed, 16 Dec 2020 05:50:09 GMT"),
        ("v8", "scope", "all"),
    ],
    "error": [
        ("v1", "stackTrace", None),
        ("v1", "message", None),
        ("v2", "error", "Authorization Error"),
        ("v5", "errorCode", None),
        ("v6", "message", GONE),
        ("v6", "errorCode", None),
        ("v7", "errorCode", "ResourceNotFound"),
        ("v7", "stackTrace", None),
        ("v8", "errorCode", "resourceNotFound"),
        ("v8", "stackTrace", []),
        ("v8", "error_description", "Invalid credential"),
    ],
    "service_instance": [
        ("v6", "version", GONE),
        ("v6", "version", "8.1"),
        ("v6", "version", "v8.1.0.305"),
        ("v6", "version", 8),
        ("v7", "installationId", GONE),
        ("v7", "installationId", None),
        ("v7", "installationId", "AB"),
        ("v8", "name", "backup"),
        ("v8", "_links", {}),
        ("v8", "version", "8.1.0.305\n"),
    ],
}
EVERY_VIOLATION = [(version, part, *rest) for part, rows in VIOLATIONS.items() for version, *rest in rows]


def schemas_in(schema: Schema) -> Iterator[Schema]:
    """``schema`` and every schema inside it."""
    yield schema
    inner = [*schema.get("properties", {}).values(), *schema.get("anyOf", [])]
    inner += [schema[key] for key in ("items", "not", "if", "then", "else") if key in schema]
    for one in inner:
        yield from schemas_in(one)


def every_schema(version: str) -> list[Schema]:
    return [inner for schema in definitions(version).values() for inner in schemas_in(schema)]


@pytest.mark.parametrize("version", VERSIONS)
def test_each_file_is_a_schema(version: str) -> None:
    document = json.loads((SCHEMAS / f"{version}.json").read_text(encoding="utf-8"))
    assert document["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    Draft202012Validator.check_schema(document)


@pytest.mark.parametrize("version", VERSIONS)
def test_each_version_has_the_parts_that_its_server_sends_and_no_other(version: str) -> None:
    known = definitions(version).keys()
    assert known & set.union(*PARTS.values()) == PARTS[version]


@pytest.mark.parametrize("version", VERSIONS)
def test_each_definition_is_used_and_each_reference_leads_somewhere(version: str) -> None:
    known = definitions(version)
    referred = {schema["$ref"] for schema in every_schema(version) if "$ref" in schema}
    assert referred | {f"#/$defs/{part}" for part in PARTS[version]} == {f"#/$defs/{name}" for name in known}


@pytest.mark.parametrize("version", VERSIONS)
def test_no_file_uses_a_keyword_that_the_strategies_cannot_read(version: str) -> None:
    used = {keyword for schema in every_schema(version) for keyword in schema}
    assert used <= Schema.__annotations__.keys()


@pytest.mark.parametrize("version", VERSIONS)
def test_no_object_may_hold_what_its_schema_does_not_name(version: str) -> None:
    objects = [schema for schema in every_schema(version) if schema.get("type") == "object"]
    assert objects
    assert all(schema["additionalProperties"] is False for schema in objects)


@pytest.mark.parametrize("version", VERSIONS)
def test_every_pattern_is_about_the_whole_text(version: str) -> None:
    patterns = [schema["pattern"] for schema in every_schema(version) if "pattern" in schema]
    assert patterns
    assert [pattern for pattern in patterns if not re.fullmatch(r"\^.*\$", pattern)] == []


@pytest.mark.parametrize(("version", "part"), ALL_PARTS)
def test_the_documented_example_is_valid(version: str, part: str) -> None:
    check(version, part, example(version, part))


@pytest.mark.parametrize("index", [0, 1, 2])
@pytest.mark.parametrize("version", VERSIONS[1:])
def test_each_event_of_a_real_answer_is_valid(version: str, index: int) -> None:
    check(version, "event", events_of(version)[index])


@pytest.mark.parametrize("version", ["v2", "v3"])
@pytest.mark.parametrize(
    "time", ["2017-05-30T13:53:45.0679711+03:00", "2019-03-15T19:51:11.6624545Z", "2019-06-16T15:00:00-07:00"]
)
def test_an_early_event_has_its_times_in_either_form(version: str, time: str) -> None:
    check(version, "event", events_of(version)[0] | {"startTime": time, "endTime": time})


@pytest.mark.parametrize(
    ("version", "ends"),
    [
        ("v1", [GONE]),
        ("v2", [GONE]),
        ("v4", [GONE]),
        ("v5", [GONE, SENTINEL]),
        ("v6", [GONE, SENTINEL]),
        ("v7", [GONE, SENTINEL]),
        ("v8", [GONE, None]),
    ],
)
def test_a_running_session_has_no_end_in_the_forms_of_its_version(version: str, ends: list[object]) -> None:
    started = changed(session_of(version), "endTime", GONE)
    running = changed(started, "state", "Working")
    for end in (GONE, None, SENTINEL, "2022-04-21T04:35:17Z"):
        body = running if end is GONE else changed(running, "endTime", end)
        if end in ends:
            check(version, "session", body)
        else:
            with pytest.raises(AssertionError, match="endTime"):
                check(version, "session", body)


@pytest.mark.parametrize(
    ("version", "ends"),
    [
        ("v2", []),
        ("v4", []),
        ("v5", [SENTINEL]),
        ("v6", [SENTINEL, None]),
        ("v7", [SENTINEL, None]),
        ("v8", [None]),
    ],
)
def test_a_running_event_has_no_end_and_may_have_no_duration(version: str, ends: list[object]) -> None:
    running = events_of(version)[0] | {"status": "Running"}
    del running["endTime"], running["duration"]
    check(version, "event", running)
    for end in (None, SENTINEL, "2022-04-21T04:35:17Z"):
        if end in ends:
            check(version, "event", running | {"endTime": end})
        else:
            with pytest.raises(AssertionError, match="endTime"):
                check(version, "event", running | {"endTime": end})


def test_a_v8_event_may_say_whom_it_concerns_or_that_nobody_knows() -> None:
    names = ("organizationId", "teamId", "backedUpOrganizationId", "userId", "groupId", "siteId")
    for value in (SESSION_ID, None):
        check("v8", "event", events_of("v8")[0] | dict.fromkeys(names, value))


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("seconds", ["17", "17.1", "17.471748", "17.4717481"])
def test_a_time_has_no_to_seven_fraction_digits(version: str, seconds: str) -> None:
    check(version, "session", session_of(version) | {"creationTime": f"2022-04-21T04:30:{seconds}Z"})


@pytest.mark.parametrize("version", VERSIONS[1:])
@pytest.mark.parametrize("name", ["first", "prev", "self", "next"])
def test_a_page_may_have_any_of_its_links_or_none(version: str, name: str) -> None:
    page = cast("dict[str, object]", example(version, "listing"))
    link = {"href": f"{page_root(version)}/restoresessions?offset=9&limit=10"}
    check(version, "listing", page | {"_links": {name: link}})
    check(version, "listing", page | {"_links": {}})


@pytest.mark.parametrize("version", ["v6", "v7", "v8"])
def test_a_page_may_name_its_result_set_since_v6(version: str) -> None:
    page = cast("dict[str, object]", example(version, "listing"))
    check(version, "listing", page | {"setId": SESSION_ID})


@pytest.mark.parametrize("version", ["v1", "v2", "v3", "v4", "v5"])
def test_a_refused_password_has_the_words_of_oauth_before_v6(version: str) -> None:
    check(version, "error", {"error": "Authorization Error", "error_description": "Invalid credential"})


@pytest.mark.parametrize("version", ["v6", "v7"])
def test_a_refused_password_has_both_kinds_of_words_in_v6_and_v7(version: str) -> None:
    words = {"error": "Authorization Error", "error_description": "Invalid credential"}
    check(version, "error", {"message": "Invalid credential", **words})


@pytest.mark.parametrize("code", [None, "ProxyOffline", "OutdatedChangeToken", "HttpError"])
def test_a_v8_error_has_a_code_or_none(code: str | None) -> None:
    check("v8", "error", {"message": "No.", "errorCode": code, "stackTrace": None})


def test_a_one_drive_may_hold_items_of_every_kind() -> None:
    file = {
        "itemRestoreDetailsType": "Item",
        "id": "1",
        "name": "comparison.pdf",
        "itemType": "OneDriveItem",
        "status": "Skipped",
        "path": "/Documents",
    }
    drive = {
        "itemRestoreDetailsType": "BulkOneDrive",
        "id": "2",
        "name": "Adele Vance",
        "itemType": "OneDriveItem",
        "status": "Warning",
        "childItems": [file, *V8_STATISTICS["items"]],  # type: ignore[misc]
        "oneDriveWebId": SESSION_ID,
        "oneDriveSiteId": SESSION_ID,
        "oneDriveUrl": "https://qwbs-my.sharepoint.com/personal/adelev",
    }
    check("v8", "statistics", V8_STATISTICS | {"items": [drive | {"childItems": [drive, file]}]})
    with pytest.raises(AssertionError):
        check("v8", "statistics", V8_STATISTICS | {"items": [drive | {"childItems": [{}]}]})


@pytest.mark.parametrize(("version", "part", "path", "value"), EVERY_VIOLATION)
def test_a_body_with_one_thing_wrong_is_refused_and_the_thing_is_named(
    version: str, part: str, path: str, value: object
) -> None:
    with pytest.raises(AssertionError) as refused:
        check(version, part, changed(example(version, part), path, value))
    assert path.split("/")[-1] in str(refused.value)


@pytest.mark.parametrize(("version", "part"), ALL_PARTS)
def test_a_body_of_another_shape_is_refused(version: str, part: str) -> None:
    shapes: list[object] = [None, {}, "", 0, [[]], {"results": []}]
    for body in shapes if (version, part) == ("v1", "listing") else [*shapes, []]:
        with pytest.raises(AssertionError):
            check(version, part, body)


def test_the_refusal_names_version_part_place_and_reason() -> None:
    page = changed(example("v6", "listing"), "results/0/state", "working")
    reason = r"v6 listing: \$\.results\[0\]\.state: 'working' is not one of \['Working', 'Stopped'\]"
    with pytest.raises(AssertionError, match=reason):
        check("v6", "listing", page)


def test_a_part_that_a_version_does_not_have_is_no_refusal_but_a_mistake() -> None:
    with pytest.raises(LookupError, match="v1 has no events"):
        check("v1", "events", {})


@pytest.mark.parametrize("version", VERSIONS)
@some
@given(data=st.data())
def test_every_made_up_session_is_valid(version: str, data: st.DataObject) -> None:
    check(version, "session", data.draw(sessions(version)))


@pytest.mark.parametrize("version", VERSIONS[1:])
@some
@given(data=st.data())
def test_every_made_up_event_is_valid(version: str, data: st.DataObject) -> None:
    check(version, "event", data.draw(events(version)))


@pytest.mark.parametrize(
    ("version", "part"), [pair for pair in ALL_PARTS if pair[1] not in ("session", "event")]
)
@settings(some, max_examples=12)
@given(data=st.data())
def test_every_other_made_up_body_is_valid(version: str, part: str, data: st.DataObject) -> None:
    check(version, part, data.draw(bodies(version, part)))


@pytest.mark.parametrize("version", VERSIONS)
@some
@given(data=st.data())
def test_every_broken_session_is_refused(version: str, data: st.DataObject) -> None:
    body = data.draw(broken_sessions(version))
    with pytest.raises(AssertionError):
        check(version, "session", body)


@pytest.mark.parametrize("version", VERSIONS)
@some
@given(data=st.data())
def test_a_loose_session_is_json_with_a_good_id(version: str, data: st.DataObject) -> None:
    body = data.draw(loose_sessions(version))
    check(version, "session", session_of(version) | {"id": body["id"]})
    assert json.loads(json.dumps(body)) == body


@pytest.mark.parametrize("version", VERSIONS[1:])
@some
@given(data=st.data())
def test_a_loose_event_is_json_with_a_good_id(version: str, data: st.DataObject) -> None:
    body = data.draw(loose_events(version))
    check(version, "event", events_of(version)[0] | {"id": body["id"]})
    assert json.loads(json.dumps(body)) == body


def many(strategy: SearchStrategy[T]) -> list[T]:
    """The same few hundred of ``strategy`` every time."""
    found: list[T] = []

    @settings(some, max_examples=400, derandomize=True, database=None)
    @given(strategy)
    def collect(value: T) -> None:
        found.append(value)

    collect()
    return found


@pytest.mark.parametrize("version", ["v1", "v8"])
def test_in_loose_sessions_each_field_but_the_id_is_missing_null_and_as_it_should_be(version: str) -> None:
    found = many(loose_sessions(version))
    fields = definitions(version)["session"]["properties"].keys() - {"id"}
    for name in fields:
        values = [body.get(name, GONE) for body in found]
        assert GONE in values, name
        assert None in values, name
        assert any(value not in (GONE, None) for value in values), name
    assert any(body.keys() - fields - {"id"} for body in found), "none holds anything unknown"


def test_in_loose_sessions_words_may_be_unheard_of_and_times_in_another_form() -> None:
    found = many(loose_sessions("v6"))
    states = {str(body["state"]) for body in found if body.get("state") is not None}
    assert states & {"Working", "Stopped"}
    assert states & {"working", "stopped", "WORKING", "STOPPED"}
    assert {state for state in states if state.casefold() not in ("working", "stopped")}
    assert any(re.search(r"[+-]\d\d:\d\d$", str(body.get("creationTime"))) for body in found)


def test_broken_sessions_are_broken_in_more_than_one_way() -> None:
    found = many(broken_sessions("v6"))
    assert any("id" not in body for body in found)
    broken = {match[1] for body in found if (match := re.search(r"\$\.(\w+)", refusal("v6", body)))}
    assert broken >= {"id", "creationTime", "type", "state"}


def test_a_spared_field_of_a_broken_session_stays_as_it_should_be() -> None:
    spared = frozenset(definitions("v6")["session"]["properties"].keys() - {"id", "type"})
    refusals = [refusal("v6", body) for body in many(broken_sessions("v6", spared))]
    assert all(re.search(r"\$\.(id|type)\b|'id' is a required", told) for told in refusals)


def test_a_broken_id_is_null_empty_slashed_or_no_text() -> None:
    found = many(no_ids())
    assert {type(value) for value in found} == {type(None), str, int, float, bool, list, dict}
    texts = {value for value in found if isinstance(value, str)}
    assert "" in texts
    assert "/" in texts
    assert all("/" in text for text in texts - {""})


def test_a_broken_time_is_no_time_that_python_can_read() -> None:
    found = many(no_times())
    assert {type(value) for value in found} == {str, int, float, bool, list, dict}
    for text in (value for value in found if isinstance(value, str)):
        with pytest.raises(ValueError, match=r"Invalid isoformat|month must be"):
            datetime.fromisoformat(text)


def test_the_made_up_times_have_all_documented_forms() -> None:
    found = many(documented_times())
    assert {SENTINEL, "0001-01-01T00:00:00Z"} <= set(found)
    for form in (r":\d\dZ", r"\.\d{7}Z", r"\.\dZ", r":\d\d[+-]\d\d:\d\d", r"\.\d{7}[+-]\d\d:\d\d"):
        assert any(re.search(f"{form}$", time) for time in found), form


def refusal(version: str, body: dict[str, object]) -> str:
    with pytest.raises(AssertionError) as refused:
        check(version, "session", body)
    return str(refused.value)


@some
@given(documented_times())
def test_every_made_up_time_is_one_that_python_can_read(time: str) -> None:
    assert datetime.fromisoformat(time).tzinfo is not None

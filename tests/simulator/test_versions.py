"""What each version of the API says of a session, its organization and its events."""

from __future__ import annotations

import re

import pytest

from tests.simulator.asking import ALL, ENDED, WORKING, asking, every_paged_version, every_version, since
from vbo_tui.simulator.options import API_VERSIONS
from vbo_tui.simulator.resources import SENTINEL
from vbo_tui.simulator.versions import VERSIONS, NoEnd
from vbo_tui.simulator.world import World

COMMON = {"id", "type", "creationTime", "state", "result", "_links"}
NAMED = {"name", "organization", "initiatedBy"}
PORTAL = {"scopeName", "clientHost"}

WORKING_FIELDS = {
    "v1": COMMON | {"pointInTime"},
    "v2": COMMON | NAMED,
    "v3": COMMON | NAMED,
    "v4": COMMON | NAMED,
    "v5": COMMON | NAMED | {"endTime"},
    "v6": COMMON | NAMED | {"endTime"} | PORTAL,
    "v7": COMMON | NAMED | {"endTime"} | PORTAL,
    "v8": COMMON | NAMED | {"endTime"} | PORTAL | {"eTag"},
}

EVENT_FIELDS = {
    "id",
    "type",
    "status",
    "startTime",
    "endTime",
    "duration",
    "title",
    "message",
    "order",
    "_links",
}
ITEM_FIELDS = {"itemName", "itemType", "itemSizeBytes", "source", "target"}
ID_FIELDS = {"organizationId", "teamId", "backedUpOrganizationId", "userId", "groupId", "siteId"}

OWN = "https://support.east.local:4443/"
PREFIX = {"v6": "", "v7": "/", "v8": "/"}
"""What stands before the version in a link; the server's own address where nothing else is said."""


def test_the_options_name_every_version() -> None:
    assert tuple(VERSIONS) == API_VERSIONS == ALL


@every_version
async def test_a_list_is_an_array_in_v1_and_a_page_in_every_other(version: str) -> None:
    async with asking(version) as one:
        body = await one.read("RestoreSessions")
    if version == "v1":
        assert isinstance(body, list)
        assert len(body) == 45
    else:
        assert list(body) == ["offset", "limit", "_links", "results"]
        assert len(body["results"]) == 30


@every_version
async def test_a_session_has_the_fields_of_its_version_and_no_other(version: str) -> None:
    expected = WORKING_FIELDS[version]
    async with asking(version) as one:
        items = await one.sessions()
        assert {item["state"] for item in items} == {"Working", "Stopped"}
        for item in items:
            ended = {"endTime"} | ({"details"} if version != "v1" else set())
            assert set(item) - {"reason"} == expected | (ended if item["state"] == "Stopped" else set())
            assert await one.read(f"RestoreSessions/{item['id']}") == item
        assert any("reason" in item for item in items) is (version in since("v6"))


@every_version
async def test_a_working_session_has_no_end_said_in_the_versions_own_way(version: str) -> None:
    async with asking(version) as one:
        item = await one.read(f"RestoreSessions/{WORKING}")
    expected = {"v5": SENTINEL, "v6": SENTINEL, "v7": SENTINEL, "v8": None}
    assert item.get("endTime", "absent") == expected.get(version, "absent")
    assert (item["state"], item["result"]) == ("Working", "Success")


@pytest.mark.parametrize("version", ["v2", "v6", "v8"])
@pytest.mark.parametrize(
    ("no_end", "said"), [(NoEnd.ABSENT, "absent"), (NoEnd.NULL, None), (NoEnd.SENTINEL, SENTINEL)]
)
async def test_a_working_sessions_end_can_be_said_in_every_way(
    version: str, no_end: NoEnd, said: str | None
) -> None:
    async with asking(version, no_end=no_end) as one:
        assert (await one.read(f"RestoreSessions/{WORKING}")).get("endTime", "absent") == said
        assert (await one.read(f"RestoreSessions/{ENDED}"))["endTime"] == "2017-06-29T08:14:58.3532833Z"


@every_version
async def test_links_have_the_form_of_their_version_and_lower_case_paths(version: str) -> None:
    at = f"{PREFIX.get(version, OWN)}{version}/restoresessions/{WORKING}"
    async with asking(version) as one:
        links = (await one.read(f"RestoreSessions/{WORKING}"))["_links"]
    expected = {"self": at, "organization": f"{at}/organization"}
    if version in since("v4"):
        expected["restoreSessionEvents"] = f"{at}/events"
    assert {name: link["href"] for name, link in links.items()} == expected


@every_paged_version
async def test_links_of_a_page_are_rooted_or_absolute(version: str) -> None:
    at = f"{'/' if version in since('v6') else OWN}{version}/restoresessions"
    async with asking(version) as one:
        for path in ("", f"/{WORKING}/events"):
            links = (await one.read(f"RestoreSessions{path}"))["_links"]
            assert links["self"]["href"] == f"{at}{path}?offset=0&limit=30"


@every_version
async def test_an_organization_has_the_point_in_time_in_its_name_or_a_type(version: str) -> None:
    async with asking(version) as one:
        body = await one.read(f"RestoreSessions/{WORKING}/Organization")
    clock = re.fullmatch(r"veeam\.onmicrosoft\.com \(6/26/2017 10:07:39 PM\)", body["name"])
    if version in since("v6"):
        assert list(body) == ["id", "name", "type", "_links"]
        assert (body["name"], body["type"]) == ("veeam.onmicrosoft.com", "Office365")
    else:
        assert list(body) == ["id", "name", "_links"]
        assert clock is not None
    at = f"{PREFIX.get(version, OWN)}{version}/restoresessions/{WORKING}/organization"
    hrefs = {name: link["href"] for name, link in body["_links"].items()}
    assert hrefs == {"self": at, "mailboxes": f"{at}/mailboxes"}


@every_paged_version
async def test_an_event_has_the_fields_of_its_version_and_no_other(version: str) -> None:
    kinds: set[bool] = set()
    async with asking(version) as one:
        for session in await one.sessions():
            for event in (await one.read(f"RestoreSessions/{session['id']}/Events"))["results"]:
                bare = event["type"] == "None"
                kinds.add(bare)
                expected = EVENT_FIELDS | (ID_FIELDS if version == "v8" else set())
                if version != "v2":
                    expected = expected | ({"itemSizeBytes"} if bare else ITEM_FIELDS)
                assert set(event) | {"endTime"} == expected
                assert ("endTime" in event) is (event["status"] != "Running")
                at = f"{PREFIX.get(version, OWN)}{version}/restoresessions/{session['id']}"
                assert event["_links"]["restoreSession"]["href"] == at
                assert event["_links"]["self"]["href"] == f"{at}/events/{event['id']}"
    assert kinds == {True, False}


@every_paged_version
async def test_one_event_is_told_as_on_the_page(version: str) -> None:
    async with asking(version) as one:
        page = await one.read(f"RestoreSessions/{ENDED}/Events")
        for event in page["results"]:
            assert await one.read(f"RestoreSessions/{ENDED}/Events/{event['id'].upper()}") == event
        assert (await one.get(f"RestoreSessions/{ENDED}/Events/{WORKING}")).status_code == 404


@every_paged_version
async def test_an_item_is_skipped_only_from_v6_on_and_before_a_warning(version: str) -> None:
    told: set[str] = set()
    skipped: set[str] = set()
    async with asking(version, World(sessions=400)) as one:
        for session in await one.sessions():
            for event in (await one.read(f"RestoreSessions/{session['id']}/Events"))["results"]:
                told.add(event["status"])
                if "was skipped." in event["message"] and event["status"] != "Running":
                    skipped.add(event["status"])
    assert skipped == {"Skipped" if version in since("v6") else "Warning"}
    assert told == {"Running", "Success", "Warning", "Failed"} | skipped


@every_version
async def test_every_type_of_session_has_a_name_that_says_it(version: str) -> None:
    words = {"Vex": "Exchange", "Veod": "OneDrive", "Vesp": "SharePoint", "Vet": "Teams"}
    async with asking(version, World(sessions=200)) as one:
        items = await one.sessions()
    assert {item["type"] for item in items} == set(words)
    for item in items if version != "v1" else ():
        assert words[item["type"]] in item["name"]

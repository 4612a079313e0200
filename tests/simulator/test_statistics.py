"""What statistics and details say of what happened within a session."""

from __future__ import annotations

import re
from collections import Counter

from tests.simulator.asking import NOW, asking, every_paged_version, since
from vbo_tui.simulator.events import events_of, items_of
from vbo_tui.simulator.world import World


@every_paged_version
async def test_details_and_events_agree(version: str) -> None:
    wording = re.compile(r"(\d+) items? processed(?: \((.*)\))?")
    forms: set[str] = set()
    async with asking(version, World(sessions=200)) as one:
        for item in await one.sessions():
            if item["state"] == "Working":
                assert "details" not in item
                continue
            found = wording.fullmatch(item["details"])
            assert found
            page = await one.read(f"RestoreSessions/{item['id']}/Events", limit=10_000)
            items = [event for event in page["results"] if event["type"] not in ("None", "View")]
            assert int(found[1]) == len(items)
            forms |= set(re.findall(r"[a-z]+", item["details"]))
            if version in since("v6"):
                counts = Counter(event["status"] for event in items)
                said = {word[:4]: int(count) for count, word in re.findall(r"(\d+) (\w+)", found[2] or "")}
                words = {"succ": "Success", "warn": "Warning", "fail": "Failed"}
                assert {words[word]: count for word, count in said.items()} == {
                    status: counts[status] for status in words.values() if counts[status]
                }
    assert {"item", "items", "success", "successes", "warning", "failure"} <= forms


async def test_statistics_and_events_agree_while_a_session_works_and_after() -> None:
    kinds: set[str] = set()
    async with asking("v8", World(sessions=200)) as one:
        for item in await one.sessions():
            at = f"RestoreSessions/{item['id']}"
            body = await one.read(f"{at}/Statistics")
            page = await one.read(f"{at}/Events", limit=10_000)
            over = [event for event in page["results"] if event["status"] != "Running"]
            items = [event for event in over if event["type"] not in ("None", "View")]
            counts = Counter(event["status"] for event in items)
            assert body["totalItemsCount"] == len(items) == len(body["items"])
            assert body["restoredItemsCount"] == counts["Success"] + counts["Warning"]
            assert (body["failedItemsCount"], body["skippedItemsCount"]) == (
                counts["Failed"],
                counts["Skipped"],
            )
            assert [one["status"] for one in body["items"]] == [event["status"] for event in items]
            assert [one["name"] for one in body["items"]] == [event["itemName"] for event in items]
            for name, status in (("warnings", "Warning"), ("errors", "Failed")):
                assert body[name] == [event["message"] for event in items if event["status"] == status]
            kinds |= {one["itemRestoreDetailsType"] for one in body["items"]}
    assert kinds == {"BulkMailbox", "Item"}


def test_what_was_only_opened_is_no_item() -> None:
    world = World(sessions=200)
    types = {event.type for made in world.sessions(NOW) for event in items_of(world, made, NOW)}
    assert types == {"Save", "Export", "Send", "Restore"}
    all_types = {event.type for made in world.sessions(NOW) for event in events_of(world, made, NOW)}
    assert all_types == types | {"None", "View"}

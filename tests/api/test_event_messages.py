"""Items that only the message of an event names, as in v2."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import NOW
from vbo_tui.api.wire_events import decode_events
from vbo_tui.model.event import Event
from vbo_tui.simulator.events import MANY, events_of
from vbo_tui.simulator.resources import Resources
from vbo_tui.simulator.versions import VERSIONS
from vbo_tui.simulator.world import World

Named = tuple[str, str, str, str]
"""Item, type, source and target."""


def one(**fields: Any) -> Event:
    (event,), _ = decode_events([msgspec.Raw(json.dumps({"id": "a", **fields}).encode())])
    return event


def named(event: Event) -> Named:
    return event.item_name, event.item_type, event.source, event.target


LOST = "Object was not found. The object could be deleted or moved to another folder."
EXPORT = "C:\\Users\\user\\AppData\\Local\\Temp\\REST_SHAREPOINT_EXPORT"
DOCUMENTED = [
    ("Image.jpg", "was saved successfully", "Item", "/personal/orgUser/Documents/Image.jpg", EXPORT),
    (
        "commonName", "was restored successfully", "Site",
        "commonName/sites/commonName", "https://company.sharepoint.com/sites/commonName_restored",
    ),
    (
        "Undeliverable: Report Datastore Capacity", "was opened successfully", "REPORT.IPM.Note.NDR",
        "Justin Bryant\\Inbox", "Justin Bryant\\Inbox",
    ),
    (
        "[Warning] VMware - Veeam Explorers (3 machines) 3 warnings", "was opened successfully", "IPM.Note",
        "Ben Miller\\Inbox", "Ben Miller\\Inbox",
    ),
    (
        "[Veeam ONE Monitor] Alarm has been changed to Error (previous state: Reset/resolved)",
        f"was opened with warning: {LOST}", "IPM.Note", "Ben Miller\\Inbox", "Ben Miller\\Inbox",
    ),
    (
        "File: comparison.pdf", "was skipped.", "File",
        "/sites/Team/Shared Documents/General/comparison.pdf", "https://qwbs.sharepoint.com/sites/Team",
    ),
]  # fmt: skip
"""Source: the references of v2 and v3, a log of real events, a picture of the portal."""


@pytest.mark.parametrize(("name", "course", "kind", "source", "target"), DOCUMENTED)
def test_a_message_names_what_later_versions_have_fields_for(
    name: str, course: str, kind: str, source: str, target: str
) -> None:
    message = f"Item {name} {course} (type: {kind}; source: {source}; target: {target})"
    assert named(one(message=message)) == (name, kind, source, target)
    assert one(message=message).message == message


BRACKET = "(type: File; source: s; target: t)"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Item It was me was opened successfully", "It was me"),
        ("Item What was saved successfully was saved successfully", "What was saved successfully"),
        ("Item why it failed to load was sent successfully", "why it failed to load"),
        ("Item (type: x; source: y; target: z) was saved successfully", "(type: x; source: y; target: z)"),
        ("Item Item was exported successfully", "Item"),
        ("Item a failed to be saved: Access was denied.", "a"),
        ("Item a failed to be restored: it was skipped", "a"),
        ("Item what was it failed to be saved: no", "what was it"),
        ("Item 見積書 [/draft] was restored with error: nothing was there", "見積書 [/draft]"),
        ("Item two\nlines was opened successfully", "two\ufffdlines"),
    ],
)
def test_a_name_may_hold_whatever_a_message_is_made_of(text: str, name: str) -> None:
    assert named(one(message=f"{text} {BRACKET}")) == (name, "File", "s", "t")


@pytest.mark.parametrize(
    "message",
    [
        "",
        "Restore session started",
        "Item a was opened successfully",
        "Item a was opened successfully (type: File; source: s; target: t",
        f"a was opened successfully {BRACKET}",
        f"Item a {BRACKET}",
        f"Item  was opened successfully{BRACKET}",
        f"Objekt a wurde erfolgreich geöffnet {BRACKET}",
        BRACKET,
        ")",
        "Item ; target: )",
    ],
)
def test_a_message_that_names_nothing_is_left_as_it_is(message: str) -> None:
    assert named(one(message=message)) == ("", "", "", "")


def test_fields_of_their_own_go_before_the_message() -> None:
    message = f"Item a was opened successfully {BRACKET}"
    assert named(one(message=message, itemName="b")) == ("b", "", "", "")
    empty = dict.fromkeys(("itemName", "itemType", "source", "target"))
    assert named(one(message=message, **empty)) == ("a", "File", "s", "t"), "null is no field"


TEXT = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=30)


@settings(deadline=None)
@given(
    name=TEXT, kind=st.sampled_from(["IPM.Note", "File"]), verb=st.sampled_from(["opened", "saved", "sent"])
)
def test_any_name_is_found_again(name: str, kind: str, verb: str) -> None:
    message = f"Item {name} was {verb} successfully (type: {kind}; source: a\\b; target: c)"
    assert named(one(message=message)) == (name, kind, "a\\b", "c")


@settings(deadline=None)
@given(message=st.text())
def test_no_message_is_too_odd(message: str) -> None:
    assert one(message=f"Item {message})").id == "a"


def test_the_second_version_names_the_same_items_as_the_third() -> None:
    world = World(sessions=3000)
    long = next(made for made in world.sessions(NOW) if len(events_of(world, made, NOW)) > MANY)
    second, third = (
        decode_events(
            msgspec.Raw(json.dumps(event).encode())
            for event in Resources(world, VERSIONS[name], "https://a").events(long, NOW)
        )[0]
        for name in ("v2", "v3")
    )
    assert len(second) > MANY
    assert [named(event) for event in second] == [named(event) for event in third]
    assert {event.status for event in second} >= {"Success", "Warning"}

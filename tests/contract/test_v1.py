"""The simulator's answers against the documented fields of API v1, and through the client's decoder.

The table is written from the documentation, not from either program's code.
"""

from __future__ import annotations

import json
import re
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from vbo_tui.api.grants import decode_grant
from vbo_tui.api.wire import decode_listing, decode_organization, decode_session
from vbo_tui.simulator.faults import Fault
from vbo_tui.simulator.serve import Simulator

DATA = Path(__file__).parents[1] / "data"
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
UTC_TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?Z"
OFFSET_TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d"
RFC_1123 = r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT"
OWN = rf"https://support\.east\.local:4443/v1/restoresessions/{UUID}"

SESSION = {
    "id": UUID,
    "type": "Vex",
    "pointInTime": OFFSET_TIME,
    "creationTime": UTC_TIME,
    "state": "Working|Stopped",
    "result": "Success|Warning|Failed",
    "_links.self.href": OWN,
    "_links.organization.href": f"{OWN}/organization",
}
ENDED_SESSION = {**SESSION, "state": "Stopped", "endTime": UTC_TIME}
ORGANIZATION = {
    "id": UUID,
    "name": r".+ \(\d{1,2}/\d{1,2}/\d{4} \d{1,2}:\d\d:\d\d [AP]M\)",
    "_links.self.href": f"{OWN}/organization",
    "_links.mailboxes.href": f"{OWN}/organization/mailboxes",
}
GRANT = {
    "access_token": "[!-~]+",
    "token_type": "bearer",
    "expires_in": r"\d+",
    "refresh_token": "[!-~]+",
    ".issued": RFC_1123,
    ".expires": RFC_1123,
}


def flat(body: dict[str, Any], prefix: str = "") -> dict[str, str]:
    """Nested objects as one, their keys joined by dots."""
    leaves: dict[str, str] = {}
    for key, value in body.items():
        leaves |= (
            flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {f"{prefix}{key}": str(value)}
        )
    return leaves


def complaints(body: dict[str, Any], table: dict[str, str]) -> list[str]:
    leaves = flat(body)
    wrong = [
        f"{key} is {leaves.get(key)!r}"
        for key, form in table.items()
        if not re.fullmatch(form, leaves.get(key, ""))
    ]
    return wrong + [f"{key} is not documented" for key in leaves.keys() - table.keys()]


@pytest.fixture
def http(simulator: Simulator) -> Iterator[httpx.Client]:
    context = ssl.create_default_context(cadata=simulator.certificate.ca_pem.decode("ascii"))
    form = {"grant_type": "password", "username": "CONTOSO\\operator", "password": "demo"}
    with httpx.Client(base_url=simulator.url, verify=context, trust_env=False) as client:
        token = client.post("/v1/Token", data=form).json()["access_token"]
        client.headers["Authorization"] = f"Bearer {token}"
        yield client


def test_every_session_has_the_documented_fields_and_no_other(http: httpx.Client) -> None:
    items = http.get("/v1/RestoreSessions").json()
    assert isinstance(items, list), "v1 sends a bare array"
    for item in items:
        assert complaints(item, SESSION if item["state"] == "Working" else ENDED_SESSION) == []
    assert {item["state"] for item in items} == {"Working", "Stopped"}


def test_the_documentations_two_sessions_are_there_exactly_as_printed(http: httpx.Client) -> None:
    documented = json.loads((DATA / "v1_restore_sessions.json").read_text(encoding="utf-8"))
    items = {item["id"]: item for item in http.get("/v1/RestoreSessions").json()}
    for printed in documented:
        assert items[printed["id"]] == printed
        assert list(items[printed["id"]]) == list(printed), "in the documented order"
        assert http.get(f"/v1/RestoreSessions/{printed['id']}").json() == printed


def test_an_organization_has_the_documented_fields_and_no_other(http: httpx.Client) -> None:
    working = [item for item in http.get("/v1/RestoreSessions").json() if item["state"] == "Working"]
    for item in working:
        body = http.get(f"/v1/RestoreSessions/{item['id']}/Organization").json()
        assert complaints(body, ORGANIZATION) == []


def test_a_token_has_the_documented_fields_and_no_other(http: httpx.Client) -> None:
    form = {"grant_type": "password", "username": "CONTOSO\\operator", "password": "demo"}
    answer = http.post("/v1/Token", data=form)
    assert complaints(answer.json(), GRANT) == []
    assert decode_grant(answer.content).life == 3599


def test_the_decoder_reads_every_answer_with_nothing_lost(http: httpx.Client) -> None:
    answer = http.get("/v1/RestoreSessions")
    listing = decode_listing(answer.content)
    assert listing.unreadable == ()
    for item, session in zip(answer.json(), listing.sessions, strict=True):
        assert (session.id, session.type, session.state, session.result) == (
            item["id"], item["type"], item["state"], item["result"],
        )  # fmt: skip
        assert session.created is not None
        assert session.created.isoformat()[:19] == item["creationTime"][:19]
        assert (session.ended is None) is ("endTime" not in item)
        assert session.point_in_time is not None
        assert session.point_in_time.isoformat() == item["pointInTime"]
        assert {link.rel: link.href for link in session.links} == {
            rel: target["href"] for rel, target in item["_links"].items()
        }
        one = http.get(f"/v1/RestoreSessions/{item['id']}")
        assert decode_session(one.content) == session
        if item["state"] == "Working":
            body = http.get(f"/v1/RestoreSessions/{item['id']}/organization")
            assert decode_organization(body.content).name == body.json()["name"]


def test_the_decoder_names_what_a_hostile_server_made_unreadable_and_keeps_the_rest(
    simulator: Simulator, http: httpx.Client
) -> None:
    simulator.faults.active.add(Fault.HOSTILE_TEXT)
    simulator.faults.huge = 10
    simulator.faults.unreadable = True
    answer = http.get("/v1/RestoreSessions")
    listing = decode_listing(answer.content)
    assert len(listing.sessions) >= 30
    assert len(listing.sessions) + len(listing.unreadable) == len(answer.json())
    assert {name for name in ("creationTime", "endTime", "pointInTime") if name in str(listing.unreadable)}

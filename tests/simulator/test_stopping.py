"""Ending a session over the API: what each version wants and answers."""

from __future__ import annotations

import pytest

from tests.simulator.asking import ENDED, NOW, WORKING, asking, every_version, since

STATUS = {"v8": 204}


def path(version: str, session_id: str) -> str:
    return f"RestoreSessions/{session_id}/{'Stop' if version in since('v6') else 'Action'}"


@every_version
async def test_a_stop_is_answered_as_documented_and_ends_the_session(version: str) -> None:
    async with asking(version) as one:
        answer = await one.http.post(f"/{version}/{path(version, WORKING)}", json={"stop": None})
        assert (answer.status_code, answer.content) == (STATUS.get(version, 200), b"")
        item = await one.read(f"RestoreSessions/{WORKING}")
        assert (item["state"], item["endTime"]) == ("Stopped", f"{NOW:%Y-%m-%dT%H:%M:%SZ}")
        assert item in await one.sessions()


@every_version
async def test_a_stop_cannot_be_read(version: str) -> None:
    async with asking(version) as one:
        answer = await one.get(path(version, WORKING))
        assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
        assert (await one.read(f"RestoreSessions/{WORKING}"))["state"] == "Working"


@every_version
async def test_the_other_versions_way_to_stop_ends_nothing(version: str) -> None:
    other = "v1" if version in since("v6") else "v8"
    async with asking(version) as one:
        assert (await one.post(path(other, WORKING))).status_code in (404, 405)
        assert (await one.read(f"RestoreSessions/{WORKING}"))["state"] == "Working"


@every_version
async def test_nobody_stops_without_a_token(version: str) -> None:
    async with asking(version) as one:
        bad = {"Authorization": "Bearer made-up"}
        answer = await one.http.post(f"/{version}/{path(version, WORKING)}", headers=bad)
        assert (answer.status_code, answer.content) == (401, b"")
        assert (await one.read(f"RestoreSessions/{WORKING}"))["state"] == "Working"


@pytest.mark.parametrize("version", ["v1", "v8"])
async def test_what_has_ended_stays_as_it_is_and_what_is_not_there_is_a_404(version: str) -> None:
    async with asking(version) as one:
        before = await one.read(f"RestoreSessions/{ENDED}")
        assert (await one.post(path(version, ENDED))).is_success
        assert await one.read(f"RestoreSessions/{ENDED}") == before
        nobody = "00000000-0000-0000-0000-000000000000"
        assert (await one.post(path(version, nobody))).status_code == 404


async def test_a_stop_shows_in_every_version_and_in_the_log() -> None:
    async with asking("v7") as one:
        await one.post(path("v7", WORKING))
        for version in since("v1"):
            answer = await one.http.get(f"/{version}/RestoreSessions/{WORKING}")
            assert answer.json()["state"] == "Stopped"
    assert [seen.path for seen in one.service.requests if seen.method == "POST"] == [
        "/v7/token",
        f"/v7/RestoreSessions/{WORKING}/Stop",
    ]

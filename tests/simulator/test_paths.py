"""Which paths each version of the API has, and what it answers where there is nothing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.asking import ALL, ENDED, LOGIN, WORKING, Asking, asking, every_version, since

NOBODY = "00000000-0000-0000-0000-000000000000"

FIRST = {
    f"RestoreSessions/{ENDED}/Events": "v2",
    "ServiceInstance": "v6",
    f"RestoreSessions/{ENDED}/Statistics": "v8",
    "Health": "v8",
}
"""The version that brought a path."""

ERROR_KEYS = {"v7": ["message", "errorCode"], "v8": ["message", "errorCode", "stackTrace"]}


def error_keys(version: str) -> list[str]:
    return ERROR_KEYS.get(version, ["message"])


@pytest.mark.parametrize("path", FIRST)
@every_version
async def test_a_path_is_there_from_the_version_on_that_brought_it(version: str, path: str) -> None:
    async with asking(version) as one:
        status = (await one.get(path)).status_code
    assert status == (200 if version in since(FIRST[path]) else 404)


@every_version
async def test_the_change_feed_is_there_only_in_v8(version: str) -> None:
    async with asking(version) as one:
        answer = await one.get("Events", **{"from": "latest"})
    assert answer.status_code == (200 if version == "v8" else 404)


@pytest.mark.parametrize(
    ("version", "build"), [("v6", "6.1.0.438"), ("v7", "7.0.0.2911"), ("v8", "8.1.0.305")]
)
async def test_the_service_says_which_build_it_is(version: str, build: str) -> None:
    async with asking(version) as one:
        body = await one.read("ServiceInstance")
        assert set(body) == {"installationId", "version"}
        assert body["version"] == build
        assert (await one.post("ServiceInstance")).status_code == 405


async def test_health_is_told_to_anybody() -> None:
    async with asking("v8", signed_in=False) as one:
        assert await one.read("Health") == {"status": "Healthy", "entries": {}}
        assert (await one.post("Health")).status_code == 405


@every_version
async def test_who_logs_out_is_no_longer_let_in(version: str) -> None:
    async with asking(version) as one:
        status = (await one.post("token/logout")).status_code
        assert status == {"v7": 200, "v8": 204}.get(version, 404)
        after = 401 if version in since("v7") else 200
        assert (await one.get("RestoreSessions")).status_code == after
        if version in since("v7"):
            assert (await one.get("token/logout")).status_code == 405


@every_version
async def test_without_a_token_there_is_a_401_with_an_empty_body(version: str) -> None:
    async with asking(version, signed_in=False) as one:
        paths = ["RestoreSessions", f"RestoreSessions/{WORKING}", f"RestoreSessions/{NOBODY}/Organization"]
        paths += [path for path, first in FIRST.items() if version in since(first) and path != "Health"]
        paths += ["Events"] if version == "v8" else []
        for header in (None, "Bearer made-up"):
            headers = {"Authorization": header} if header else {}
            for path in paths:
                answer = await one.http.get(f"/{version}/{path}", headers=headers)
                assert (path, answer.status_code, answer.content) == (path, 401, b"")


@every_version
async def test_a_version_that_is_not_served_is_a_404_and_others_are(version: str) -> None:
    served = [name for name in ALL if name != version]
    async with asking(served[0], api=served) as one:
        for name in ALL:
            answer = await one.http.get(f"/{name}/RestoreSessions")
            assert (name, answer.status_code) == (name, 404 if name == version else 200)
        assert (await one.http.post(f"/{version}/token", data=LOGIN)).status_code == 404
        assert (await one.http.get("/")).status_code == 404


async def test_a_token_of_one_version_is_good_for_every_other() -> None:
    async with asking("v7") as one:
        for version in ALL:
            assert (await one.http.get(f"/{version}/RestoreSessions")).status_code == 200


def spelt(one: Asking, path: str) -> list[str]:
    whole = f"/{one.version}/{path}"
    return [whole, whole.lower(), whole.upper(), f"{whole}/"]


@every_version
async def test_the_letter_case_of_a_path_does_not_matter(version: str) -> None:
    async with asking(version) as one:
        paths = ["RestoreSessions", f"RestoreSessions/{WORKING}", f"RestoreSessions/{WORKING}/Organization"]
        paths += [path for path, first in FIRST.items() if version in since(first)]
        for path in paths:
            bodies = [(await one.http.get(way)).content for way in spelt(one, path)]
            assert len(set(bodies)) == 1
            assert b"{" in bodies[0]
        answer = await one.http.post(f"/{version.upper()}/TOKEN", data=LOGIN)
        assert answer.status_code == 200


@pytest.mark.parametrize("path", [NOBODY, f"{NOBODY}/Organization", f"{NOBODY}/Events", f"{ENDED}/Nothing"])
@every_version
async def test_what_is_not_there_is_a_404_with_the_versions_keys(version: str, path: str) -> None:
    async with asking(version) as one:
        answer = await one.get(f"RestoreSessions/{path}")
    body: dict[str, Any] = answer.json()
    assert answer.status_code == 404
    assert list(body) == error_keys(version)
    assert body["message"]
    known = version == "v8" and NOBODY in path
    assert body.get("errorCode") == ("ResourceNotFound" if known else None)
    assert body.get("stackTrace") is None


@every_version
async def test_an_organization_of_an_ended_session_is_a_500_with_the_versions_keys(version: str) -> None:
    async with asking(version) as one:
        answer = await one.get(f"RestoreSessions/{ENDED}/Organization")
    assert answer.status_code == 500
    assert list(answer.json()) == error_keys(version)
    assert answer.json()["message"] == "The restore session has expired."

"""Signing in: what each version of the API asks for, gives and refuses."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx
import pytest

from tests.simulator.asking import ALL, FREE, LOGIN, NOW, Asking, asking, every_version, since
from vbo_tui.simulator.tokens import TOKENS_KEPT, Refused, Tokens
from vbo_tui.simulator.versions import VERSIONS

OUTSIDE = "192.0.2.7"
"""Not this machine."""

BOTH = ["message", "error", "error_description"]
REFUSAL = {"v6": BOTH, "v7": BOTH, "v8": ["message"]}


def refusal(version: str) -> list[str]:
    return REFUSAL.get(version, ["error", "error_description"])


def renewal(answer: httpx.Response) -> dict[str, str]:
    return {"grant_type": "refresh_token", "refresh_token": answer.json()["refresh_token"]}


async def let_in(one: Asking, answer: httpx.Response) -> bool:
    headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    return (await one.http.get(f"/{one.version}/RestoreSessions", headers=headers)).status_code == 200


@every_version
async def test_a_grant_has_the_fields_of_its_version_and_no_other(version: str) -> None:
    async with asking(version, signed_in=False) as one:
        answer = await one.sign_in()
        assert await let_in(one, answer)
    body = answer.json()
    fields = {"access_token", "token_type", "expires_in", "refresh_token", ".issued", ".expires"}
    assert set(body) == fields | ({"userName"} if version in ("v6", "v7") else set())
    assert (body["token_type"], body["expires_in"]) == ("bearer", 3599)
    assert body.get("userName", LOGIN["username"]) == LOGIN["username"]
    assert len(body["access_token"]) > 500
    assert body["access_token"] != body["refresh_token"]


@every_version
async def test_stamps_are_iso_8601_in_v8_and_rfc_1123_before(version: str) -> None:
    async with asking(version, tokens=Tokens(lifetime=90), signed_in=False) as one:
        body = (await one.sign_in()).json()
    read = datetime.fromisoformat if version == "v8" else parsedate_to_datetime
    assert read(body[".issued"]) == NOW
    assert read(body[".expires"]) == NOW + timedelta(seconds=90)
    assert body[".issued"].endswith("+00:00" if version == "v8" else " GMT")


@every_version
async def test_a_refresh_token_gives_another_pair_once(version: str) -> None:
    free = FREE if version in since("v7") else {}
    async with asking(version) as one:
        first = await one.sign_in()
        second = await one.post("token", renewal(first) | free)
        assert second.status_code == 200
        assert await let_in(one, second)
        assert await let_in(one, first)
        for name in ("access_token", "refresh_token"):
            assert first.json()[name] != second.json()[name]
        again = await one.post("token", renewal(first) | free)
        assert (again.status_code, list(again.json())) == (400, refusal(version))
        third = await one.post("token", renewal(second) | free)
        assert await let_in(one, third)


@every_version
async def test_a_token_is_good_until_it_ends_and_its_refresh_token_after(version: str) -> None:
    free = FREE if version in since("v7") else {}
    async with asking(version, tokens=Tokens(lifetime=60)) as one:
        first = await one.sign_in()
        one.clock.forward(59)
        assert await let_in(one, first)
        one.clock.forward(1)
        assert not await let_in(one, first)
        assert await let_in(one, await one.post("token", renewal(first) | free))


@pytest.mark.parametrize(
    "form",
    [
        {**LOGIN, "password": "wrong"},
        {**LOGIN, "username": "CONTOSO\\nobody"},
        {"grant_type": "password", "username": "CONTOSO\\operator"},
        {"grant_type": "refresh_token", "refresh_token": "made up"},
        {"grant_type": "refresh_token"},
        {**LOGIN, "grant_type": "operator"},
        {},
    ],
)
@every_version
async def test_a_bad_grant_is_a_400_with_the_versions_words(version: str, form: dict[str, str]) -> None:
    async with asking(version, signed_in=False) as one:
        answer = await one.post("token", form)
    assert (answer.status_code, list(answer.json())) == (400, refusal(version))
    assert all(answer.json().values())
    if form.get("password") == "wrong":
        assert answer.json().get("error", "Authorization Error") == "Authorization Error"
        assert "Invalid credential" in answer.json().values()


@pytest.mark.parametrize("version", ALL[:6])
async def test_the_antiforgery_field_is_unknown_before_v7(version: str) -> None:
    async with asking(version) as one:
        answer = await one.post("token", LOGIN | FREE)
        assert (answer.status_code, list(answer.json())) == (400, refusal(version))
        good = await one.post("token", LOGIN)
        assert (await one.post("token", renewal(good) | FREE)).status_code == 400
        assert (await one.post("token", renewal(good))).status_code == 200


@pytest.mark.parametrize("value", [None, "false", "True"])
@pytest.mark.parametrize("version", since("v7"))
async def test_a_token_with_a_cookie_to_it_is_good_for_nothing_without_that(
    version: str, value: str | None
) -> None:
    more = {"disable_antiforgery_token": value} if value else {}
    status = 200 if value == "True" else 403
    async with asking(version) as one:
        first = await one.post("token", LOGIN | more)
        for answer in (first, await one.post("token", renewal(first) | more)):
            assert answer.status_code == 200
            headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
            for path in ("RestoreSessions", "ServiceInstance"):
                got = await one.http.get(f"/{version}/{path}", headers=headers)
                assert got.status_code == status
                assert ("message" in got.json()) is (status == 403)


@every_version
async def test_others_may_ask_for_one_token_a_second_since_v6(version: str) -> None:
    async with asking(version, address=OUTSIDE) as one:
        answer = await one.post("token", LOGIN)
        assert answer.status_code == (429 if version in since("v6") else 200)
        if version not in since("v6"):
            return
        assert (answer.content, answer.headers["retry-after"]) == (b"", "1")
        assert (await one.get("RestoreSessions")).status_code == 200
        one.clock.forward(0.9)
        assert (await one.post("token", LOGIN)).status_code == 429
        one.clock.forward(0.1)
        assert (await one.post("token", {**LOGIN, "password": "wrong"})).status_code == 400
        assert (await one.post("token", LOGIN)).status_code == 429


@pytest.mark.parametrize("version", since("v6"))
async def test_others_may_ask_for_five_tokens_a_minute(version: str) -> None:
    async with asking(version, address=OUTSIDE, signed_in=False) as one:
        statuses = []
        for _ in range(7):
            statuses.append((await one.post("token", LOGIN)).status_code)
            one.clock.forward(2)
        assert statuses == [200, 200, 200, 200, 200, 429, 429]
        one.clock.forward(60 - 14)
        assert (await one.post("token", LOGIN)).status_code == 200


async def test_all_versions_count_together() -> None:
    async with asking("v8", address=OUTSIDE) as one:
        statuses = [(await one.http.post(f"/{name}/token", data=LOGIN)).status_code for name in ALL]
    assert statuses == [200] * 5 + [429] * 3


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
@every_version
async def test_this_machine_is_held_to_that_only_where_it_is_wanted(version: str, address: str) -> None:
    for throttles in (False, True):
        async with asking(version, address=address, tokens=Tokens(throttles_loopback=throttles)) as one:
            statuses = {(await one.post("token", LOGIN)).status_code for _ in range(6)}
        assert statuses == {429 if throttles and version in since("v6") else 200}


@every_version
async def test_a_token_that_was_revoked_lets_nobody_in(version: str) -> None:
    free = FREE if version in since("v7") else {}
    async with asking(version) as one:
        first = await one.sign_in()
        one.service.tokens.revoke()
        assert not await let_in(one, first)
        second = await one.post("token", renewal(first) | free)
        assert await let_in(one, second)
        one.service.tokens.revoke(refresh=True)
        assert (await one.post("token", renewal(second) | free)).status_code == 400


async def test_so_many_refresh_tokens_are_good_and_no_more() -> None:
    tokens, version = Tokens(), VERSIONS["v7"]
    given = [tokens.grant(LOGIN | FREE, NOW, version) for _ in range(TOKENS_KEPT + 1)]
    words = [body["refresh_token"] for body in given]
    renewals = [{"grant_type": "refresh_token", "refresh_token": word} for word in words[:2]]
    with pytest.raises(Refused):
        tokens.grant(renewals[0], NOW, version)
    assert not tokens.accepts(f"Bearer {given[0]['access_token']}", NOW)
    assert tokens.accepts(f"Bearer {given[-1]['access_token']}", NOW)
    assert tokens.grant(renewals[1], NOW, version)

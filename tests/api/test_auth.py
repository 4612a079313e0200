from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest

from vbo_tui.api.auth import USUAL_LIFE, Greet, SignIn
from vbo_tui.api.grants import Grant
from vbo_tui.errors import ServerFault, SignInRefused, SignInWanted, Unreachable
from vbo_tui.secret import Secret


class Desk:
    """A token endpoint: hands out numbered tokens, or what a test tells it to."""

    def __init__(self, password: str | None = "geheim", life: float | None = 3600) -> None:
        self.now = 100.0
        self.password = password
        self.life = life
        self.forms: list[dict[str, str]] = []
        self.failures: list[Exception] = []
        self.greeted = 0
        self.asked = 0
        self.gate: asyncio.Event | None = None
        self.rotates = True
        self.greets_first = False
        self.sign_in = SignIn(
            user="u", greet=self._greet, ask=self._ask, post=self._post, seconds=lambda: self.now
        )

    @property
    def grants(self) -> list[str]:
        return [form["grant_type"] for form in self.forms]

    async def token(self) -> str:
        return (await self.sign_in.token()).reveal()

    async def _greet(self) -> None:
        self.greeted += 1

    async def _ask(self, greet: Greet) -> Secret | None:
        if self.greets_first:
            await greet()
        self.asked += 1
        return None if self.password is None else Secret(self.password)

    async def _post(self, form: Mapping[str, str]) -> Grant:
        self.forms.append(dict(form))
        number = len(self.forms)
        await asyncio.sleep(0)  # whoever does not wait for its turn gets in between here
        if self.gate is not None:
            await self.gate.wait()
        if self.failures:
            raise self.failures.pop(0)
        return Grant(Secret(f"t{number}"), Secret(f"r{number}") if self.rotates else None, self.life)


async def test_the_first_request_signs_in_with_the_password() -> None:
    desk = Desk()
    assert await desk.token() == "t1"
    assert desk.greeted == 0, "a password that is there is not worth a request"
    assert desk.forms == [{"grant_type": "password", "username": "u", "password": "geheim"}]


async def test_a_living_token_is_used_again() -> None:
    desk = Desk()
    await desk.token()
    desk.now += 3500
    assert await desk.token() == "t1"


@pytest.mark.parametrize(("life", "margin"), [(3600, 60), (100, 10)])
async def test_a_token_is_renewed_before_it_ends_by_its_refresh_token(life: float, margin: float) -> None:
    desk = Desk(life=life)
    await desk.token()
    desk.now += life - margin - 1
    assert await desk.token() == "t1"
    desk.now += 1
    assert await desk.token() == "t2"
    assert desk.forms[1] == {"grant_type": "refresh_token", "refresh_token": "r1"}
    desk.now += life
    await desk.token()
    assert desk.forms[2]["refresh_token"] == "r2", "the refresh token changes with every renewal"


async def test_a_life_that_the_server_does_not_name_is_the_documented_one() -> None:
    desk = Desk(life=None)
    await desk.token()
    desk.now += USUAL_LIFE - 61
    assert await desk.token() == "t1"
    desk.now += 2
    assert await desk.token() == "t2"


async def test_a_life_counts_from_before_the_request() -> None:
    desk = Desk(life=100)
    desk.gate = asyncio.Event()
    asking = asyncio.create_task(desk.token())
    await asyncio.sleep(0)
    desk.now += 95
    desk.gate.set()
    await asking
    assert await desk.token() == "t2"


async def test_concurrent_requests_share_one_sign_in_and_one_renewal() -> None:
    desk = Desk()
    tokens = await asyncio.gather(*(desk.sign_in.token() for _ in range(5)))
    assert len(desk.forms) == 1
    renewed = await asyncio.gather(*(desk.sign_in.replace(token) for token in tokens))
    assert {token.reveal() for token in renewed} == {"t2"}
    assert desk.grants == ["password", "refresh_token"]


async def test_a_refused_refresh_token_falls_back_to_the_password_once() -> None:
    desk = Desk()
    refused = await desk.sign_in.token()
    desk.failures = [SignInRefused("400")]
    assert (await desk.sign_in.replace(refused)).reveal() == "t3"
    assert desk.grants == ["password", "refresh_token", "password"]
    assert desk.asked == 1


async def test_a_refused_password_is_not_sent_again_nor_looked_for_again() -> None:
    desk = Desk()
    desk.failures = [SignInRefused("the sign-in was refused (400)")]
    for _ in range(3):
        with pytest.raises(SignInRefused, match="400"):
            await desk.token()
    assert (desk.grants, desk.asked) == (["password"], 1)


async def test_a_password_refused_later_is_not_sent_again_either() -> None:
    desk = Desk()
    token = await desk.sign_in.token()
    desk.failures = [SignInRefused("400"), SignInRefused("400")]
    for _ in range(3):
        with pytest.raises(SignInRefused):
            await desk.sign_in.replace(token)
    assert desk.grants == ["password", "refresh_token", "password"]


async def test_a_new_password_starts_anew() -> None:
    desk = Desk()
    desk.failures = [SignInRefused("400")]
    with pytest.raises(SignInRefused):
        await desk.token()
    desk.sign_in.sign_in_with(Secret("besser"))
    assert await desk.token() == "t2"
    assert desk.forms[-1]["password"] == "besser"


async def test_a_new_password_leaves_the_old_token_behind() -> None:
    desk = Desk()
    await desk.token()
    desk.sign_in.sign_in_with(Secret("besser"))
    assert await desk.token() == "t2"
    assert desk.grants == ["password", "password"]


async def test_without_a_password_nothing_is_sent_but_the_server_is_met_first() -> None:
    desk = Desk(password=None)
    for _ in range(2):
        with pytest.raises(SignInWanted):
            await desk.token()
    assert (desk.forms, desk.asked, desk.greeted) == ([], 1, 1)


async def test_nobody_is_asked_for_the_password_of_a_server_that_is_not_there() -> None:
    desk = Desk()
    desk.greets_first = True

    async def absent() -> None:
        raise Unreachable("connection refused")

    desk.sign_in._greet = absent
    with pytest.raises(Unreachable):
        await desk.token()
    assert desk.asked == 0


@pytest.mark.parametrize("failure", [Unreachable("reset"), ServerFault("503")])
async def test_a_password_survives_a_sign_in_that_fails_on_the_way(failure: Exception) -> None:
    desk = Desk()
    desk.failures = [failure]
    with pytest.raises(type(failure)):
        await desk.token()
    assert await desk.token() == "t2"
    assert desk.asked == 1


async def test_a_token_that_still_lives_is_used_while_the_endpoint_is_out_of_order() -> None:
    desk = Desk(life=3600)
    await desk.token()
    desk.now += 3550
    desk.failures = [Unreachable("reset")]
    assert await desk.token() == "t1"
    assert await desk.token() == "t3"


async def test_a_dead_token_is_not_used_while_the_endpoint_is_out_of_order() -> None:
    desk = Desk(life=3600)
    await desk.token()
    desk.now += 3600
    desk.failures = [Unreachable("reset")]
    with pytest.raises(Unreachable):
        await desk.token()
    assert await desk.token() == "t3"
    assert desk.grants == ["password", "refresh_token", "refresh_token"]


async def test_a_refused_token_is_not_used_again_when_its_renewal_fails_on_the_way() -> None:
    desk = Desk()
    refused = await desk.sign_in.token()
    desk.failures = [Unreachable("reset")]
    with pytest.raises(Unreachable):
        await desk.sign_in.replace(refused)
    assert await desk.token() == "t3"


async def test_a_server_that_renews_without_a_new_refresh_token_keeps_the_old_one() -> None:
    desk = Desk(life=100)
    await desk.token()
    desk.rotates = False
    for _ in range(2):
        desk.now += 100
        await desk.token()
    assert [form.get("refresh_token") for form in desk.forms] == [None, "r1", "r1"]


async def test_giving_up_a_request_frees_the_way_for_the_next() -> None:
    desk = Desk()
    desk.gate = asyncio.Event()
    stuck = asyncio.create_task(desk.token())
    await asyncio.sleep(0)
    stuck.cancel()
    with pytest.raises(asyncio.CancelledError):
        await stuck
    desk.gate.set()
    assert await desk.token() == "t2"

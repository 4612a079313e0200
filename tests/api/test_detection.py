"""Which version is spoken, found without a token, doubted with care, and remembered."""

from __future__ import annotations

import asyncio

import pytest

from vbo_tui.api.detection import BELIEVED, DOUBTED, Detection
from vbo_tui.api.dialect import DIALECTS, Dialect
from vbo_tui.errors import (
    ApiError,
    BadPayload,
    NotAllowed,
    NotFound,
    ServerFault,
    SignInRefused,
    Throttled,
    Unreachable,
)

V8, V7 = DIALECTS["v8"], DIALECTS["v7"]
YES = SignInRefused("401")
NO = NotFound("404")


ALL = list(DIALECTS)


class Server:
    """A server that serves some versions, or answers as it is told; and the clock."""

    def __init__(self, *served: str) -> None:
        self.says: dict[str, ApiError | None] = dict.fromkeys(served, YES)
        self.asked: list[str] = []
        self.found: list[str] = []
        self.now = 0.0

    async def ask(self, dialect: Dialect) -> object:
        self.asked.append(dialect.name)
        await asyncio.sleep(0)
        answer = self.says.get(dialect.name, NO)
        if answer is not None:
            raise answer
        return b"{}"

    def detection(self, api: str = "auto", known: str = "", known_for: float = 0.0) -> Detection:
        return Detection(
            self.ask, lambda: self.now, api=api, known=known, known_for=known_for, found=self.found.append
        )


@pytest.mark.parametrize("yes", [YES, NotAllowed("403"), None])
async def test_the_newest_version_that_is_there_is_spoken(yes: ApiError | None) -> None:
    server = Server()
    server.says = {"v6": yes, "v5": yes}
    detection = server.detection()
    assert (await detection.dialect()).name == "v6"
    assert server.asked == ["v8", "v7", "v6"]
    assert server.found == ["v6"]
    assert [(probe.version, probe.served) for probe in detection.tried] == [
        ("v8", False), ("v7", False), ("v6", True),
    ]  # fmt: skip
    assert (await detection.dialect()).name == "v6"
    assert len(server.asked) == 3, "what was found is not asked for again"


@pytest.mark.parametrize(
    "failure", [ServerFault("500"), Throttled("429"), Unreachable("refused"), ServerFault("503", status=503)]
)
async def test_nothing_older_is_settled_for_when_the_server_is_in_trouble(failure: ApiError) -> None:
    server = Server()
    server.says = {"v8": failure, "v7": YES}
    detection = server.detection()
    with pytest.raises(type(failure)):
        await detection.dialect()
    assert (detection.known, server.found) == (None, [])
    assert detection.tried[-1].said == str(failure)
    server.says = {"v8": YES}
    assert await detection.dialect() is V8


@pytest.mark.parametrize(
    "odd", [BadPayload("HTML"), ServerFault("302", status=302), ServerFault("400", status=400)]
)
async def test_an_odd_answer_is_passed_over_and_what_is_found_then_is_soon_doubted(odd: ApiError) -> None:
    server = Server()
    server.says = {"v8": odd, "v7": odd, "v5": YES}
    detection = server.detection()
    assert (await detection.dialect()).name == "v5"
    assert server.found == [], "a guess is not remembered"
    server.now, server.says = DOUBTED, {"v8": YES}
    assert await detection.dialect() is V8
    assert server.found == ["v8"]


async def test_a_server_that_is_odd_throughout_says_what_was_odd() -> None:
    server = Server()
    server.says = dict.fromkeys(ALL, BadPayload("the answer is HTML"))
    with pytest.raises(BadPayload, match="HTML"):
        await server.detection().dialect()


async def test_a_server_that_has_none_is_told_and_asked_again() -> None:
    server = Server()
    detection = server.detection()
    with pytest.raises(NotFound, match="none of API v1 to v8"):
        await detection.dialect()
    assert server.asked == list(DIALECTS)
    server.says = {"v8": YES}
    assert await detection.dialect() is V8


async def test_a_version_that_is_known_or_settled_is_spoken_unasked() -> None:
    server = Server("v8")
    assert await server.detection(known="v7").dialect() is V7
    assert (await server.detection(api="v3").dialect()).name == "v3"
    assert (await server.detection(api="v3", known="v7").dialect()).name == "v3"
    assert server.asked == []


async def test_a_version_that_is_gone_is_left_for_another_and_that_is_remembered() -> None:
    server = Server("v6")
    detection = server.detection(known="v8")
    assert (await detection.instead_of(V8)).name == "v6"
    assert server.found == ["v6"]
    assert server.asked == ["v8", "v7", "v6"]


async def test_one_list_that_is_not_there_does_not_refute_a_version() -> None:
    server = Server("v8", "v7")
    detection = server.detection(known="v8")
    with pytest.raises(NotFound, match="API v8 is served, but its list is not there"):
        await detection.instead_of(V8)
    assert await detection.dialect() is V8
    assert await detection.instead_of(V8) is V7, "twice is too often"
    assert server.found == []
    server.now = DOUBTED
    assert await detection.dialect() is V8, "but it is looked again soon"


async def test_what_was_refuted_is_not_held_against_a_server_that_was_away() -> None:
    server = Server()
    server.says = {"v7": Unreachable("refused")}
    detection = server.detection(known="v8")
    with pytest.raises(Unreachable):
        await detection.instead_of(V8)
    server.says = {"v8": YES}
    assert await detection.dialect() is V8


async def test_an_upgrade_is_found_the_next_day() -> None:
    server = Server("v7")
    detection = server.detection()
    assert await detection.dialect() is V7
    server.says = {"v8": YES, "v7": YES}
    server.now = BELIEVED - 1
    assert await detection.dialect() is V7
    server.now = BELIEVED
    assert await detection.dialect() is V8


async def test_what_was_known_for_long_is_looked_at_again_the_sooner() -> None:
    server = Server("v8")
    detection = server.detection(known="v7", known_for=BELIEVED - 10)
    assert await detection.dialect() is V7
    server.now = 10
    assert await detection.dialect() is V8


async def test_a_look_that_fails_leaves_the_version_that_is_spoken() -> None:
    server = Server("v7")
    detection = server.detection()
    await detection.dialect()
    server.says = {"v8": Unreachable("refused")}
    server.now = BELIEVED
    assert await detection.dialect() is V7


async def test_those_who_ask_together_share_one_detection() -> None:
    server = Server("v7")
    detection = server.detection()
    found = await asyncio.gather(*(detection.dialect() for _ in range(5)))
    assert set(map(id, found)) == {id(V7)}
    assert server.asked == ["v8", "v7"]


async def test_whether_a_version_is_still_there_is_asked_once_a_minute() -> None:
    server = Server("v8")
    detection = server.detection(known="v8")
    assert await detection.is_served_still(V8)
    assert await detection.is_served_still(V8)
    assert server.asked == ["v8"]
    server.now, server.says = 30.0, {"v7": YES}
    assert await detection.is_served_still(V8)
    assert await detection.instead_of(V8) is V7
    server.says = {}
    assert not await detection.is_served_still(V7), "a yes for one version is none for another"
    assert await server.detection(api="v8").is_served_still(V8), "a settled version is not doubted"


async def test_a_server_that_was_away_may_come_back_as_a_newer_one() -> None:
    server = Server("v7")
    detection = server.detection()
    assert await detection.dialect() is V7
    detection.doubt()
    server.says = {"v8": Unreachable("refused")}
    assert await detection.dialect() is V7, "nothing is known of it while it is away"
    detection.doubt()
    server.says = {"v8": YES, "v7": YES}
    assert await detection.dialect() is V8
    assert server.found == ["v7", "v8"]

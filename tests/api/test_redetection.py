"""A version that goes, one that comes, and one that only seems to have gone."""

from __future__ import annotations

import asyncio

import pytest

from tests.api.probes import ALL, YES, Server
from vbo_tui.api.detection import BELIEVED, DOUBTED
from vbo_tui.api.dialect import DIALECTS
from vbo_tui.errors import ApiError, BadPayload, NotFound, ServerFault, Throttled, Unreachable


@pytest.mark.parametrize("served", [ALL[:1], ALL[1:2], ALL[3:], ALL[-1:], ["v1", "v3"], ["v2", "v5", "v6"]])
async def test_the_newest_of_any_set_is_spoken_and_nothing_asked_in_vain(served: list[str]) -> None:
    server = Server(*served)
    detection = server.detection()
    newest = max(served)
    assert await detection.dialect() is detection.known is DIALECTS[newest]
    assert server.asked == ALL[: ALL.index(newest) + 1]
    assert server.found == [newest]
    assert [(probe.version, probe.served, probe.said) for probe in detection.tried] == [
        (name, name == newest, "401: it wants a token" if name == newest else "404") for name in server.asked
    ]


@pytest.mark.parametrize("failure", [ServerFault("500"), Throttled("429"), Unreachable("reset")])
async def test_a_failure_half_way_is_remembered_as_tried_and_all_is_asked_anew(failure: ApiError) -> None:
    server = Server("v5")
    server.says["v7"] = failure
    detection = server.detection()
    with pytest.raises(type(failure), match=str(failure)):
        await detection.dialect()
    assert (detection.known, server.found) == (None, [])
    assert [(probe.version, probe.served, probe.said) for probe in detection.tried] == [
        ("v8", False, "404"),
        ("v7", False, str(failure)),
    ]
    server.says["v7"] = YES
    assert (await detection.dialect()).name == "v7"
    assert server.asked == ["v8", "v7", "v8", "v7"]


async def test_a_name_that_is_no_version_is_as_good_as_none() -> None:
    server = Server("v8")
    assert (await server.detection(known="v99").dialect()).name == "v8"


async def test_a_pinned_version_is_never_asked_for_however_long() -> None:
    server = Server("v8")
    detection = server.detection(api="v3", known="v5")
    assert not detection.is_automatic
    server.now += 10 * BELIEVED
    assert (await detection.dialect()).name == "v3"
    assert (server.asked, server.found) == ([], [])


async def test_a_version_that_went_gives_way_to_the_newest_of_the_others() -> None:
    server = Server("v6", "v5")
    detection = server.detection(known="v8")
    assert (await detection.instead_of(DIALECTS["v8"])).name == "v6"
    assert server.asked == ["v8", "v7", "v6"], "the refuted one is asked once, to be sure, and not again"
    assert server.found == ["v6"]
    assert await detection.dialect() is DIALECTS["v6"]


async def test_a_newer_version_may_take_the_place_of_one_that_went() -> None:
    server = Server("v8")
    detection = server.detection(known="v5")
    assert (await detection.instead_of(DIALECTS["v5"])).name == "v8"
    assert server.found == ["v8"]


async def test_a_version_whose_list_is_missing_for_a_moment_is_not_given_up() -> None:
    server = Server("v8", "v7")
    detection = server.detection(known="v8")
    with pytest.raises(NotFound, match="API v8 is served, but its list is not there"):
        await detection.instead_of(DIALECTS["v8"])
    assert detection.known is DIALECTS["v8"]
    assert (server.asked, server.found) == (["v8"], [])


async def test_a_version_whose_list_is_missing_twice_is_given_up_for_a_while() -> None:
    server = Server("v8", "v7")
    detection = server.detection(known="v8")
    with pytest.raises(NotFound):
        await detection.instead_of(DIALECTS["v8"])
    assert (await detection.instead_of(DIALECTS["v8"])).name == "v7"
    assert server.found == [], "v8 is there all the same: v7 is nothing to remember"
    server.now += DOUBTED - 1
    assert (await detection.dialect()).name == "v7"
    server.now += 1
    assert (await detection.dialect()).name == "v8"
    assert server.found == ["v8"]


async def test_a_version_that_went_is_asked_for_again_once_nothing_else_is_there() -> None:
    server = Server()
    detection = server.detection(known="v8")
    with pytest.raises(NotFound, match="v1 to v8"):
        await detection.instead_of(DIALECTS["v8"])
    assert server.asked == ["v8", *ALL[1:]]
    server.says["v8"] = YES
    assert (await detection.dialect()).name == "v8"


@pytest.mark.parametrize("failure", [Unreachable("reset"), ServerFault("500"), Throttled("429")])
async def test_a_version_is_not_given_up_while_the_server_cannot_be_asked(failure: ApiError) -> None:
    server = Server("v7")
    server.says["v8"] = failure
    detection = server.detection(known="v8")
    with pytest.raises(type(failure)):
        await detection.instead_of(DIALECTS["v8"])
    assert detection.known is DIALECTS["v8"]


async def test_a_failure_on_the_way_down_leaves_nothing_refuted() -> None:
    server = Server()
    server.says["v7"] = Unreachable("reset")
    detection = server.detection(known="v8")
    with pytest.raises(Unreachable):
        await detection.instead_of(DIALECTS["v8"])
    server.says["v8"] = YES
    assert (await detection.dialect()).name == "v8"


async def test_callers_that_find_the_same_version_gone_share_one_search() -> None:
    server = Server("v5")
    detection = server.detection(known="v8")
    found = await asyncio.gather(*(detection.instead_of(DIALECTS["v8"]) for _ in range(4)))
    assert {dialect.name for dialect in found} == {"v5"}
    assert server.asked == ["v8", "v7", "v6", "v5"]
    assert server.found == ["v5"]


async def test_after_a_day_an_upgrade_is_found() -> None:
    server = Server("v7")
    detection = server.detection()
    await detection.dialect()
    server.says["v8"] = YES
    server.now += BELIEVED - 1
    assert (await detection.dialect()).name == "v7"
    server.now += 1
    assert (await detection.dialect()).name == "v8"
    assert server.found == ["v7", "v8"]


@pytest.mark.parametrize(
    "failure", [Unreachable("reset"), ServerFault("500"), Throttled("429"), NotFound("404")]
)
async def test_the_spoken_version_goes_on_while_it_cannot_be_looked_again(failure: ApiError) -> None:
    server = Server("v7")
    detection = server.detection()
    await detection.dialect()
    server.says = dict.fromkeys(ALL, failure)
    server.now += BELIEVED
    assert (await detection.dialect()).name == "v7"
    asked = len(server.asked)
    await detection.dialect()
    assert len(server.asked) == asked, "and it is not asked at every turn"
    server.says = {"v8": YES}
    server.now += BELIEVED
    assert (await detection.dialect()).name == "v8"


async def test_a_page_of_somebody_else_does_not_end_the_spoken_version() -> None:
    server = Server("v7")
    detection = server.detection()
    await detection.dialect()
    server.says = dict.fromkeys(ALL, BadPayload("HTML"))
    server.now += BELIEVED
    assert (await detection.dialect()).name == "v7"


async def test_a_version_that_was_refuted_gets_its_chance_when_it_is_looked_again() -> None:
    server = Server("v7")
    detection = server.detection(known="v8")
    assert (await detection.instead_of(DIALECTS["v8"])).name == "v7"
    server.says["v8"] = YES
    server.now += BELIEVED
    assert (await detection.dialect()).name == "v8"

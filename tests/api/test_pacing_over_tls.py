"""A server that throttles its token endpoint, over real TLS sockets, by a clock of the test's own."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.api.speaking import Clock, client
from tests.conftest import NOW
from vbo_tui.errors import Throttled
from vbo_tui.simulator.serve import Simulator
from vbo_tui.simulator.tokens import QUOTAS, Tokens
from vbo_tui.simulator.world import World

MOST_A_MINUTE = max(most for _, most, _ in QUOTAS)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def throttling(clock: Clock) -> Iterator[Simulator]:
    """A server of v8 whose clock is the client's."""
    tokens = Tokens(throttles_loopback=True)
    world = World(sessions=5)
    with Simulator(
        world, api=("v8",), tokens=tokens, now=lambda: NOW + timedelta(seconds=clock.now)
    ) as simulator:
        yield simulator


def token_requests(simulator: Simulator) -> list[int]:
    """Return the status of each request for a token."""
    return [seen.status for seen in simulator.requests if seen.method == "POST"]


async def test_tokens_that_are_revoked_at_once_are_renewed_a_second_apart(
    throttling: Simulator, clock: Clock
) -> None:
    async with client(throttling, clock=clock) as asking:
        for _ in range(MOST_A_MINUTE):
            assert len((await asking.sessions()).sessions) == 5
            throttling.tokens.revoke()
    assert token_requests(throttling) == [200] * MOST_A_MINUTE
    assert clock.slept == [1.0] * (MOST_A_MINUTE - 1)


async def test_a_token_that_is_revoked_at_every_poll_is_renewed_for_ever(
    throttling: Simulator, clock: Clock
) -> None:
    async with client(throttling, clock=clock) as asking:
        for _ in range(30):
            assert len((await asking.sessions()).sessions) == 5
            throttling.tokens.revoke()
            clock.now += 60 / MOST_A_MINUTE
    assert token_requests(throttling) == [200] * 30


async def test_tokens_and_refresh_tokens_that_are_revoked_take_two_requests_a_second_apart(
    throttling: Simulator, clock: Clock
) -> None:
    async with client(throttling, clock=clock) as asking:
        for _ in range(10):
            assert len((await asking.sessions()).sessions) == 5
            throttling.tokens.revoke(refresh=True)
            clock.now += 30
    assert token_requests(throttling) == [200] + [400, 200] * 9


async def test_many_requests_with_a_revoked_token_are_one_request_for_another(
    throttling: Simulator, clock: Clock
) -> None:
    async with client(throttling, clock=clock) as asking:
        for _ in range(4):
            await asyncio.gather(*(asking.sessions() for _ in range(8)))
            throttling.tokens.revoke()
    assert token_requests(throttling) == [200] * 4


async def test_more_than_the_endpoint_admits_is_told_once_and_passes(
    throttling: Simulator, clock: Clock
) -> None:
    async with client(throttling, clock=clock) as asking:
        for _ in range(MOST_A_MINUTE):
            await asking.sessions()
            throttling.tokens.revoke()
        told = []
        for _ in range(3):
            with pytest.raises(Throttled) as caught:
                await asking.sessions()
            told.append(caught.value.retry_after)
        assert told == [1.0, 12.0, 12.0], "the server's word, then our own"
        assert token_requests(throttling)[MOST_A_MINUTE:] == [429], "it is left alone meanwhile"
        clock.now += 60
        assert len((await asking.sessions()).sessions) == 5
    assert token_requests(throttling)[MOST_A_MINUTE:] == [429, 200]

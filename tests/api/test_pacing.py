"""The token endpoint is throttled since v6: it is asked by one at a time, and not too often."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.api.speaking import Clock
from vbo_tui.api.auth import APART, APART_WHEN_THROTTLED, LONGEST_SLEEP, Greet, SignIn
from vbo_tui.api.grants import Grant
from vbo_tui.errors import ApiError, ServerFault, SignInRefused, Throttled, Unreachable
from vbo_tui.secret import Secret


class Desk:
    """A token endpoint with a clock: remembers when it was asked, and when it had answered."""

    def __init__(self, *, takes: float = 0.0, life: float = 3600.0) -> None:
        self.clock = Clock()
        self.takes = takes
        self.life = life
        self.asked: list[float] = []
        self.answered: list[float] = []
        self.failures: list[ApiError | None] = []
        self.inside = self.most_inside = 0
        self.sign_in = SignIn(
            user="u",
            greet=self._greet,
            ask=self._ask,
            post=self._post,
            seconds=self.clock.seconds,
            sleep=self.clock.sleep,
        )

    async def anew(self) -> Secret:
        """Ask for another token than the one that there is."""
        return await self.sign_in.replace(await self.sign_in.token())

    async def _greet(self) -> None:
        """Nobody is here to be greeted."""

    async def _ask(self, greet: Greet) -> Secret:
        return Secret("geheim")

    async def _post(self, form: Mapping[str, str]) -> Grant:
        self.inside += 1
        self.most_inside = max(self.most_inside, self.inside)
        self.asked.append(self.clock.now)
        for _ in range(3):  # whoever does not wait for its turn gets in between here
            await asyncio.sleep(0)
        self.clock.now += self.takes
        self.answered.append(self.clock.now)
        self.inside -= 1
        failure = self.failures.pop(0) if self.failures else None
        if failure is not None:
            raise failure
        number = len(self.asked)
        return Grant(Secret(f"t{number}"), Secret(f"r{number}"), self.life)


async def test_the_first_token_is_asked_for_at_once() -> None:
    desk = Desk()
    await desk.sign_in.token()
    assert (desk.asked, desk.clock.slept) == ([1000.0], [])


async def test_the_next_one_waits_for_its_second() -> None:
    desk = Desk()
    await desk.anew()
    assert (desk.asked, desk.clock.slept) == ([1000.0, 1001.0], [APART])
    desk.clock.now += 0.75
    await desk.anew()
    assert desk.clock.slept == [APART, 0.25]
    desk.clock.now += 10
    await desk.anew()
    assert len(desk.clock.slept) == 2, "nobody waits for what is over"


async def test_the_second_counts_from_the_answer_since_nobody_knows_when_the_server_began_it() -> None:
    desk = Desk(takes=0.9)
    await desk.anew()
    assert desk.asked == [1000.0, 1000.0 + 0.9 + APART]


async def test_a_password_in_place_of_a_refused_renewal_waits_as_well() -> None:
    desk = Desk()
    desk.failures = [None, SignInRefused("400")]
    await desk.anew()
    assert desk.asked == [1000.0, 1001.0, 1002.0]


@pytest.mark.parametrize("failure", [Unreachable("reset"), ServerFault("500"), SignInRefused("400")])
async def test_a_request_that_failed_counts_like_any(failure: ApiError) -> None:
    desk = Desk()
    desk.failures = [failure]
    with pytest.raises(type(failure)):
        await desk.sign_in.token()
    desk.sign_in.sign_in_with(Secret("besser"))
    await desk.sign_in.token()
    assert desk.asked == [1000.0, 1001.0], "a new password does not make the server forget"


async def test_a_request_that_was_given_up_counts_like_any() -> None:
    desk = Desk()
    stuck = asyncio.create_task(desk.sign_in.token())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    stuck.cancel()
    with pytest.raises(asyncio.CancelledError):
        await stuck
    await desk.sign_in.token()
    assert desk.asked == [1000.0, 1001.0]


@pytest.mark.parametrize(
    ("wanted", "pause"),
    [(None, APART_WHEN_THROTTLED), (1.0, APART_WHEN_THROTTLED), (30.0, 30.0), (0.0, APART_WHEN_THROTTLED)],
)
async def test_a_throttled_endpoint_is_left_alone_for_longer(wanted: float | None, pause: float) -> None:
    desk = Desk()
    desk.failures = [Throttled("429", retry_after=wanted)]
    with pytest.raises(Throttled, match="429"):
        await desk.sign_in.token()
    with pytest.raises(Throttled, match="asked for a pause") as caught:
        await desk.sign_in.token()
    assert caught.value.retry_after == pause, "a long wait is told, not slept through"
    desk.clock.now += pause - LONGEST_SLEEP
    await desk.sign_in.token()
    assert (desk.asked, desk.clock.slept) == ([1000.0, 1000.0 + pause], [LONGEST_SLEEP])


async def test_a_good_token_is_not_held_up_by_a_throttled_renewal() -> None:
    desk = Desk()
    token = await desk.sign_in.token()
    desk.clock.now += desk.life - 50
    desk.failures = [Throttled("429", retry_after=20)]
    for _ in range(5):
        assert await desk.sign_in.token() == token
    assert (len(desk.asked), desk.clock.slept) == (2, [])
    desk.clock.now += 20
    assert await desk.sign_in.token() != token


async def test_there_is_never_more_than_one_request_at_a_time() -> None:
    desk = Desk()
    old = await desk.sign_in.token()
    others = [desk.sign_in.token() for _ in range(5)] + [desk.sign_in.replace(old) for _ in range(5)]
    await asyncio.gather(*others)
    desk.failures = [ServerFault("500")] * 3
    await asyncio.gather(*(desk.anew() for _ in range(10)), return_exceptions=True)
    assert len(desk.asked) > 5
    assert desk.most_inside == 1
    assert all(later - sooner >= APART for sooner, later in zip(desk.answered, desk.asked[1:], strict=False))


OUTCOMES = st.one_of(
    st.none(),
    st.just(Unreachable("reset")),
    st.just(SignInRefused("400")),
    st.builds(Throttled, st.just("429"), retry_after=st.sampled_from([None, 0.0, 1.0, 30.0, 120.0])),
)


@settings(deadline=None)
@given(
    steps=st.lists(st.tuples(st.sampled_from([0.0, 0.25, 1.5, 15.0, 60.0, 4000.0]), OUTCOMES), max_size=20),
    takes=st.sampled_from([0.0, 0.5, 5.0]),
)
def test_whatever_happens_the_endpoint_gets_its_pauses(
    steps: list[tuple[float, ApiError | None]], takes: float
) -> None:
    async def run() -> None:
        for later, outcome in steps:
            desk.clock.now += later
            desk.failures = [outcome]
            before = len(desk.asked)
            await asyncio.gather(desk.anew(), desk.sign_in.token(), return_exceptions=True)
            outcomes.extend([outcome, None, None, None][: len(desk.asked) - before])
            desk.sign_in.sign_in_with(Secret("besser"))

    desk = Desk(takes=takes)
    outcomes: list[ApiError | None] = []
    asyncio.run(run())
    for answered, asked, outcome in zip(desk.answered, desk.asked[1:], outcomes, strict=False):
        pause = APART
        if isinstance(outcome, Throttled):
            pause = max(outcome.retry_after or 0.0, APART_WHEN_THROTTLED)
        assert asked - answered >= pause - 1e-6
    assert desk.most_inside <= 1

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial

import pytest

from tests.monitor.living import PAGED, LivingServer
from tests.monitor.metronome import Metronome
from tests.monitor.scripted import ScriptedServer, session
from vbo_tui.errors import ApiError, BadPayload, SignInRefused, Throttled, Unreachable
from vbo_tui.model.snapshot import Listing
from vbo_tui.monitor.poller import Polled, Poller, PollFailed, Update
from vbo_tui.monitor.server import Server


async def until(fact: Callable[[], bool]) -> None:
    """Let the loop run until ``fact`` holds."""
    for _ in range(200):
        if fact():
            return
        await asyncio.sleep(0)
    raise AssertionError("it never came true")


async def settle() -> None:
    """Give every task that can go on the time to do so."""
    for _ in range(50):
        await asyncio.sleep(0)


@asynccontextmanager
async def running(poller: Poller) -> AsyncIterator[list[Update]]:
    """Run the loop in a task; yield the list that its updates come in."""
    seen: list[Update] = []

    async def read() -> None:
        updates = poller.updates()
        while True:
            seen.append(await anext(updates))

    task = asyncio.create_task(read())
    yield seen
    assert not task.done(), "the loop must never end by itself"
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def make(server: Server, metronome: Metronome, interval: float = 10.0) -> Poller:
    return Poller(server, interval=interval, clock=metronome, chance=lambda: 0.5)


async def test_it_asks_waits_one_interval_and_asks_again() -> None:
    server, metronome = ScriptedServer([session(1)], [session(1), session(2)]), Metronome()
    async with running(make(server, metronome)) as seen:
        await until(lambda: metronome.waits == [10.0])
        metronome.advance(9.9)
        await settle()
        assert len(seen) == 1
        metronome.advance(0.2)
        await until(lambda: len(seen) == 2)
    first, second = seen
    assert isinstance(first, Polled)
    assert isinstance(second, Polled)
    assert [s.id for s in first.delta.added] == [session(1).id]
    assert [s.id for s in second.delta.added] == [session(2).id]
    assert (first.snapshot.revision, second.delta.base, second.snapshot.revision) == (1, 1, 2)


async def test_the_wait_starts_after_the_answer_and_polls_never_overlap() -> None:
    server, metronome = ScriptedServer([session(1)]), Metronome()
    server.gate = asyncio.Event()
    poller = make(server, metronome)
    async with running(poller) as seen:
        await until(lambda: server.polls == 1)
        metronome.advance(300)
        poller.wake()
        await settle()
        assert server.polls == 1
        server.gate.set()
        await until(lambda: len(seen) == 1)
        await until(lambda: metronome.waits == [10.0])
    assert server.most_at_once == 1


async def test_failures_back_off_five_ten_twenty_forty_sixty_sixty_and_then_start_anew() -> None:
    down = Unreachable("connection refused")
    server, metronome = ScriptedServer(down, down, down, down, down, down, [session(1)], down), Metronome()
    async with running(make(server, metronome)) as seen:

        def sleeps(seconds: float) -> bool:
            return metronome.waits == [pytest.approx(seconds)]

        for expected in (5, 10, 20, 40, 60, 60, 10, 5):
            await until(partial(sleeps, expected))
            metronome.advance(expected)
        assert isinstance(seen[6], Polled)


async def test_it_tells_when_it_asks_and_when_it_will() -> None:
    server, metronome = ScriptedServer([session(1)], Throttled("slow down", retry_after=90)), Metronome()
    server.gate = asyncio.Event()
    poller = make(server, metronome)
    async with running(poller) as seen:
        await until(lambda: server.polls == 1)
        assert (poller.is_asking, poller.due) == (True, None)
        server.gate.set()
        await until(lambda: poller.due == metronome.seconds() + 10)
        assert not poller.is_asking
        await until(lambda: metronome.waits == [10.0])
        metronome.advance(10)
        await until(lambda: len(seen) == 2)
        await until(lambda: poller.due == metronome.seconds() + 90)


async def test_a_wish_while_all_is_well_is_due_since_the_last_answer() -> None:
    server, metronome = ScriptedServer([session(1)]), Metronome()
    poller = make(server, metronome)
    async with running(poller):
        await until(lambda: metronome.waits == [10.0])
        metronome.advance(3)
        poller.wake()
        assert poller.due == metronome.seconds() - 3


async def test_a_wish_is_told_of_before_it_is_met() -> None:
    down = Unreachable("connection refused")
    server, metronome = ScriptedServer(down, SignInRefused("refused")), Metronome()
    poller = make(server, metronome)
    async with running(poller) as seen:
        await until(lambda: poller.due == pytest.approx(metronome.seconds() + 5))
        metronome.advance(1)
        poller.wake()
        assert poller.due == metronome.seconds() - 1
        await until(lambda: len(seen) == 2)
        await settle()
        assert not poller.is_asking
        assert poller.due is None


async def test_lists_that_break_off_after_a_part_are_tried_less_and_less_often() -> None:
    metronome = Metronome()
    server = LivingServer(metronome, PAGED, page=1)
    for number in (1, 2):
        server.begin(number, ago=60.0 * number)
    async with running(make(server, metronome)) as seen:
        for wait in (5, 10, 20):
            server.breaks[1] = Unreachable("connection reset")
            await until(partial(_planned_in, seen, wait))
            await until(lambda: bool(metronome.waits))
            metronome.advance(wait)


def _planned_in(seen: list[Update], seconds: float) -> bool:
    last = seen[-1] if seen else None
    return isinstance(last, PollFailed) and last.retry_in == pytest.approx(seconds)


async def test_a_failure_keeps_the_last_snapshot() -> None:
    server, metronome = ScriptedServer([session(1)], BadPayload("the answer is HTML")), Metronome()
    poller = make(server, metronome)
    async with running(poller) as seen:
        await until(lambda: metronome.waits == [10.0])
        metronome.advance(10)
        await until(lambda: len(seen) == 2)
        assert isinstance(seen[1], PollFailed)
        assert list(poller.last.sessions) == [session(1).id]


async def test_where_only_the_user_can_help_it_waits_for_the_user() -> None:
    server, metronome = ScriptedServer(SignInRefused("refused"), [session(1)]), Metronome()
    poller = make(server, metronome)
    async with running(poller) as seen:
        await until(lambda: len(seen) == 1)
        assert isinstance(seen[0], PollFailed)
        assert seen[0].retry_in is None
        metronome.advance(1_000_000)
        await settle()
        assert (server.polls, metronome.waits) == (1, [])
        poller.wake()
        await until(lambda: len(seen) == 2)
        assert isinstance(seen[1], Polled)


@pytest.mark.parametrize("refresh_hammered", [False, True])
async def test_retry_after_is_obeyed_even_when_refresh_is_hammered(refresh_hammered: bool) -> None:
    server, metronome = ScriptedServer(Throttled("slow down", retry_after=90), [session(1)]), Metronome()
    poller = make(server, metronome)
    async with running(poller) as seen:
        await until(lambda: metronome.waits == [90.0])
        for _ in range(5):
            if refresh_hammered:
                poller.wake()
            metronome.advance(17)
            await settle()
            assert server.polls == 1
        metronome.advance(5)
        await until(lambda: len(seen) == 2)


async def test_refresh_now_drops_the_wait_after_an_ordinary_failure() -> None:
    server, metronome = ScriptedServer(Unreachable("refused"), [session(1)]), Metronome()
    poller = make(server, metronome)
    async with running(poller) as seen:
        await until(lambda: metronome.waits == [5.0])
        poller.wake()
        await until(lambda: len(seen) == 2)


async def test_a_shorter_interval_counts_at_once() -> None:
    server, metronome = ScriptedServer([session(1)]), Metronome()
    poller = make(server, metronome, interval=300)
    async with running(poller) as seen:
        await until(lambda: metronome.waits == [300.0])
        metronome.advance(30)
        poller.interval = 60
        await until(lambda: metronome.waits == [30.0])
        poller.interval = 20
        await until(lambda: len(seen) == 2)


async def test_an_unchanged_session_keeps_its_very_object() -> None:
    server, metronome = ScriptedServer([session(1)], [session(1), session(2)]), Metronome()
    poller = make(server, metronome)
    async with running(poller) as seen:
        await until(lambda: len(seen) == 1)
        held = poller.last.sessions[session(1).id]
        poller.wake()
        await until(lambda: len(seen) == 2)
        assert poller.last.sessions[session(1).id] is held


async def test_an_id_that_comes_twice_is_held_once_as_it_came_first() -> None:
    server, metronome = ScriptedServer([session(1), session(1, state="Stopped")]), Metronome()
    poller = make(server, metronome)
    async with running(poller):
        await until(lambda: poller.last.revision == 1)
        assert [s.state for s in poller.last.sessions.values()] == ["Working"]


@pytest.mark.parametrize(("lead", "skew"), [(2, 0), (-3, 0), (3600, 3600), (-90, -90)])
async def test_a_server_whose_clock_differs_is_noticed(lead: int, skew: int) -> None:
    metronome = Metronome()
    listing = Listing((session(1),), server_time=metronome.now() + timedelta(seconds=lead))
    poller = make(ScriptedServer(listing), metronome)
    async with running(poller):
        await until(lambda: poller.last.revision == 1)
        assert poller.last.skew == timedelta(seconds=skew)


async def test_a_bug_is_not_taken_for_a_failed_poll() -> None:
    class Broken(ScriptedServer):
        def pages(
            self, since: datetime | None = None, *, ended_since: datetime | None = None, few: bool = False
        ) -> AsyncGenerator[Listing, None]:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await anext(make(Broken([]), Metronome()).updates())


def test_every_error_says_what_failed() -> None:
    def leaves(kind: type[ApiError]) -> list[type[ApiError]]:
        return [leaf for child in kind.__subclasses__() for leaf in [child, *leaves(child)]]

    words = {leaf.failed for leaf in leaves(ApiError)}
    assert words == {
        "name", "connection", "TLS", "certificate", "sign-in", "rights", "server", "feed", "payload",
    }  # fmt: skip


async def test_after_a_night_asleep_it_asks_once_and_not_once_for_each_poll_that_it_missed() -> None:
    server, metronome = ScriptedServer([session(1)]), Metronome()
    async with running(make(server, metronome)) as seen:
        await until(lambda: metronome.waits == [10.0])
        metronome.advance(8 * 3600)
        await until(lambda: metronome.waits == [10.0])
        await settle()
        assert len(seen) == 2


async def test_a_clock_that_is_set_back_or_forward_changes_no_wait() -> None:
    server, metronome = ScriptedServer([session(1)]), Metronome()
    async with running(make(server, metronome)) as seen:
        for hours in (-1, 1, 24, -24):
            await until(lambda: metronome.waits == [10.0])
            had = len(seen)
            metronome.turn(timedelta(hours=hours))
            await settle()
            assert (len(seen), metronome.waits) == (had, [10.0])
            metronome.advance(10)
            await until(lambda had=had: len(seen) == had + 1)  # type: ignore[misc]

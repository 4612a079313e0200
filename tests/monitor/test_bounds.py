"""What a poller remembers has an end, whatever the server says."""

from __future__ import annotations

from collections.abc import Callable, Sized

import pytest

from tests.monitor.living import FILTERING, TELLING, LivingServer, sid
from tests.monitor.metronome import Metronome
from tests.monitor.stage import Stage, listening
from tests.monitor.test_poller import settle
from vbo_tui.errors import ApiError, NotAllowed, ServerFault
from vbo_tui.model.change import Changes
from vbo_tui.monitor import feed, reading
from vbo_tui.monitor.feed import Feed
from vbo_tui.monitor.poller import Polled
from vbo_tui.monitor.reading import Reader
from vbo_tui.monitor.watch import Watch

MOST = 5


@pytest.mark.parametrize(
    ("bound", "refusal", "remembered"),
    [
        ("MOST_FOREIGN", NotAllowed("403"), lambda reader: reader._foreign),
        ("MOST_AGAIN", ServerFault("500", status=500), lambda reader: reader._again),
    ],
)
async def test_ids_that_are_named_and_cannot_be_read_are_not_remembered_for_ever(
    bound: str,
    refusal: ApiError,
    remembered: Callable[[Reader], Sized],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reading, bound, MOST)
    stage = Stage(TELLING)
    await stage.known()
    for number in range(100, 130):
        stage.server.refused[sid(number)] = refusal
        await stage.reader.read_these([sid(number)], ())
        assert len(remembered(stage.reader)) <= MOST


async def test_where_too_many_cannot_be_read_the_whole_list_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_AGAIN", 0)
    stage = Stage(TELLING)
    stage.server.begin(1, ago=60, state="Stopped")
    await stage.known()
    stage.server.refused[sid(9)] = ServerFault("500", status=500)
    await stage.reader.read_these([sid(9)], ())
    await stage.poll(after=reading.WHOLE_APART[0])
    assert stage.was_whole


async def test_what_the_feed_said_is_not_remembered_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "MOST_SAID", MOST)
    async with listening() as scene:
        for number in range(20, 50):
            scene.server.begin(number)
            await scene.passes(1)
            assert len(scene.poller._feed._said) <= MOST + 1
        assert scene.is_true


@pytest.mark.parametrize("deleted", [False, True])
async def test_a_feed_that_names_more_than_anybody_takes_is_given_up(
    deleted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "MOST_UNTAKEN", MOST)
    clock = Metronome()
    server = LivingServer(clock, TELLING)
    heard = Feed(server, lambda: None, clock)
    await heard.start()
    for number in range(MOST):
        server.tell(sid(number), number, deleted=deleted)
        await settle()
    assert heard.is_followed
    for number in range(MOST, 3 * MOST):
        server.tell(sid(number), number, deleted=deleted)
        await settle()
    assert not heard.is_followed
    assert len(heard.updated) + len(heard.deleted) == MOST + 1
    await heard.stop()


async def test_what_is_expected_of_the_feed_is_forgotten_with_it() -> None:
    clock = Metronome()
    server = LivingServer(clock, TELLING)
    heard = Feed(server, lambda: None, clock)
    await heard.start()
    heard.expect({sid(number): number for number in range(100)})
    clock.advance(feed.TIME_TO_TELL)
    assert not heard._take_in(Changes("9", {}, frozenset()))
    await heard.stop()
    assert not heard._untold


async def test_sessions_that_come_and_go_leave_nothing_behind() -> None:
    stage = Stage(FILTERING)
    ledger = stage.reader._ledger
    for number in range(600):
        stage.server.begin(number)
        await stage.reader.read_these([sid(number)], [sid(number - 2)] if number > 1 else [])
    assert len(stage.held) == len(ledger.working) == 2
    assert len(ledger.newest._held) == 2


async def test_a_pause_holds_back_no_more_than_what_differs() -> None:
    stage = Stage(FILTERING)
    watch = Watch(0.0)
    watch.pause(0.0)
    for number in range(1, 400):
        stage.server.begin(number)
        step = await stage.reader.read_these([sid(number)], [sid(number - 1)])
        watch.note(Polled(step.snapshot, step.delta), 0.0)
        assert len(watch._held_back) == 1

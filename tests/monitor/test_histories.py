"""Whatever happens on a server, and whatever it can be asked: what is shown is what is there."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.monitor.living import FILTERING, PAGED, TELLING, UNPAGED, LivingServer
from tests.monitor.stage import Scene, Stage
from tests.monitor.test_poller import running, settle
from vbo_tui.errors import ServerFault, Unreachable
from vbo_tui.model.capabilities import Capabilities
from vbo_tui.model.session import Session, SessionId
from vbo_tui.model.snapshot import Delta, Snapshot
from vbo_tui.monitor.plan import OVERLAP
from vbo_tui.monitor.poller import CHECK, DEAF_AGAIN, Polled
from vbo_tui.monitor.reading import WHOLE_EVERY


class Kind(NamedTuple):
    """A server, as far as polls depend on it."""

    able: Capabilities
    newest_first: bool
    page: int
    window: timedelta | None

    @property
    def latest(self) -> int:
        """How many seconds after its start a session may come onto the list, and is found at once."""
        return int(OVERLAP.total_seconds()) if self.able.filters_start or not self.able.paged else 0


Act = tuple[str, int]
"""What happens, and a number: of seconds, or to choose a session by."""

kinds = st.builds(
    Kind,
    able=st.sampled_from([UNPAGED, PAGED, FILTERING, TELLING]),
    newest_first=st.booleans(),
    page=st.sampled_from([1, 3, 100]),
    window=st.sampled_from([None, timedelta(minutes=10)]),
)
acts = st.tuples(
    st.sampled_from(["begin", "begin", "change", "end", "delete"]),
    st.integers(0, int(OVERLAP.total_seconds())),
)
rounds = st.lists(st.tuples(st.lists(acts, max_size=6), st.sampled_from([1, 10, 60, 400])), max_size=12)


class History:
    """What happened on a server, and which of it need not be known yet."""

    def __init__(self, server: LivingServer, latest: int) -> None:
        self.begun = 0
        self.deleted: set[SessionId] = set()
        self.changed: set[SessionId] = set()
        self._server = server
        self._latest = latest

    def happens(self, act: Act) -> None:
        what, number = act
        if what == "begin":
            self.begun += 1
            self._server.begin(self.begun, ago=min(number, self._latest))
            return
        if not self._server.sessions:
            return
        key = list(self._server.sessions)[number % len(self._server.sessions)]
        session = self._server.sessions[key]
        if what == "delete":
            self._server.delete(key)
            self.deleted.add(key)
        elif what == "end" and session.is_working:
            self._server.end(key)
        else:
            self._server.change(key, details=f"{session.details}.")
            self.changed |= set() if session.is_working else {key}

    def is_read(self) -> None:
        """Take in that everything must be known now."""
        self.deleted.clear()
        self.changed.clear()


def applied(delta: Delta, old: Snapshot) -> dict[SessionId, Session]:
    """Return what a delta makes of the snapshot before; it names nothing without need."""
    assert delta.base == old.revision
    held = dict(old.sessions)
    for key in delta.removed:
        del held[key]
    for session in delta.changed:
        assert held[session.id] != session
        held[session.id] = session
    for session in delta.added:
        assert session.id not in held
        held[session.id] = session
    return held


async def follow(kind: Kind, first: list[Act], rest: list[tuple[list[Act], int]]) -> None:
    stage = Stage(kind.able, page=kind.page, window=kind.window)
    stage.server.newest_first = kind.newest_first
    history = History(stage.server, kind.latest)
    for acts, after in [(first, 0), *rest, ([], int(WHOLE_EVERY))]:
        for act in acts:
            history.happens(act)
        before = stage.reader.last
        for step in await stage.poll(after=after):
            assert applied(step.delta, before) == step.snapshot.sessions
            assert step.snapshot.revision == before.revision + 1
            before = step.snapshot
        if stage.was_whole:
            history.is_read()
        start = stage.clock.now() - (kind.window or timedelta(days=1000))
        there = {
            key: session for key, session in stage.server.sessions.items() if not session.was_over(start)
        }
        held = stage.held
        assert there.keys() <= held.keys()
        assert held.keys() - there.keys() <= history.deleted
        differing = {key for key in there if there[key] != held[key]}
        assert differing <= history.changed
    assert stage.was_whole
    assert held == there


@settings(deadline=None)
@given(kind=kinds, first=st.lists(acts, max_size=12), rest=rounds)
def test_after_each_poll_what_is_known_is_what_is_there_as_far_as_it_is_due(
    kind: Kind, first: list[Act], rest: list[tuple[list[Act], int]]
) -> None:
    asyncio.run(follow(kind, first, rest))


async def listen(rest: list[tuple[list[Act], int]]) -> None:
    scene = Scene()
    history = History(scene.server, 60)
    history.begun = 5
    async with running(scene.poller) as seen:
        await settle()
        scene.server.asked()
        passed = 0
        for acts, after in rest:
            for act in acts:
                history.happens(act)
            await settle()
            assert scene.is_true
            await scene.passes(min(after, 60))
            passed += min(after, 60)
        assert [entry[0] for entry in scene.server.asked()].count("list") == passed // int(CHECK)
        before = Snapshot()
        for update in seen:
            assert isinstance(update, Polled)
            assert applied(update.delta, before) == update.snapshot.sessions
            before = update.snapshot


@settings(deadline=None, max_examples=50)
@given(rest=rounds)
def test_with_a_feed_all_is_known_at_once_and_hardly_anything_asked_for(
    rest: list[tuple[list[Act], int]],
) -> None:
    asyncio.run(listen(rest))


async def suffer(rest: list[tuple[list[Act], str, int]]) -> None:
    scene = Scene()
    history = History(scene.server, 60)
    history.begun = 5
    async with running(scene.poller):
        for acts, trouble, after in rest:
            for act in acts:
                history.happens(act)
            scene.server.lose(Unreachable("reset") if trouble == "lost" else None)
            scene.server.fail_feed(ServerFault("500") if trouble == "feed" else None)
            scene.server.deaf = trouble == "deaf"
            if trouble == "outdated":
                scene.server.outdate()
            await scene.passes(after)
        scene.server.lose(None)
        scene.server.fail_feed(None)
        scene.server.deaf = False
        await scene.passes(WHOLE_EVERY + CHECK)
        assert scene.is_true
        await scene.passes(DEAF_AGAIN)
        assert scene.poller.follows_feed
        scene.server.begin(1000)
        await settle()
        assert scene.is_true


troubles = st.tuples(
    st.lists(acts, max_size=3),
    st.sampled_from(["", "lost", "feed", "deaf", "outdated"]),
    st.sampled_from([1, 7, 61, 130]),
)


@settings(deadline=None, max_examples=50)
@given(rest=st.lists(troubles, max_size=6))
def test_whatever_befalls_the_feed_all_is_known_in_the_end(rest: list[tuple[list[Act], str, int]]) -> None:
    asyncio.run(suffer(rest))

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from vbo_tui.simulator.pages import SPARE, Encoder
from vbo_tui.simulator.resources import Resources
from vbo_tui.simulator.versions import VERSIONS
from vbo_tui.simulator.world import SPACING, SimulatedSession, World

NOW = datetime(2026, 9, 24, 14, 3, tzinfo=UTC)
OWN = "https://support.east.local:4443"


class Writer:
    """Writes sessions as v8 does, and counts them."""

    def __init__(self, world: World) -> None:
        self.written = 0
        self._resources = Resources(world, VERSIONS["v8"], OWN)

    def __call__(self, made: SimulatedSession, now: datetime) -> dict[str, object]:
        self.written += 1
        return self._resources.session(made, now)


def test_what_was_kept_is_what_would_be_written_anew() -> None:
    world = World(sessions=60)
    kept = Encoder(Writer(world))
    for minutes in (0, 1, 2, 5, 30, 400, 3):
        now = NOW + timedelta(minutes=minutes)
        told = kept.encode(world.sessions(now), now)
        assert [json.loads(one) for one in told] == [Writer(world)(made, now) for made in world.sessions(now)]
        assert told == Encoder(Writer(world)).encode(World(sessions=60).sessions(now), now)


def test_only_what_is_new_or_changed_is_written_again() -> None:
    world = World(sessions=2_000)
    write = Writer(world)
    kept = Encoder(write)
    kept.encode(world.sessions(NOW), NOW)
    assert write.written == 2_000
    later = NOW + SPACING
    before, after = (
        {(made.id, made.is_working(now), made.verdict(now)) for made in world.sessions(now)}
        for now in (NOW, later)
    )
    kept.encode(world.sessions(later), later)
    assert write.written == 2_000 + len(after - before) < 2_050


def test_a_session_that_was_changed_by_hand_is_written_again() -> None:
    world = World(sessions=60)
    kept = Encoder(Writer(world))
    before = kept.encode(world.sessions(NOW), NOW)
    working = next(made for made in world.sessions(NOW) if made.is_working(NOW))
    assert world.end(working.id, NOW)
    after = kept.encode(world.sessions(NOW), NOW)
    assert sum(one != other for one, other in zip(before, after, strict=True)) == 1


def test_no_sessions_are_nothing() -> None:
    assert Encoder(Writer(World())).encode([], NOW) == []


def test_a_week_of_sessions_that_come_and_go_is_not_kept() -> None:
    world = World(sessions=30)
    kept = Encoder(Writer(world))
    for turn in range(300):
        now = NOW + turn * 20 * SPACING
        kept.encode(world.sessions(now)[:20], now, total=30)
        assert kept.kept <= 30 + SPARE
    assert kept.kept == 30 + SPARE

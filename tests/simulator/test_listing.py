from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from vbo_tui.simulator import v1
from vbo_tui.simulator.listing import Listing
from vbo_tui.simulator.world import SPACING, SimulatedSession, World

NOW = datetime(2026, 9, 24, 14, 3, tzinfo=UTC)
OWN = "https://support.east.local:4443"


class Writer:
    """Writes sessions as v1 does, and counts them."""

    def __init__(self) -> None:
        self.written = 0

    def __call__(self, made: SimulatedSession, now: datetime) -> dict[str, object]:
        self.written += 1
        return v1.session(made, now, OWN)


def test_what_was_kept_is_what_would_be_written_anew() -> None:
    world, kept = World(sessions=60), Listing(Writer())
    for minutes in (0, 1, 2, 5, 30, 400, 3):
        now = NOW + timedelta(minutes=minutes)
        body = kept.encode(world.sessions(now), now)
        assert json.loads(body) == [v1.session(made, now, OWN) for made in world.sessions(now)]
        assert body == Listing(Writer()).encode(World(sessions=60).sessions(now), now)


def test_only_what_is_new_or_changed_is_written_again() -> None:
    world, write = World(sessions=10_000), Writer()
    kept = Listing(write)
    kept.encode(world.sessions(NOW), NOW)
    assert write.written == 10_000
    later = NOW + SPACING
    before, after = (
        {(made.id, made.is_working(now), made.verdict(now)) for made in world.sessions(now)}
        for now in (NOW, later)
    )
    kept.encode(world.sessions(later), later)
    assert write.written == 10_000 + len(after - before) < 10_050


def test_no_sessions_are_an_empty_array() -> None:
    assert Listing(Writer()).encode([], NOW) == b"[]"

"""What happens within a session."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.simulator.asking import NOW, asking, every_paged_version
from vbo_tui.simulator.events import MANY, SimulatedEvent, events_of
from vbo_tui.simulator.resources import timespan
from vbo_tui.simulator.tokens import Tokens
from vbo_tui.simulator.world import ENDLESS_PLAN, SimulatedSession, World

STARTED, COMPLETED = "Restore session started", "Restore session completed"
Told = list[SimulatedEvent]


def lives(world: World, count: int = 150) -> list[SimulatedSession]:
    """Return sessions with the moments of their whole lives, the endless one left out."""
    return [made for made in world.sessions(NOW)[:count] if made.ends is not None]


def moments(made: SimulatedSession) -> list[datetime]:
    """Return moments from a session's start to beyond its end."""
    assert made.ends is not None
    return [made.created + (made.ends - made.created) * tenth / 10 for tenth in range(13)]


def test_the_same_seed_has_the_same_events_and_another_has_others() -> None:
    def told(seed: int) -> list[Told]:
        world = World(seed=seed, sessions=200)
        return [events_of(world, made, NOW) for made in world.sessions(NOW)]

    assert told(3) == told(3)
    assert told(3) != told(4)
    one, other = World(seed=3, sessions=2), World(seed=4, sessions=2)
    ended = one.sessions(NOW)[1]
    assert events_of(one, ended, NOW) != events_of(other, ended, NOW)


def test_events_are_only_added_and_begin_in_order_which_counts_up_from_zero() -> None:
    world = World(sessions=200)
    for made in lives(world):
        before: Told = []
        for now in moments(made):
            events = events_of(world, made, now)
            assert events[: len(before)] == before
            assert [event.order for event in events] == list(range(len(events)))
            starts = [event.starts for event in events]
            assert starts == sorted(starts)
            assert starts[0] == made.created
            assert starts[-1] <= now
            assert all(event.ends <= follower for event, follower in zip(events, starts[1:], strict=False))
            before = events
        assert len({event.id for event in before}) == len(before)


def test_the_end_is_told_when_it_has_come_and_nothing_runs_or_begins_after_it() -> None:
    world = World(sessions=200)
    for made in lives(world):
        for now in moments(made):
            events = events_of(world, made, now)
            titles = [event.title for event in events]
            assert titles.count(STARTED) == 1
            assert titles[0] == STARTED
            assert titles.count(COMPLETED) == (not made.is_working(now))
            if not made.is_working(now):
                assert titles[-1] == COMPLETED
                assert max(event.ends for event in events) == made.ends == events[-1].starts


def test_an_endless_session_has_no_end_event_and_things_happen_in_it() -> None:
    counts = set()
    for seed in range(30):
        world = World(seed=seed, sessions=2)
        endless = world.sessions(NOW)[0]
        assert endless.ends is None
        events = events_of(world, endless, NOW)
        assert min(event.starts for event in events) == endless.created
        assert max(event.ends for event in events) <= endless.created + ENDLESS_PLAN
        titles = [event.title for event in events]
        assert COMPLETED not in titles
        counts.add(len(titles))
    assert len(counts) > 2


@every_paged_version
async def test_an_event_runs_and_then_comes_to_something_for_good(version: str) -> None:
    world = World(sessions=200)
    runs = 0
    async with asking(version, world, tokens=Tokens(lifetime=10**9)) as one:
        made = next(made for made in lives(world) if len(events_of(world, made, NOW)) > 10)
        final: dict[str, dict[str, Any]] = {}
        assert made.ends
        assert made.listed
        for step in range(40):
            one.clock.now = max(made.created + (made.ends - made.created) * step / 38, made.listed)
            told = (await one.read(f"RestoreSessions/{made.id}/Events", limit=50))["results"]
            for event in told:
                if event["status"] == "Running":
                    runs += 1
                    assert event["id"] not in final
                    assert "endTime" not in event
                    continue
                assert final.setdefault(event["id"], event) == event
                assert event["startTime"] <= event["endTime"]
        assert set(final) == {event["id"] for event in told}
    assert runs > 3


def test_a_session_whose_events_failed_says_so_itself() -> None:
    world = World(sessions=400)
    grades = {"Success": 0, "Skipped": 0, "Warning": 1, "Failed": 2}
    bad = 0
    for made in lives(world, 400):
        for now in moments(made):
            worst = max(grades[event.status] for event in events_of(world, made, now) if event.ends <= now)
            assert worst <= grades[made.verdict(now)]
            bad += worst > 0
    assert bad > 100


def test_a_message_says_of_which_item_what_became_of_it() -> None:
    world = World(sessions=400)
    verbs = {"View": "opened", "Save": "saved", "Export": "exported", "Send": "sent", "Restore": "restored"}
    statuses: Counter[str] = Counter()
    for made in world.sessions(NOW):
        for event in events_of(world, made, NOW):
            if event.type == "None":
                assert event.title == event.message
                continue
            statuses[event.status] += 1
            how = {
                "Success": f"was {verbs[event.type]} successfully",
                "Warning": f"was {verbs[event.type]} with warning: ",
                "Failed": f"failed to be {verbs[event.type]}: ",
                "Skipped": "was skipped.",
            }[event.status]
            assert event.message.startswith(f"Item {event.item} {how}")
            where = f"(type: {event.item_type}; source: {event.source}; target: {event.target})"
            assert event.message.endswith(where)
            assert ("successfully" in event.title) is (event.status == "Success")
            assert (event.source == event.target) is (event.type not in ("Save", "Export"))
    assert statuses["Success"] > 10 * statuses["Skipped"] > 0
    assert min(statuses["Warning"], statuses["Failed"]) > 5


def test_a_session_that_is_ended_by_hand_keeps_what_happened_and_cuts_what_runs() -> None:
    for seed in range(20):
        world = World(seed=seed, sessions=60)
        for made in [made for made in world.sessions(NOW) if made.is_working(NOW)]:
            at = NOW if made.ends else made.created + ENDLESS_PLAN / 2
            before = events_of(world, made, at)
            assert world.end(made.id, at)
            ended = world.find(made.id, at)
            assert ended
            after = events_of(world, ended, at + timedelta(hours=2))
            assert [(event.id, event.starts, event.status) for event in after[:-1]] == [
                (event.id, event.starts, event.status) for event in before
            ]
            assert [event.ends for event in after[:-1]] == [min(event.ends, at) for event in before]
            assert (after[-1].title, after[-1].starts, after[-1].order) == (COMPLETED, at, len(before))


def test_a_few_sessions_restore_a_whole_mailbox() -> None:
    world = World(sessions=1500)
    counts = [len(events_of(world, made, NOW)) for made in world.sessions(NOW)]
    assert max(counts) == MANY + 2
    assert 1 <= sum(count > 14 for count in counts) < 15
    assert 2 in counts


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(), "00:00:00"),
        (timedelta(seconds=4, microseconds=488937), "00:00:04.4889370"),
        (timedelta(minutes=9, seconds=6, microseconds=349368), "00:09:06.3493680"),
        (timedelta(days=1, hours=2, minutes=3, seconds=4), "1.02:03:04"),
    ],
)
def test_a_length_of_time_is_printed_as_dotnet_does(length: timedelta, text: str) -> None:
    assert timespan(length) == text

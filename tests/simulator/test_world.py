from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from vbo_tui.simulator.resources import Resources, dotnet
from vbo_tui.simulator.versions import VERSIONS
from vbo_tui.simulator.world import DOCUMENTED, SPACING, World

NOW = datetime(2026, 9, 24, 14, 3, tzinfo=UTC)
OWN = "https://support.east.local:4443"


def told(world: World, now: datetime) -> list[dict[str, object]]:
    resources = Resources(world, VERSIONS["v1"], OWN)
    return [resources.session(made, now) for made in world.sessions(now)]


def test_the_same_seed_and_time_are_the_same_answer() -> None:
    assert told(World(seed=3, sessions=50), NOW) == told(World(seed=3, sessions=50), NOW)
    assert told(World(seed=3, sessions=50), NOW) != told(World(seed=4, sessions=50), NOW)


def test_the_state_follows_from_the_time_alone_not_from_what_was_asked_before() -> None:
    asked_often = World(sessions=50)
    for minutes in range(0, 600, 7):
        told(asked_often, NOW + timedelta(minutes=minutes))
    assert told(asked_often, NOW) == told(World(sessions=50), NOW)


@pytest.mark.parametrize("count", [2, 3, 30, 480])
def test_there_are_as_many_sessions_as_wanted_at_every_moment_each_once(count: int) -> None:
    world = World(sessions=count)
    for hours in range(0, 48, 5):
        ids = [made.id for made in world.sessions(NOW + timedelta(hours=hours))]
        assert len(ids) == len(set(ids)) == count


def test_new_ones_come_old_ones_go_and_the_documented_two_stay() -> None:
    world = World(sessions=30)
    before = [made.id for made in world.sessions(NOW)]
    after = [made.id for made in world.sessions(NOW + 3 * SPACING)]
    assert after[3:-2] == before[:-5]
    assert after[-2:] == before[-2:] == [made.id for made in reversed(DOCUMENTED)]


def test_they_are_newest_first_and_none_starts_in_the_future() -> None:
    starts = [made.created for made in World(sessions=200).sessions(NOW)]
    assert starts == sorted(starts, reverse=True)
    assert starts[0] <= NOW


def test_a_session_works_ends_for_good_and_its_verdict_only_worsens() -> None:
    grades = {"Success": 0, "Warning": 1, "Failed": 2}
    for made in list(World(sessions=200).sessions(NOW))[:-2]:
        assert made.ends is not None
        moments = [made.created + (made.ends - made.created) * tenth / 10 for tenth in range(13)]
        working = [made.is_working(moment) for moment in moments]
        verdicts = [grades[made.verdict(moment)] for moment in moments]
        assert working == sorted(working, reverse=True)
        assert working[0]
        assert not working[-1]
        assert verdicts == sorted(verdicts)
        assert made.verdict(moments[-1]) == made.result


def test_every_result_and_some_work_in_progress_is_there() -> None:
    made = list(World(sessions=480).sessions(NOW))
    assert {one.result for one in made} == {"Success", "Warning", "Failed"}
    assert 3 < sum(one.is_working(NOW) for one in made) < 60


def test_a_hundred_thousand_sessions_are_made_once_not_for_every_answer() -> None:
    world = World(sessions=100_000)
    made = {one.id: one for one in world.sessions(NOW)}
    again = {one.id: one for one in world.sessions(NOW + 10 * SPACING)}
    assert sum(again[key] is made[key] for key in made.keys() & again.keys()) == 100_000 - 10


def test_the_organization_of_a_session_opens_while_it_works_and_for_six_hours_after() -> None:
    made = World(sessions=200).sessions(NOW)[50]
    assert made.ends is not None
    for moment, opens in (
        (made.created, True),
        (made.ends, True),
        (made.ends + timedelta(hours=6, seconds=-1), True),
        (made.ends + timedelta(hours=6), False),
        (made.ends + timedelta(days=9), False),
    ):
        assert made.opens_organization(moment) is opens
    endless = World(sessions=2).sessions(NOW)[0]
    assert endless.opens_organization(NOW)


def test_what_is_restored_is_older_than_the_session_and_only_the_portal_has_scope_and_reason() -> None:
    made = World(sessions=400).sessions(NOW)
    assert all(one.point_in_time < one.created for one in made)
    assert 40 < sum(bool(one.scope) for one in made) < 160
    assert {bool(one.scope) for one in made if one.reason} == {True}
    assert {bool(one.reason) for one in made if one.scope} == {True, False}


def test_a_sessions_version_grows_with_every_change_of_its_own_and_no_other() -> None:
    world = World(sessions=60)
    mine, other = [made for made in world.sessions(NOW) if made.is_working(NOW)][:2]
    before = world.version(mine, NOW)
    assert world.end(other.id, NOW)
    assert world.version(mine, NOW) == before
    assert world.end(mine.id, NOW)
    ended = world.find(mine.id, NOW)
    assert ended is not None
    assert world.version(ended, NOW) > before
    assert not world.end(mine.id, NOW)
    assert not world.end("made up", NOW)
    assert world.mark() == 2
    world.put(ended, NOW)
    assert world.version(ended, NOW) > world.version(ended, NOW - timedelta(days=1)) > before


@pytest.mark.parametrize(
    ("microsecond", "tick", "text"),
    [
        (0, 0, "2017-06-29T07:42:21Z"),
        (190000, 0, "2017-06-29T07:42:21.19Z"),
        (191694, 0, "2017-06-29T07:42:21.191694Z"),
        (353283, 3, "2017-06-29T07:42:21.3532833Z"),
        (0, 1, "2017-06-29T07:42:21.0000001Z"),
    ],
)
def test_a_time_is_printed_as_dotnet_does_without_trailing_zeros(
    microsecond: int, tick: int, text: str
) -> None:
    assert dotnet(datetime(2017, 6, 29, 7, 42, 21, microsecond, UTC), tick) == text


def test_times_come_with_seven_digits_and_with_fewer() -> None:
    times = [str(item["creationTime"]) for item in told(World(sessions=200), NOW)[:-2]]
    digits = {len(text.rstrip("Z").partition(".")[2]) for text in times}
    assert 7 in digits
    assert digits & set(range(7))

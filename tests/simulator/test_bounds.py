"""What a server that is left on for weeks remembers has an end."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from vbo_tui.simulator import world as world_module
from vbo_tui.simulator.world import DOCUMENTED, LONGEST_LIFE, SPACING, World

NOW = datetime(2026, 9, 24, 14, 3, tzinfo=UTC)
MOST = 5


def test_a_week_of_sessions_that_come_and_go_is_not_remembered() -> None:
    world = World(sessions=30)
    for turn in range(0, 7 * 2880, 40):
        world.sessions(NOW + turn * SPACING)
        assert len(world._known) <= 30 + LONGEST_LIFE
        assert len(world._by_id) == 30


def test_changes_made_by_hand_are_not_remembered_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world_module, "MOST_BY_HAND", MOST)
    world = World(sessions=30)
    for number, made in enumerate(list(world.sessions(NOW)[:-2]), start=1):
        mark = world.mark()
        world.remove(made.id, NOW)
        assert world.mark() == number
        assert [change.id for change in world.changes(NOW, mark, NOW)] == [made.id]
        assert len(world._log) == len(world._by_hand) == min(number, MOST)
    assert len(world.sessions(NOW)) == 30 - MOST


def test_of_a_session_changed_often_the_last_change_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world_module, "MOST_BY_HAND", MOST)
    world = World(sessions=30)
    for _ in range(3 * MOST):
        world.put(DOCUMENTED[0], NOW)
    assert list(world._by_hand) == [DOCUMENTED[0].id]
    assert world.mark() == 3 * MOST

"""What the terminal scrolled by itself is what painting everything anew would show."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.terminal.pseudo import Terminal
from tests.terminal.test_monitor import PASSWORD, monitor
from vbo_tui.simulator.serve import Simulator
from vbo_tui.simulator.world import World

WAYS = ["j", "k", "down", "up", "ctrl+d", "ctrl+u", "pagedown", "pageup", "g", "G", "I", "A", "t"]


NOW = datetime(2026, 9, 24, 14, 3, tzinfo=UTC)


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """Two hundred sessions that stay as they are."""
    with Simulator(World(sessions=200, types=("Vex",)), api=("v1",), now=lambda: NOW) as server:
        yield server


LENGTH = re.compile(r"\b\d+[smhdy]\d*[smhd]?(?: ago)?\b *")
"""A duration or an age: they grow with the seconds."""


def screen(terminal: Terminal) -> list[tuple[str, list[object]]]:
    """Return what the rows say, but for lengths of time, and how each cell looks."""
    rows = range(len(terminal.lines) - 2)
    looks: list[list[object]] = [[cell._replace(data="") for cell in terminal.row_style(row)] for row in rows]
    return list(zip([LENGTH.sub("#", terminal.lines[row]) for row in rows], looks, strict=True))


def painted_anew(terminal: Terminal, columns: int, rows: int) -> None:
    """Make the program paint everything again, in the same size."""
    for width in (columns - 1, columns):
        before = len(terminal.written)
        terminal.resize(width, rows)
        terminal.until(lambda before=before: len(terminal.written) - before > columns * (rows - 4))  # type: ignore[misc]
        terminal.settle()


def behind_another_screen(terminal: Terminal) -> list[tuple[str, list[object]]]:
    """Return what is seen when the help was opened over the table, and closed again."""
    terminal.press("?")
    terminal.until(lambda: "\u250c" in terminal.text)  # the corner of its frame
    terminal.press("escape")
    terminal.until(lambda: "\u250c" not in terminal.text)
    terminal.settle()
    return screen(terminal)


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (45, 12), (119, 40)])
def test_whatever_way_the_page_moves(simulator: Simulator, columns: int, rows: int) -> None:
    ways = random.Random(f"{columns}x{rows}")
    with Terminal(monitor(simulator), columns=columns, rows=rows, env=PASSWORD) as terminal:
        terminal.shows(r"^LIVE")
        for _ in range(5):
            for key in ways.choices(WAYS, k=6):
                terminal.press(key)
                terminal.settle()
            seen = screen(terminal)
            assert behind_another_screen(terminal) == seen
            painted_anew(terminal, columns, rows)
            now = screen(terminal)
            assert [text for text, _ in now] == [text for text, _ in seen]
            assert now == seen


def test_a_page_that_moves_by_a_line_costs_two_lines(simulator: Simulator) -> None:
    with Terminal(monitor(simulator), env=PASSWORD) as terminal:
        terminal.shows(r"^LIVE")
        for _ in range(25):
            terminal.press("j")
            terminal.settle()
        costs = []
        for key in ["j"] * 9 + ["k"] * 29 + ["k"] * 9:
            before = len(terminal.written)
            terminal.press(key)
            terminal.settle()
            costs.append(len(terminal.written) - before)
        assert max(costs[:9]) < 600
        assert sorted(costs[-9:])[4] < 600


def test_a_session_that_comes_or_goes_moves_the_others_and_costs_a_line(simulator: Simulator) -> None:
    world = simulator.service.world
    with Terminal(monitor(simulator), env=PASSWORD) as terminal:
        terminal.shows(r"^LIVE")
        terminal.settle()
        costs = []
        for number in range(6):
            before = len(terminal.written)
            made = replace(world.sessions(NOW)[5], id=f"{number:08}-de9a-4a90-8118-093b6cb2c4fc", created=NOW)
            world.put(made, NOW)
            terminal.press("r")
            terminal.shows(rf"{made.id[:20]}")
            terminal.settle()
            costs.append(len(terminal.written) - before)
            seen = screen(terminal)
            painted_anew(terminal, 80, 24)
            assert screen(terminal) == seen
        for gone in [session.id for session in world.sessions(NOW)[2:8:2]]:
            world.remove(gone, NOW)
            terminal.press("r")
            terminal.until(lambda gone=gone: gone[:20] not in terminal.text)  # type: ignore[misc]
            terminal.settle()
            seen = screen(terminal)
            painted_anew(terminal, 80, 24)
            assert screen(terminal) == seen
        assert sorted(costs)[2] < 900

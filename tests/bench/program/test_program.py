"""What the figures rest on: the screen that is read, and which frame answers which key."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.bench.program.latency import NUMBERED, Press, p95, painted
from tests.bench.program.screen import Frame, Screen, frames
from tests.bench.program.steady import WORKING, SteadyWorld
from tests.bench.program.typist import COLUMNS, Heard

NOW = datetime(2026, 9, 24, 14, 3, tzinfo=UTC)


def test_a_screen_shows_what_was_written_where() -> None:
    screen = Screen()
    screen.feed("\x1b[2;3H\x1b[1;31;49mab\x1b[0m北c\x1b]22;default\x07\r\n\x1b[?25lnext")
    assert screen.lines[1].startswith("  ab北c")
    assert screen.lines[2].startswith("next")


def test_lines_move_within_their_part_of_the_screen() -> None:
    screen = Screen()
    screen.feed("".join(f"\x1b[{row};1H{row}" for row in range(1, 7)))
    screen.feed("\x1b[2;5r\x1b[2H\x1b[1M\x1b[r")
    assert [line.strip() for line in screen.lines[:6]] == ["1", "3", "4", "5", "", "6"]
    screen.feed("\x1b[2;5r\x1b[2H\x1b[2L\x1b[r")
    assert [line.strip() for line in screen.lines[:6]] == ["1", "", "", "3", "4", "6"]


def test_only_a_row_that_is_lit_from_end_to_end_is_the_cursor() -> None:
    screen = Screen()
    screen.feed("\x1b[1;1H\x1b[7m#1 \x1b[0mrest\x1b[2;1H\x1b[30;47m" + "#2".ljust(COLUMNS) + "\x1b[0m")
    assert [row.strip() for row in screen.lit] == ["#2"]


def test_a_frame_counts_from_its_last_byte() -> None:
    row = f"\x1b[1;1H\x1b[47m{'#7'.ljust(COLUMNS)}\x1b[0m"
    heard = [Heard(1.0, row.encode()), Heard(2.0, b"\x1b[?20"), Heard(3.0, b"26l")]
    [frame] = frames(heard, is_row=NUMBERED)
    assert frame.at == 3.0
    assert [row.strip() for row in frame.lit] == ["#7"]


def test_a_key_is_painted_when_the_cursor_is_where_it_led() -> None:
    presses = [Press(at, row, counts=True) for at, row in ((1.0, 1), (1.1, 2), (1.2, 1), (1.3, 0))]
    shown = [_frame(at, row) for at, row in ((0.9, 0), (1.05, 0), (1.15, 2), (1.25, 2), (1.4, 0))]
    assert painted(presses, shown, lambda line: int(line)) == dict(
        zip(presses, (1.15, 1.15, 1.4, 1.4), strict=True)
    )


def test_a_frame_from_before_a_key_does_not_answer_it() -> None:
    late = Press(2.0, 5, counts=True)
    assert painted([late], [_frame(1.9, 5), _frame(2.1, 4)], lambda line: int(line)) == {}


def _frame(at: float, row: int) -> Frame:
    return Frame(at, (), (str(row),))


def test_the_95th_percentile_is_one_of_the_values() -> None:
    assert p95(range(1, 101)) == 95
    assert p95([]) == 0


def test_a_steady_world_changes_only_when_asked() -> None:
    world = SteadyWorld(200, NOW)
    before = list(world.sessions(NOW))
    assert sum(made.is_working(NOW) for made in before) == WORKING + 1, (
        "and the documented one that never ends"
    )
    mark = world.mark()
    count = world.churn(0.05, NOW, told=True)
    after = world.sessions(NOW)
    changed = [new.id for old, new in zip(before, after, strict=True) if old != new]
    assert count == len(changed) == 10
    assert [change.id for change in world.changes(NOW, mark, NOW)] == changed
    assert world.version(after[-1], NOW) == 1
    assert {world.version(made, NOW) for made in after if made.id in changed} == {2}

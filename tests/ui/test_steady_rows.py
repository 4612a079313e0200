"""Rows do not move under a cursor that moves; two seconds later they are where they belong."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from tests.ui.test_session_table import NOON, TableApp, chosen, session, some
from vbo_tui.model.filter import Filter
from vbo_tui.model.query import Order, SortKey
from vbo_tui.model.session import Session
from vbo_tui.ui.widgets.session_table import QUIET


def working(count: int) -> list[Session]:
    return [session(number, state="Working", ended=None) for number in range(count)]


def over(one: Session) -> Session:
    return msgspec.structs.replace(one, state="Stopped", result="Failed", ended=NOON)


def words(app: TableApp) -> list[str]:
    """What the rows say of how their sessions stand, and which these are."""
    return [f"{line[1:6].strip()} {line[-9:].strip()}" for line in app.lines[1:] if line]


def numbers(app: TableApp) -> list[int]:
    """Which session is in which row."""
    rows = (app.table.get_row_at(row)[-1].plain for row in range(app.table.row_count))
    return [int(text.removeprefix("-")[:4]) for text in rows]


async def test_a_session_that_ends_is_shown_so_at_once_and_goes_to_its_place_when_all_is_quiet() -> None:
    app = TableApp(working(6))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j", "j")
        before = numbers(app)
        app.show([over(one) if number in (0, 2) else one for number, one in enumerate(working(6))])
        await pilot.pause()
        assert numbers(app) == before
        assert [line[1:5] for line in app.lines[1:4]] == ["FAIL", "RUN ", "FAIL"]
        assert app.table.is_sorting, "the rows are not in the order that is told"
        app.seconds += QUIET - 0.1
        assert not app.table.settle()
        assert numbers(app) == before
        app.seconds += 0.1
        assert app.table.settle()
        assert numbers(app) == [1, 3, 4, 5, 0, 2]
        assert not app.table.is_sorting
        assert chosen(app).id == session(2).id


async def test_each_move_of_the_cursor_begins_the_two_seconds_anew() -> None:
    app = TableApp(working(6))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j")
        app.show([over(working(6)[0]), *working(6)[1:]])
        app.seconds += QUIET - 0.1
        await pilot.press("j")
        app.seconds += QUIET - 0.1
        assert not app.table.settle()
        app.seconds += 0.1
        assert app.table.settle()


async def test_where_nobody_moves_the_cursor_rows_are_in_their_places_at_once() -> None:
    app = TableApp(working(6))
    async with app.run_test(size=(80, 24)):
        app.show([over(working(6)[0]), *working(6)[1:]])
        assert numbers(app) == [1, 2, 3, 4, 5, 0]
        assert not app.table.settle()


async def test_an_answer_after_the_two_seconds_moves_its_rows_at_once() -> None:
    app = TableApp(working(6))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j")
        app.seconds += QUIET
        app.show([over(working(6)[0]), *working(6)[1:]])
        assert numbers(app) == [1, 2, 3, 4, 5, 0]


async def test_what_the_user_asks_for_is_done_at_once() -> None:
    app = TableApp(working(6))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j")
        app.show([over(working(6)[0]), *working(6)[1:]])
        app.table.order = Order(SortKey.STATE, reverse=False)
        assert numbers(app) == [1, 2, 3, 4, 5, 0]
        assert not app.table.is_sorting
        app.show([over(one) for one in working(6)])
        app.table.filter = Filter.parse("run")
        assert app.table.row_count == 0
        assert not app.table.is_sorting


async def test_a_row_that_the_filter_no_longer_lets_through_stays_for_two_seconds() -> None:
    app = TableApp(working(6))
    async with app.run_test(size=(80, 24)) as pilot:
        app.table.filter = Filter.parse("working")
        await pilot.press("j")
        app.show([over(working(6)[0]), *working(6)[1:]])
        assert numbers(app) == [0, 1, 2, 3, 4, 5]
        app.seconds += QUIET
        app.table.settle()
        assert numbers(app) == [1, 2, 3, 4, 5]


async def test_no_line_moves_when_sessions_come_in_above_a_cursor_that_moves() -> None:
    app = TableApp(some(100))
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.press("j", "j")
        await pilot.pause()
        before = app.lines
        for count in (1, 2, 3):
            app.show([*(session(-number) for number in range(1, count + 1)), *some(100)])
        await pilot.pause()
        assert app.lines == before
        app.seconds += QUIET
        app.show([session(-4), *app.shown.sessions.values()])
        await pilot.pause()
        assert app.table.scroll_y == 0, "what came in is seen when all is quiet"
        assert [line[:5] for line in app.lines[1:5]] == ["+OK  "] * 4
        assert chosen(app) == session(2)


async def test_a_page_that_the_user_moved_stays_where_it_is() -> None:
    app = TableApp(some(100))
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.press("j", "j")
        app.show([session(-1), *some(100)])
        await pilot.press("ctrl+d")
        app.seconds += QUIET
        await pilot.pause()
        before = app.lines
        app.show([session(-2), session(-1), *some(100)])
        await pilot.pause()
        assert app.lines == before


async def test_back_at_the_first_row_new_ones_are_seen_again() -> None:
    app = TableApp(some(100))
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.press("j")
        app.show([session(-1), *some(100)])
        await pilot.press("g")
        app.seconds += QUIET
        app.show([session(-2), session(-1), *some(100)])
        await pilot.pause()
        assert app.table.scroll_y == 0


async def test_a_session_becomes_stuck_by_the_clock_and_says_so_where_it_now_is() -> None:
    lasted = {
        "created": NOON - timedelta(hours=9),
        "ended": NOON - timedelta(hours=9) + timedelta(minutes=20),
    }
    usual = [session(number, **lasted) for number in range(50, 56)]
    app = TableApp([*working(3), *usual])
    async with app.run_test(size=(80, 24)) as pilot:
        assert (app.table.counts().stuck, numbers(app)[:3]) == (0, [0, 1, 2])
        app.table.tick(NOON + timedelta(minutes=58))
        await pilot.pause()
        assert (app.table.counts().stuck, numbers(app)[:3]) == (1, [2, 0, 1])
        assert [line[1:6] for line in app.lines[1:4]] == ["RUN! ", "RUN  ", "RUN  "]
        assert app.table.counts().running == 3
        assert not any("reverse" in str(cell.style) for cell in app.table.get_row_at(0)), (
            "no news of the server"
        )
        assert app.table.usual(session(2)) == (timedelta(minutes=20), 6)
        assert app.table.usual(session(1)) is None
        app.table.tick(NOON)
        assert (app.table.counts().stuck, numbers(app)[:3]) == (0, [0, 1, 2])


async def test_an_answer_that_tells_of_quicker_ones_makes_a_session_stuck_at_once() -> None:
    def lasted(minutes: int, first: int, count: int) -> list[Session]:
        began = NOON - timedelta(hours=9)
        fields = {"created": began, "ended": began + timedelta(minutes=minutes)}
        return [session(number, **fields) for number in range(first, first + count)]

    slow = session(30, state="Working", ended=None)
    app = TableApp([session(1, state="Working", ended=None), slow, *lasted(20, 50, 6)])
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert [line[1:6] for line in app.lines[1:3]] == ["RUN  ", "RUN  "]
        app.show([*app.shown.sessions.values(), *lasted(2, 70, 9)])
        assert (app.table.counts().stuck, numbers(app)[:2]) == (1, [30, 1])
        await pilot.pause()
        assert [line[1:6] for line in app.lines[1:3]] == ["RUN! ", "RUN  "]


async def test_a_tick_that_makes_nothing_stuck_paints_nothing() -> None:
    app = TableApp(
        [*(session(number, state="Working", ended=None, created=None) for number in range(3)), *some(9)]
    )
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.table.painted.clear()
        app.table.tick(NOON + timedelta(hours=30))
        assert app.table.painted == []


async def test_a_wide_table_shows_more_and_goes_back() -> None:
    app = TableApp(some(5))
    async with app.run_test(size=(80, 24)) as pilot:
        usual = app.table.column_names
        app.table.wide = True
        await pilot.pause()
        assert set(usual) < set(app.table.column_names)
        assert "Org" in app.lines[0]
        app.table.wide = False
        assert app.table.column_names == usual

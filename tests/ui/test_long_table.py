"""A table too long to be sorted or searched between two keys: it is done little by little, and truly."""

from __future__ import annotations

from textual.pilot import Pilot

from tests.ui.test_session_table import TableApp, failed, session
from vbo_tui.model.filter import Filter
from vbo_tui.model.held import Held
from vbo_tui.model.query import Order, SortKey
from vbo_tui.model.snapshot import Delta, Snapshot
from vbo_tui.ui.widgets.session_table import AT_ONCE

COUNT = 3 * AT_ONCE


def app_of_many() -> TableApp:
    return TableApp(session(number, type="Vex" if number % 3 else "Vet") for number in range(COUNT))


async def settled(pilot: Pilot[None], app: TableApp) -> None:
    """Wait until nothing is sorted or searched any more."""
    for _ in range(2000):
        if not (app.table.is_sorting or app.table.is_sifting):
            return
        await pilot.pause()
    raise AssertionError("it never came to its end")


async def test_a_filter_shows_what_it_found_at_once_and_then_the_rest() -> None:
    app = app_of_many()
    async with app.run_test(size=(80, 24)) as pilot:
        app.table.filter = Filter.parse("teams")
        assert app.table.is_sifting
        assert 24 < app.table.row_count < COUNT // 3
        first = app.table.chosen
        await settled(pilot, app)
        assert app.table.row_count == COUNT // 3
        assert app.table.chosen is first
        app.table.filter = Filter()
        assert app.table.row_count == COUNT
        assert app.table.chosen is first


async def test_letters_typed_faster_than_they_are_searched_end_with_the_last_one() -> None:
    app = app_of_many()
    async with app.run_test(size=(80, 24)) as pilot:
        for text in ("t", "te", "tea", "teamx", "teams", "excha"):
            app.table.filter = Filter.parse(text)
        await settled(pilot, app)
        assert app.table.row_count == COUNT - COUNT // 3


async def test_a_new_order_stands_when_it_is_ready_and_the_cursor_stays_on_its_session() -> None:
    app = app_of_many()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j", "j", "j")
        chosen = app.table.chosen
        before = [app.table.source.key(row) for row in range(30)]
        app.table.order = Order(SortKey.ID, reverse=True)
        assert app.table.is_sorting
        assert [app.table.source.key(row) for row in range(30)] == before
        await settled(pilot, app)
        keys = [app.table.source.key(row) for row in range(COUNT)]
        assert keys == sorted(keys, reverse=True)
        assert app.table.chosen is chosen


async def test_news_that_come_meanwhile_are_neither_lost_nor_shown_twice() -> None:
    app = app_of_many()
    async with app.run_test(size=(80, 24)) as pilot:
        app.table.filter = Filter.parse("fail")
        app.table.order = Order(SortKey.ID, reverse=False)
        held = Held(app.first)
        bad = [failed(app.first[number]) for number in (1, AT_ONCE + 1, COUNT - 1)]
        gone = [app.first[COUNT - 1].id]
        app.table.show(
            Snapshot(app.shown.revision + 1, held.after(bad[:2], gone)),
            Delta(app.shown.revision, (), tuple(bad[:2]), tuple(gone)),
        )
        await settled(pilot, app)
        rows = [app.table.source.key(row) for row in range(app.table.row_count)]
        assert [row.split("/")[1] for row in rows] == sorted(one.id for one in bad[:2])
        assert app.table.total_count == COUNT - 1

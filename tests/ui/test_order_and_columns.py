"""The order and the columns of the table, as keys and settings have them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from tests.monitor.metronome import Metronome
from tests.monitor.scripted import NOON, ScriptedServer
from tests.ui.newer import NewerServer, listed, named, on_stage
from tests.ui.stage import Stage, until
from vbo_tui.model.document import Document
from vbo_tui.model.links import Rel
from vbo_tui.model.query import Order, SortKey
from vbo_tui.model.session import Session
from vbo_tui.profiles.settings import ColumnChoice, Settings
from vbo_tui.profiles.views import Views
from vbo_tui.ui.widgets.session_table import QUIET

WORKING = [named(number, client_host=f"host{number % 3}") for number in range(1, 6)]
LASTED = timedelta(minutes=20)
ENDED = [
    named(
        number,
        state="Stopped",
        created=NOON - timedelta(hours=number),
        ended=NOON - timedelta(hours=number) + LASTED,
    )
    for number in range(10, 16)
]


def over(one: Session) -> Session:
    return msgspec.structs.replace(one, state="Stopped", ended=NOON)


def numbers(stage: Stage) -> list[int]:
    """Which session is in which row."""
    return [int(stage.table.source.key(row)[-3:]) for row in range(stage.table.row_count)]


async def test_running_sessions_come_first_and_a_key_comes_back_to_that(tmp_path: Path) -> None:
    stage = on_stage(tmp_path, NewerServer("v8", [over(WORKING[0]), *WORKING[1:]]))
    async with stage.app.run_test(size=(120, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 5)
        assert numbers(stage) == [2, 3, 4, 5, 1]
        assert "sort running first" in stage.status
        assert stage.printed[0].startswith(" St v")
        await pilot.press("A")
        await until(pilot, lambda: numbers(stage) == [1, 2, 3, 4, 5])
        await pilot.press("R")
        await until(pilot, lambda: numbers(stage) == [2, 3, 4, 5, 1])
        await pilot.press("R")
        await until(pilot, lambda: numbers(stage) == [1, 5, 4, 3, 2])
        assert "sort running last" in stage.status


@pytest.mark.parametrize("order", ["client-host", "scope", "details", "reason"])
async def test_what_has_no_key_is_sorted_by_from_the_palette_where_the_server_sends_it(
    tmp_path: Path, order: str
) -> None:
    field = order.replace("-", "_")
    told = [msgspec.structs.replace(one, **{field: f"{n * 3 % 5}"}) for n, one in enumerate(WORKING)]
    for version, is_there in (("v8", True), ("v1", False)):
        stage = on_stage(tmp_path, NewerServer(version, told))
        async with stage.app.run_test(size=(160, 24)) as pilot:
            await until(pilot, lambda stage=stage: stage.table.row_count == 5)  # type: ignore[misc]
            await pilot.press("colon", *f"sort {order}", "enter")
            if is_there:
                await until(pilot, lambda stage=stage: stage.table.order != Order())  # type: ignore[misc]
                assert numbers(stage) == [1, 3, 5, 2, 4]
                assert f"sort {order}" in stage.status
            else:
                await pilot.pause()
                assert stage.table.order == Order()


async def test_a_row_stays_where_it_is_until_the_cursor_has_been_still_for_two_seconds(
    tmp_path: Path,
) -> None:
    stage = on_stage(tmp_path, ScriptedServer(WORKING, [over(WORKING[0]), *WORKING[1:]]))
    async with stage.app.run_test(size=(100, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 5)
        stage.clock.advance(9)
        await pilot.press("j", "j")
        stage.clock.advance(1)
        await until(pilot, lambda: stage.screen.view.shown.revision == 2)
        assert numbers(stage) == [1, 2, 3, 4, 5]
        assert [line.split()[0] for line in stage.printed[1:3]] == ["*OK", "RUN"]
        assert "sorting by running first" in stage.status
        stage.clock.advance(QUIET - 1.1)
        stage.screen.tick()
        assert numbers(stage) == [1, 2, 3, 4, 5]
        stage.clock.advance(0.2)
        stage.screen.tick()
        assert numbers(stage) == [2, 3, 4, 5, 1]
        assert "sort running first" in stage.status
        assert stage.table.chosen is not None
        assert stage.table.chosen.id == WORKING[2].id


async def test_a_stuck_session_is_counted_first_and_explained(tmp_path: Path) -> None:
    server = NewerServer("v8", [*WORKING, *ENDED])
    server.documents = {
        (WORKING[4].id, "self"): Document(Rel.SELF, WORKING[4], b"{}", "/v8/RestoreSessions/x")
    }
    stage = on_stage(tmp_path, server)
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 11)
        assert "stuck" not in stage.title
        stage.clock.advance(55 * 60)
        stage.screen.tick()
        await until(pilot, lambda: "5 run  1 stuck" in stage.title)
        assert numbers(stage)[:5] == [5, 1, 2, 3, 4]
        assert stage.printed[1].split()[0] == "RUN!"
        assert stage.printed[2].split()[0] == "RUN"
        await pilot.press("g", "enter")
        await until(pilot, lambda: "RUN!  state Working" in listed(stage))
        assert "runs 1h00m; Exchange sessions usually take 20m00s (median of 6)" in listed(stage)


@pytest.mark.parametrize("typed", ["state:stuck", "status:stuck", "state:~^stuck$"])
async def test_a_filter_finds_what_is_stuck_and_takes_in_what_becomes_so(tmp_path: Path, typed: str) -> None:
    stage = on_stage(tmp_path, NewerServer("v8", [*WORKING, *ENDED]))
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 11)
        await pilot.press("slash", *typed, "enter")
        await until(pilot, lambda: stage.table.row_count == 0)
        stage.clock.advance(55 * 60)
        stage.screen.tick()
        assert numbers(stage) == [5]
        stage.clock.advance(60)
        stage.screen.tick()
        assert numbers(stage) == [4, 5]


async def test_where_it_is_not_known_what_is_usual_the_detail_says_that(tmp_path: Path) -> None:
    server = NewerServer("v8", WORKING[:1])
    server.documents = {
        (WORKING[0].id, "self"): Document(Rel.SELF, WORKING[0], b"{}", "/v8/RestoreSessions/x")
    }
    stage = on_stage(tmp_path, server)
    async with stage.app.run_test(size=(120, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 1)
        stage.clock.advance(24 * 3600)
        stage.screen.tick()
        await pilot.press("enter")
        sentence = "runs 1d00h; too few Exchange sessions have ended to say how long they take (0)"
        await until(pilot, lambda: sentence in listed(stage))


async def test_w_shows_more_columns_and_is_remembered(tmp_path: Path) -> None:
    views = Views(tmp_path / "state.toml")
    stage = Stage(tmp_path, NewerServer("v8", WORKING), clock=Metronome(now=NOON), views=views)
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 5)
        assert "host1" not in stage.printed[1]
        await pilot.press("w")
        await until(pilot, lambda: "host1" in stage.printed[1])
        assert "Client" in stage.printed[0]
    again = Stage(
        tmp_path, NewerServer("v8", WORKING), clock=Metronome(now=NOON), views=Views(tmp_path / "state.toml")
    )
    async with again.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: again.table.row_count == 5 and "host1" in again.printed[1])
        await pilot.press("w")
        await until(pilot, lambda: "host1" not in again.printed[1])


async def test_where_no_other_column_finds_room_w_says_so(tmp_path: Path) -> None:
    stage = on_stage(tmp_path, NewerServer("v8", WORKING))
    async with stage.app.run_test(size=(30, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 5)
        await pilot.press("w")
        await until(pilot, lambda: stage.screen.note == "no other column finds room here")


async def test_the_settings_say_which_columns_there_are_and_in_which_order(tmp_path: Path) -> None:
    columns = tuple(
        ColumnChoice(*one) for one in [("name", 12), ("status", None), ("client-host", None), ("id", 9)]
    )
    wanted = Settings(columns=columns, sort="-started")
    for version, expected in (("v8", "mark name status client-host id"), ("v1", "mark status id")):
        server = NewerServer(version, WORKING)
        stage = Stage(tmp_path, server, clock=Metronome(now=NOON), settings=wanted)
        async with stage.app.run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda stage=stage: stage.table.row_count == 5)  # type: ignore[misc]
            assert stage.table.column_names == expected.split()
            assert stage.table.order == Order(SortKey.STARTED, reverse=False)
            assert numbers(stage) == [5, 4, 3, 2, 1]
    wide = replace(wanted, wide=True)
    stage = Stage(tmp_path, NewerServer("v8", WORKING), clock=Metronome(now=NOON), settings=wide)
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 5)
        assert len(stage.table.column_names) > 5

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from tests.monitor.scripted import NOON
from tests.ui.newer import NewerServer, footer, helped, named, offer, on_stage
from tests.ui.stage import until
from vbo_tui.api.dialect import DIALECTS
from vbo_tui.model.query import Order, SortKey
from vbo_tui.ui.columns import EVERY, View, layout, title
from vbo_tui.ui.format import TimeMode

V2_TO_V5 = ("v2", "v3", "v4", "v5")
V6_TO_V8 = ("v6", "v7", "v8")
NAMED = (*V2_TO_V5, *V6_TO_V8)


def keys(width: int, version: str) -> list[str]:
    return [slot.column.key for slot in layout(width, offered=DIALECTS[version].fields)]


@pytest.mark.parametrize("version", NAMED)
@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (30, "mark status age name"),
        (44, "mark status age name"),
        (45, "mark status type age duration name"),
        (69, "mark status type age duration name"),
        (70, "mark status type started duration name organization"),
        (109, "mark status type started duration name organization"),
        (110, "mark status type started duration name organization initiated-by"),
        (139, "mark status type started duration name organization initiated-by"),
        (140, "mark status type started ended duration name organization initiated-by {}"),
        (189, "mark status type started ended duration name organization initiated-by {}"),
        (190, "mark status type started ended duration name organization initiated-by {}"),
    ],
)
def test_the_width_and_the_version_decide_which_columns_there_are(
    width: int, expected: str, version: str
) -> None:
    wide = width >= 190
    of_the_portal = "client-host scope details reason" if wide else "client-host reason"
    more = of_the_portal if version in V6_TO_V8 else "details" if wide else ""
    assert keys(width, version) == expected.format(more).split()


@pytest.mark.parametrize("width", range(1, 221))
def test_columns_fill_exactly_the_room_and_none_lies_over_another(width: int) -> None:
    for dialect in DIALECTS.values():
        for room in (width, width - 1):
            slots = layout(width, room, dialect.fields)
            assert sum(slot.width + slot.gap for slot in slots) == room
            assert all(slot.width >= 1 and slot.gap >= 0 for slot in slots)
            assert all(one.gap >= 1 or one.column.key == "mark" for one, _ in pairwise(slots))
            assert len({slot.column.key for slot in slots}) == len(slots)


@pytest.mark.parametrize("width", range(45, 221))
def test_only_the_last_column_may_be_narrower_than_it_would_be_and_its_title_fits(width: int) -> None:
    for version in NAMED:
        slots = layout(width, width - 1, DIALECTS[version].fields)
        assert all(slot.width >= slot.column.width for slot in slots[:-1])
        assert slots[-1].width >= min(slots[-1].column.width, 10)
        for slot in slots:
            for order in (Order(SortKey.NAME), Order(SortKey.INITIATED_BY, reverse=False)):
                assert len(title(slot, order, View(NOON, TimeMode.UTC, {}))) <= slot.width


def test_names_get_most_of_the_room_that_is_left() -> None:
    widths = {slot.column.key: slot.width for slot in layout(220, offered=DIALECTS["v8"].fields)}
    assert widths["name"] > widths["organization"] > widths["initiated-by"] >= 14


def test_every_column_of_a_layout_is_known_as_one() -> None:
    shown = {
        slot.column.key for version in DIALECTS for slot in layout(220, offered=DIALECTS[version].fields)
    }
    assert shown <= {column.key for column in EVERY}


SESSIONS = [
    named(1, name="beta", initiated_by="CONTOSO\\zoe", organization="fabrikam"),
    named(2, name="Alpha", initiated_by="alice", organization="contoso"),
    named(3, name="gamma", initiated_by="Bob", organization="adatum"),
]


@pytest.mark.parametrize("version", NAMED)
@pytest.mark.parametrize(("key", "order"), [("N", "213"), ("B", "231")])
async def test_names_and_their_authors_are_sorted_by_where_there_are_any(
    tmp_path: Path, version: str, key: str, order: str
) -> None:
    stage = on_stage(tmp_path, NewerServer(version, SESSIONS))
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 3)
        assert key in helped(stage)
        assert "M" not in helped(stage)
        wanted = [int(number) for number in order]
        for ids in (wanted, wanted[::-1]):
            before = stage.table.order
            await pilot.press(key)
            await until(pilot, lambda before=before: stage.table.order != before)  # type: ignore[misc]
            shown = [stage.table.source.key(row) for row in range(3)]
            assert [int(row[-1]) for row in shown] == ids
        assert f"sort {stage.table.order.in_words}" in stage.status
        arrow = "Name v" if key == "N" else "Initiated by v"
        assert arrow in stage.printed[0]
        before = stage.table.order
        await pilot.press("M")
        await pilot.pause()
        assert stage.table.order == before, "points in time are sent by v1 alone"


async def test_a_v1_server_has_no_keys_for_what_it_does_not_send(tmp_path: Path) -> None:
    stage = on_stage(tmp_path, NewerServer("v1", SESSIONS))
    async with stage.app.run_test(size=(200, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 3)
        assert {"A", "M", "O"} <= helped(stage).keys()
        assert not {"N", "B"} & helped(stage).keys()
        assert not {"N", "B"} & set(footer(stage).split())
        before = stage.table.order
        await pilot.press("N", "B")
        await pilot.pause()
        assert stage.table.order == before
        await pilot.press("M")
        await until(pilot, lambda: stage.table.order.key is SortKey.POINT_IN_TIME)


async def test_the_columns_change_when_it_is_known_what_the_server_sends_and_the_cursor_stays(
    tmp_path: Path,
) -> None:
    many = [named(number, created=NOON - timedelta(minutes=number)) for number in range(1, 101)]
    server = NewerServer("v8", many)
    known, server.capabilities = server.capabilities, replace(offer("v1"), version="")
    stage = on_stage(tmp_path, server)
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 100)
        assert stage.printed[0].split()[-1] == "Id"
        await pilot.press(*["j"] * 50)
        chosen, top = stage.table.chosen, stage.table.scroll_offset.y
        server.capabilities = known
        stage.clock.advance(10)
        await until(pilot, lambda: "Name" in stage.printed[0])
        assert (stage.table.chosen, stage.table.cursor_row, stage.table.scroll_offset.y) == (chosen, 50, top)
        assert stage.printed[51 - int(top)].split()[-3:] == ["Restore", "51", "-"]
        assert all(len(line) <= 80 for line in stage.printed)
        assert "N" in helped(stage)


@pytest.mark.parametrize("version", ["v2", "v5", "v6", "v8"])
async def test_a_wide_table_prints_who_restores_from_where_and_why(tmp_path: Path, version: str) -> None:
    told = named(
        1,
        organization="contoso",
        initiated_by="alice",
        client_host="desk-7",
        reason="lost",
        point_in_time=NOON,
    )
    stage = on_stage(tmp_path, NewerServer(version, [told]))
    async with stage.app.run_test(size=(180, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 1)
        later = ["desk-7", "lost"] if version in V6_TO_V8 else []
        assert stage.printed[1].split()[-3 - len(later) :] == ["1", "contoso", "alice", *later]
        assert ("Client host" in stage.printed[0]) is bool(later)
        assert ("Reason" in stage.printed[0]) is bool(later)
        assert "Point" not in stage.printed[0]

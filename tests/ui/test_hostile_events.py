from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from textual.pilot import Pilot

from tests.ui.newer import NewerServer, event, events_of, listed, log_page, named, on_stage, printed, told
from tests.ui.stage import Stage, until
from vbo_tui.model.document import Document
from vbo_tui.model.event import Event
from vbo_tui.model.links import Rel
from vbo_tui.model.statistics import ItemOutcome, Statistics
from vbo_tui.simulator.faults import HOSTILE
from vbo_tui.ui.widgets.field_list import FieldList
from vbo_tui.ui.widgets.line import Line

WORDS = ("type", "status", "title", "message", "item_name", "item_type", "source", "target")


def spoilt(text: str) -> Event:
    return msgspec.structs.replace(event(1), **dict.fromkeys(WORDS, text), id=text)


def stage_of(tmp_path: Path, text: str) -> Stage:
    fields = ("name", "organization", "initiated_by", "client_host", "scope", "details", "reason")
    told = named(1, **dict.fromkeys(fields, text))
    item = ItemOutcome(name=text, type=text, status=text, where=text, said=(text, text))
    outcome = msgspec.structs.replace(item, parts=(item,))
    server = NewerServer("v8", [told, named(2)])
    log = log_page(spoilt(text), event(2), raw=text.encode(), unreadable=(text,), incomplete=text)
    counted = Statistics(total=2, warnings=(text,), errors=(text,), items=(outcome,))
    server.documents = {
        (told.id, "events"): log,
        (told.id, "self"): Document(Rel.SELF, told, text.encode(), "/v8/x"),
        (told.id, "statistics"): Document(Rel.STATISTICS, counted, text.encode(), "/v8/x/Statistics"),
    }
    return on_stage(tmp_path, server)


def all_lines(stage: Stage) -> list[str]:
    widgets = [stage.table, events_of(stage), stage.pane.query_one(FieldList), *stage.screen.query(Line)]
    return [line for widget in widgets if widget.display for line in printed(widget)]


def harmless(stage: Stage) -> bool:
    """Whether nothing is printed that acts on a terminal, and no line is longer than there is room."""
    return all(line.isprintable() for line in all_lines(stage))


async def open_page(stage: Stage, pilot: Pilot[None], key: str) -> None:
    await until(pilot, lambda: stage.table.row_count == 2)
    await pilot.press(key)
    await until(pilot, lambda: stage.pane.page is not None and stage.pane.page.document is not None)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("width", [60, 240])
async def test_hostile_texts_in_every_field_of_an_event_print_harmlessly(
    tmp_path: Path, text: str, width: int
) -> None:
    stage = stage_of(tmp_path, text)
    async with stage.app.run_test(size=(width, 30)) as pilot:
        await open_page(stage, pilot, "l")
        await until(pilot, lambda: events_of(stage).row_count == 2)
        assert told(stage).startswith("2 events  1 could not be read: ")
        assert harmless(stage)
        table = events_of(stage)
        assert all(table.render_line(y).cell_length == table.size.width for y in range(3))
        await pilot.press("enter")
        await until(pilot, lambda: "Message" in listed(stage) or "Title" in listed(stage))
        assert harmless(stage)
        await pilot.press("escape", "slash", *text.replace("\x1b", "x")[:8], "escape")
        await until(pilot, lambda: stage.app.focused is events_of(stage))
        assert harmless(stage)
        await pilot.press("y")
        await until(pilot, lambda: stage.pane.raw)
        assert harmless(stage)


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_texts_in_a_session_and_its_statistics_print_harmlessly(
    tmp_path: Path, text: str
) -> None:
    stage = stage_of(tmp_path, text)
    async with stage.app.run_test(size=(240, 40)) as pilot:
        await open_page(stage, pilot, "enter")
        await until(pilot, lambda: "Initiated by" in listed(stage))
        assert harmless(stage)
        await pilot.press("4")
        await until(pilot, lambda: "Errors" in listed(stage))
        assert harmless(stage)

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.ui.newer import NewerServer, event, events_of, footer, helped, listed, log_page, named, on_stage
from tests.ui.stage import Stage, until
from vbo_tui.model.document import Document
from vbo_tui.model.links import Rel
from vbo_tui.model.organization import Organization

ONE = named(1)
EVERY = ("self", "organization", "events", "statistics")


def stage_of(tmp_path: Path, version: str) -> tuple[Stage, NewerServer]:
    server = NewerServer(version, [ONE, named(2)])
    server.documents = {
        (ONE.id, "self"): Document(Rel.SELF, ONE, b"{}", "/x"),
        (ONE.id, "organization"): Document(Rel.ORGANIZATION, Organization(name="contoso"), b"{}", "/x/o"),
        (ONE.id, "events"): log_page(event(1)),
    }
    return on_stage(tmp_path, server), server


async def open_session(stage: Stage, pilot: Pilot[None]) -> None:
    await pilot.press("enter")
    await until(pilot, lambda: "[1] self" in listed(stage))


def links(stage: Stage) -> list[str]:
    """The relations that the page leads to."""
    return [line.split("] ")[1] for line in listed(stage).splitlines() if "] " in line]


@pytest.mark.parametrize(
    ("version", "offered"), [("v1", 2), ("v2", 3), ("v5", 3), ("v6", 3), ("v7", 3), ("v8", 4)]
)
async def test_the_list_of_links_holds_what_the_version_has_and_nothing_else(
    tmp_path: Path, version: str, offered: int
) -> None:
    stage, _ = stage_of(tmp_path, version)
    async with stage.app.run_test(size=(180, 40)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 2)
        await open_session(stage, pilot)
        assert links(stage) == list(EVERY[:offered])


async def test_a_v1_server_has_no_key_for_events_and_pressing_it_does_nothing(tmp_path: Path) -> None:
    stage, server = stage_of(tmp_path, "v1")
    async with stage.app.run_test(size=(180, 40)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 2 and "o org" in footer(stage))
        assert "l log" not in footer(stage)
        assert "l" not in helped(stage)
        await pilot.press("l")
        await pilot.pause()
        assert not stage.pane.display
        await open_session(stage, pilot)
        await until(pilot, lambda: "y raw" in footer(stage))
        assert "l log" not in footer(stage)
        assert "l" not in helped(stage)
        assert not any("vents" in text or "tatistics" in text for text in helped(stage).values())
        await pilot.press("l", "3", "4")
        await pilot.pause()
        assert [asked.link.known for asked in server.asked] == [Rel.SELF]
        assert not events_of(stage).display


async def test_a_v5_server_has_events_but_no_statistics(tmp_path: Path) -> None:
    stage, server = stage_of(tmp_path, "v5")
    async with stage.app.run_test(size=(180, 40)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 2 and "l log" in footer(stage))
        assert helped(stage)["l"] == "Open the session's events"
        await open_session(stage, pilot)
        await until(pilot, lambda: "y raw" in footer(stage))
        assert "l log" in footer(stage)
        assert helped(stage)["l"] == "Open the session's events"
        await pilot.press("4")
        await pilot.pause()
        assert [asked.link.known for asked in server.asked] == [Rel.SELF]
        await pilot.press("3")
        await until(pilot, lambda: stage.app.focused is events_of(stage))


async def test_the_key_for_events_comes_with_the_first_answer(tmp_path: Path) -> None:
    stage, server = stage_of(tmp_path, "v5")
    server.hang()
    async with stage.app.run_test(size=(180, 40)) as pilot:
        await until(pilot, lambda: "o org" in footer(stage) and server.at_once == 1)
        assert "l log" not in footer(stage)
        assert server.gate is not None
        server.gate.set()
        await until(pilot, lambda: "l log" in footer(stage))

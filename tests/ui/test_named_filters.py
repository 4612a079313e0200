from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.newer import NewerServer, named, on_stage
from tests.ui.stage import until
from vbo_tui.model.document import Document
from vbo_tui.model.links import Rel
from vbo_tui.model.organization import Organization
from vbo_tui.ui.widgets.filter_bar import FilterBar

SESSIONS = [
    named(
        1,
        name="budget of alice",
        organization="fabrikam",
        initiated_by="CONTOSO\\zoe",
        client_host="desk-7",
        scope="marketing",
        details="12 of 12 items",
        reason="ticket 4711",
    ),
    named(
        2,
        name="mail:inbox of bob",
        organization="contoso.example",
        initiated_by="alice@contoso.example",
        client_host="gate-1",
        type="Vesp",
        state="Stopped",
        result="Failed",
        details="0 items",
    ),
    named(
        3, name="site", initiated_by="bob", scope="everything", type="Vet", state="Stopped", reason="exchange"
    ),
]


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("budget", "1"),
        ("CONTOSO", "12"),
        ("fabrikam", "1"),
        ("zoe", "1"),
        ("desk-7", "1"),
        ("gate", "2"),
        ("marketing", "1"),
        ("12 items", "1"),
        ("4711", "1"),
        ("alice", "12"),
        ("by:alice", "2"),
        ("by:ALICE", "2"),
        ("by:contoso", "12"),
        ("host:desk", "1"),
        ("host:alice", ""),
        ("org:contoso", "2"),
        ("org:zoe", ""),
        ("name:alice", "1"),
        ("scope:every", "3"),
        ("details:12", "1"),
        ("reason:4711", "1"),
        ("type:exchange", "1"),
        ("type:vesp", "2"),
        ("type:sharepoint", "2"),
        ("exchange", "13"),
        ("state:working", "1"),
        ("state:stop", "23"),
        ("state:failed", ""),
        ("result:failed", "2"),
        ("result:success", "13"),
        ("id:000000000003", "3"),
        ("by:alice result:failed inbox", "2"),
        ("by:alice result:success", ""),
        ("mail:inbox", "2"),
        ("mail:in bob", "2"),
        ("name:mail:inbox", "2"),
        ("status:working", ""),
        ("11:58", "2"),
        ("alice:", ""),
    ],
)
async def test_a_filter_finds_words_anywhere_and_named_ones_in_their_field_only(
    tmp_path: Path, typed: str, left: str
) -> None:
    stage = on_stage(tmp_path, NewerServer("v8", SESSIONS))
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 3)
        await pilot.press("slash")
        stage.screen.query_one(FilterBar).value = typed
        await until(pilot, lambda: stage.table.filter.text == typed)
        shown = sorted(stage.table.source.key(row)[-1] for row in range(stage.table.row_count))
        assert shown == list(left)
        assert f"filter /{typed}  {len(left)} of 3" in stage.status


async def test_an_organization_that_a_link_told_is_found_by_its_field(tmp_path: Path) -> None:
    server = NewerServer("v1", [named(1, name=""), named(2, name="")])
    told = Document(Rel.ORGANIZATION, Organization(name="contoso.example"), b"{}", "/v1/x/organization")
    server.documents = {(named(1).id, "organization"): told}
    stage = on_stage(tmp_path, server)
    async with stage.app.run_test(size=(160, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 2)
        await pilot.press("o")
        await until(pilot, lambda: server.asked and stage.pane.page and not stage.pane.page.loading)
        await pilot.press("escape", "slash", *"org:contoso")
        await until(pilot, lambda: stage.table.row_count == 1)

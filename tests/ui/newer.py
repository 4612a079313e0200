"""Servers of newer API versions for the stage, what they tell, and what the screen makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import msgspec
from textual.pilot import Pilot
from textual.widget import Widget

from tests.monitor.metronome import Metronome
from tests.monitor.scripted import NOON, ScriptedServer, session
from tests.ui.stage import Stage, until
from vbo_tui.api.dialect import DIALECTS
from vbo_tui.errors import ApiError
from vbo_tui.model.capabilities import Capabilities
from vbo_tui.model.document import Document, Resource
from vbo_tui.model.event import Event, EventLog
from vbo_tui.model.links import Link, Rel
from vbo_tui.model.session import Session, SessionId
from vbo_tui.model.snapshot import Listing
from vbo_tui.ui.screens.help import key_table
from vbo_tui.ui.widgets.event_table import EventTable
from vbo_tui.ui.widgets.field_list import FieldList
from vbo_tui.ui.widgets.key_line import KeyLine
from vbo_tui.ui.widgets.line import Line


def offer(version: str) -> Capabilities:
    """What a version offers; all of its list is read with each poll, so that answers stay simple."""
    return replace(DIALECTS[version].capabilities, filters_start=False, paged=False, feed=False)


class Asked(NamedTuple):
    """What a link was followed with."""

    session: SessionId
    link: Link
    known: Resource | None


class NewerServer(ScriptedServer):
    """Offers what an API version offers, and remembers what it was asked with."""

    def __init__(self, version: str, *answers: Listing | ApiError | Sequence[Session]) -> None:
        super().__init__(*answers)
        self.capabilities = offer(version)
        self.asked: list[Asked] = []

    async def follow(self, session: SessionId, link: Link, known: Resource | None = None) -> Document:
        self.asked.append(Asked(session, link, known))
        return await super().follow(session, link, known)

    def logs(self, session: SessionId) -> list[Asked]:
        """The times that a session's events were asked for."""
        return [asked for asked in self.asked if asked[0] == session and asked.link.known is Rel.EVENTS]


def named(number: int, **fields: object) -> Session:
    """A working session that started ``number`` minutes before noon: number 1 is the newest."""
    return msgspec.structs.replace(
        session(number), **{"created": NOON - timedelta(minutes=number), "name": f"Restore {number}"} | fields
    )


def event(number: int, status: str = "Success", **fields: object) -> Event:
    """An event of second ``number`` after noon."""
    made = Event(
        id=f"event-{number}",
        order=number,
        type="Restore",
        status=status,
        started=NOON + timedelta(seconds=number),
        item_name=f"item {number:04}",
        item_type="ExchangeMessage",
        item_size=number * 1000,
        source=f"from/{number:04}",
        target=f"to/{number:04}",
    )
    return msgspec.structs.replace(made, **fields)


def log_page(*events: Event, raw: bytes = b'{"results":[]}', **fields: object) -> Document:
    """The answer that holds these events."""
    log = EventLog(events, **fields)  # type: ignore[arg-type]
    return Document(Rel.EVENTS, log, raw, "/v5/RestoreSessions/x/Events")


def events_of(stage: Stage) -> EventTable:
    """The table of events."""
    return stage.pane.query_one(EventTable)


def printed(widget: Widget) -> list[str]:
    """A widget as it is printed, line by line."""
    return [widget.render_line(y).text.rstrip() for y in range(widget.size.height)]


def rows(stage: Stage) -> list[str]:
    """The events that are seen, as printed, without the header."""
    return [line for line in printed(events_of(stage))[1:] if line]


def told(stage: Stage) -> str:
    """What the pane's second line says."""
    return stage.pane.query_one("#remark", Line).text.plain


def way_here(stage: Stage) -> str:
    """What the pane's first line says."""
    return stage.pane.query_one("#crumbs", Line).text.plain


def listed(stage: Stage) -> str:
    """The fields of the pane's page."""
    return "\n".join(stage.pane.query_one(FieldList).lines)


def footer(stage: Stage) -> str:
    """The row of keys."""
    return stage.screen.query_one(KeyLine).text.plain


def helped(stage: Stage) -> dict[str, str]:
    """What the help says here: what each key does, by the key."""
    return {key: row.does for row in key_table(stage.screen) for key in row.keys.split()}


def on_stage(folder: Path, server: ScriptedServer) -> Stage:
    """The app at noon with one server."""
    return Stage(folder, server, clock=Metronome(now=NOON))


ONE, TWO = named(1), named(2)
MIXED = (
    event(0, type="None", item_name="", title="Session started", item_size=None, source="", target=""),
    event(1, "Failed", type="Save"),
    event(2, item_size=318_000),
    event(3, "Warning", type="Export", item_size=2_400_000_000),
    event(4, "Skipped"),
    event(5, "Running"),
    event(6, "Cancelled"),
    event(7, "Failed", type="Send"),
)
"""Events of every kind."""


def serve_log(page: Document) -> NewerServer:
    """A v5 server with two sessions, the first of which has a log."""
    server = NewerServer("v5", [ONE, TWO])
    server.documents = {
        (ONE.id, "events"): page,
        (ONE.id, "self"): Document(Rel.SELF, ONE, b'{"id":"x"}', "/v5/RestoreSessions/x"),
    }
    return server


async def open_events(stage: Stage, pilot: Pilot[None]) -> None:
    """Open the events of the session under the cursor, and wait for them."""
    await until(pilot, lambda: stage.table.chosen)
    await pilot.press("l")
    await until(pilot, lambda: stage.app.focused is events_of(stage) and events_of(stage).size.width > 0)

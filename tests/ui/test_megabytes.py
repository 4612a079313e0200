"""Ten megabytes of one text hold nothing up on their way to the screen, and what was cut says so."""

from __future__ import annotations

import json
import time
from pathlib import Path

import msgspec
import pytest

from tests.ui.emulated import emulated
from tests.ui.newer import ONE, NewerServer, events_of, listed, told
from tests.ui.test_whole_screen import Rig
from vbo_tui.api.grants import error_message
from vbo_tui.api.text import LONGEST
from vbo_tui.api.wire import decode_listing, decode_organization, decode_session
from vbo_tui.api.wire_events import decode_events, decode_statistics
from vbo_tui.errors import ServerFault
from vbo_tui.model.document import Document
from vbo_tui.model.event import EventLog
from vbo_tui.model.links import Rel
from vbo_tui.ui import format as fmt
from vbo_tui.ui.fields import CUT

LONG = 10_000_000
TEXTS = {
    "letters": "x" * LONG,
    "wide letters": "\u5317" * (LONG // 3),
    "marks": "e" + "\u0301" * (LONG // 2),
}

SECONDS = 2.0
"""Of processor time for one step: many times what is taken, so that only a wrong order of it fails."""

TIME = "2026-09-24T11:00:00Z"


class Stopwatch:
    """Fails where a step takes seconds."""

    def __enter__(self) -> None:
        self._begun = time.process_time()

    def __exit__(self, *_: object) -> None:
        taken = time.process_time() - self._begun
        assert taken < SECONDS, f"{taken:.1f} s"


def body(*named: str, long: str, text: str, **others: object) -> bytes:
    """A resource as JSON: ten megabytes in field ``long``, a hundred thousand letters in the others."""
    told: dict[str, object] = dict.fromkeys(named, text[:100000])
    links = {"self": {"href": text[:100_000]}, text[:100_000]: {"href": text[:100_000]}}
    return json.dumps(told | {long: text, "_links": links} | others, ensure_ascii=False).encode()


def texts_of(value: object) -> list[str]:
    """Every text within a value of the model."""
    if isinstance(value, str):
        return [value]
    inner = msgspec.to_builtins(value) if isinstance(value, msgspec.Struct) else value
    parts = inner.values() if isinstance(inner, dict) else inner if isinstance(inner, list | tuple) else ()
    return [text for part in parts for text in texts_of(part)]


@pytest.mark.parametrize("kind", TEXTS)
async def test_nothing_takes_seconds_or_is_cut_in_silence(tmp_path: Path, kind: str) -> None:
    text = TEXTS[kind]
    words = ("organization", "initiatedBy", "clientHost", "scopeName", "details", "result", "type", "reason")
    raw = body(*words, long="name", text=text, id=ONE.id, state="Stopped", creationTime=TIME)
    log = body(
        "type", "title", "itemName", "itemType", "source", "target", long="message", text=text, id="e1"
    )
    counted = json.dumps(
        {"errors": [text], "items": [{"name": text[:100_000], "itemType": text}]}, ensure_ascii=False
    ).encode()
    owner = body("id", long="name", text=text)
    with Stopwatch():
        session, listing = decode_session(raw), decode_listing(b"[" + raw + b"]")
        events, unreadable = decode_events([msgspec.Raw(log), msgspec.Raw(log.replace(b'"e1"', b"1"))])
        outcome, organization = decode_statistics(counted), decode_organization(owner)
        said = error_message(json.dumps({"message": text[:10_000]}).encode())
    for value in (session, *events, outcome, organization):
        assert max(map(len, texts_of(value))) == LONGEST
        assert any(part.endswith("\u2026") for part in texts_of(value))
    server = NewerServer("v8", listing)
    server.documents = {
        (ONE.id, "self"): Document(Rel.SELF, session, raw, "/v8/x"),
        (ONE.id, "organization"): Document(Rel.ORGANIZATION, organization, owner, "/v8/x"),
        (ONE.id, "statistics"): Document(Rel.STATISTICS, outcome, counted, "/v8/x"),
        (ONE.id, "events"): Document(
            Rel.EVENTS, EventLog(tuple(events), unreadable=tuple(unreadable)), log, "/v8/x"
        ),
    }
    rig = Rig(tmp_path, server)
    async with emulated(rig.stage.app, 200, 50) as rig.terminal:
        await rig.terminal.until(lambda: rig.stage.table.row_count)
        assert "~" in rig.stage.printed[1]
        for key in ("enter", "4", "o", "l"):
            with Stopwatch():
                await rig.open(key)
            if key == "l":
                assert events_of(rig.stage).row_count == 1
                assert "~" in events_of(rig.stage).render_line(1).text
                await rig.press("enter")
            assert CUT in listed(rig.stage)
            assert max(map(len, listed(rig.stage).splitlines())) < fmt.LONGEST_VALUE + 100
            with Stopwatch():
                await rig.press("y")
            assert "more characters" in listed(rig.stage) or "bytes in all" in listed(rig.stage)
            await rig.press("escape", "escape") if key == "l" else await rig.press("escape")
        server.documents = {key: ServerFault(said) for key in server.documents}
        with Stopwatch():
            await rig.open("r")
        assert len(told(rig.stage)) <= 200
        with Stopwatch():
            await rig.poll(ServerFault(said))
        assert "~" in rig.stage.status

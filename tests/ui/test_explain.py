"""``:explain``: the requests, the plan, the trust and the token as they are, and no secret among them."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.monitor.scripted import ScriptedServer, session
from tests.ui.stage import PROFILE, Stage, until
from vbo_tui.api.client import Client
from vbo_tui.api.connection import MOST_ASKED
from vbo_tui.api.trust import Trust
from vbo_tui.errors import NotAllowed, Unreachable
from vbo_tui.model.conversation import Asked, Conversation
from vbo_tui.monitor.health import Health
from vbo_tui.monitor.poller import PollFailed
from vbo_tui.secret import Secret
from vbo_tui.simulator.faults import Fault
from vbo_tui.simulator.serve import Simulator
from vbo_tui.ui.explain import explain
from vbo_tui.ui.format import TimeMode
from vbo_tui.ui.screens.facts import FactsScreen
from vbo_tui.ui.situation import Situation

NOW = datetime(2026, 9, 24, 14, 3, 22, tzinfo=UTC)


def told(health: Health, conversation: Conversation, *, due: float | None = None, skew: float = 0.0) -> str:
    now = Situation(at=100.0, now=NOW, interval=10.0, address="veeam01:4443", order="started", due=due)
    facts = explain(PROFILE, health, conversation, now, timedelta(seconds=skew), TimeMode.UTC)
    return FactsScreen(facts).text.plain


def client(simulator: Simulator) -> Client:
    async def password(_: object) -> Secret:
        return Secret("demo")

    trust = Trust(pin=simulator.certificate.sha256)
    return Client(
        simulator.url, user="CONTOSO\\operator", ask_password=password, seconds=time.monotonic, trust=trust
    )


async def test_the_client_remembers_its_last_requests_without_a_secret(simulator: Simulator) -> None:
    one = client(simulator)
    await one.sessions()
    simulator.faults.active.add(Fault.SERVER_ERROR)
    with pytest.raises(Exception, match="500"):
        await one.sessions()
    conversation = one.conversation()
    await one.aclose()
    assert [(asked.method, asked.status) for asked in conversation.asked][-3:] == [
        ("POST", 200),
        ("GET", 200),
        ("GET", 500),
    ]
    listed = conversation.asked[-2]
    assert listed.path.startswith("/v1/RestoreSessions")
    assert listed.size > 1000
    assert listed.took > 0
    assert "500" in conversation.asked[-1].failure
    assert simulator.certificate.sha256 in conversation.trust
    assert conversation.token_left is not None
    assert conversation.version.startswith("v1, found")
    held = one._sign_in._held
    assert held is not None
    for secret in ("demo", held.grant.access.reveal()):
        assert secret not in repr(conversation)


async def test_what_is_remembered_is_bounded(simulator: Simulator) -> None:
    one = client(simulator)
    for _ in range(MOST_ASKED + 5):
        await one.sessions()
    assert len(one.conversation().asked) == MOST_ASKED
    await one.aclose()


def test_each_request_is_a_line_the_newest_first() -> None:
    asked = [
        Asked(NOW, "GET", "/v8/RestoreSessions?limit=30", 200, 21_000, 0.034),
        Asked(NOW + timedelta(seconds=9), "GET", "/v8/x", 0, 0, 5.0, "connection refused"),
    ]
    lines = told(Health(0.0), Conversation(asked)).splitlines()
    assert lines[-2].split(maxsplit=1) == ["14:03:31", "---  GET /v8/x  0 B in 5000 ms  connection refused"]
    assert lines[-1].split(maxsplit=1)[1] == "200  GET /v8/RestoreSessions?limit=30  21 kB in 34 ms"


def test_the_plan_says_when_it_is_tried_again_or_that_only_you_can_help() -> None:
    health = Health(0.0)
    health.note(PollFailed(Unreachable("connection refused"), 18.0), 98.0)
    assert "in 16 s; r tries now" in told(health, Conversation(), due=116.0)
    assert "connection refused" in told(health, Conversation())
    health.note(PollFailed(NotAllowed("not allowed (403)"), None), 99.0)
    assert "none is planned" in told(health, Conversation())


def test_the_clock_the_token_and_the_trust_are_told() -> None:
    text = told(
        Health(0.0),
        Conversation(trust="the system's authorities", token_left=3600.0, version="v8, found"),
        skew=-125.0,
    )
    assert "2m05s behind this machine's" in text
    assert "good for 1h00m more" in text
    assert "the system's authorities" in text


async def test_it_is_a_command(tmp_path: Path) -> None:
    stage = Stage(tmp_path, ScriptedServer([session(1)]))
    async with stage.app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 1)
        await pilot.press("colon", *"explain", "enter")
        await until(pilot, lambda: isinstance(stage.app.screen, FactsScreen))
        screen = stage.app.screen
        assert isinstance(screen, FactsScreen)
        assert "the last answer came no more than two intervals ago" in screen.text.plain

"""Alarms on the screen: what is said to the terminal, when, and for whom."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from textual.app import App

from tests.monitor.scripted import ScriptedServer, session
from tests.monitor.test_alerts import ended
from tests.ui.stage import PROFILE, Stage, until
from vbo_tui.errors import Unreachable
from vbo_tui.profiles.alarms import Alarms, Since
from vbo_tui.profiles.settings import Settings
from vbo_tui.ui import sequences
from vbo_tui.ui.sequences import GIVE_TITLE_BACK, KEEP_TITLE, title

BEFORE = [session(1), session(2)]
FAILED = [ended(1, "Failed"), session(2)]
WARNED = [ended(1, "Warning"), session(2)]
Said = list[str]


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Said:
    """Everything that is said to the terminal itself; a test's application has none."""
    told: Said = []
    monkeypatch.setattr(sequences, "say", lambda app, sequence: told.append(sequence))
    monkeypatch.setattr(App, "bell", lambda app: told.append("\x07"))
    return told


async def after(
    folder: Path, alarms: Alarms, *answers: object, more: Callable[[Stage], object] = bool
) -> Stage:
    """Play answers one after the other; return when the last one is there, and ``more`` is true."""
    server = ScriptedServer(*answers)  # type: ignore[arg-type]
    stage = Stage(folder, server, settings=Settings(alarms=alarms))
    async with stage.app.run_test(size=(100, 24)) as pilot:
        for number in range(1, len(answers) + 1):
            await until(pilot, lambda: server.polls >= number and stage.clock.waits)  # noqa: B023 - now
            stage.clock.advance(15)  # longer than a wait of ten seconds, give or take a fifth
        await until(pilot, lambda: server.polls > len(answers))
        await until(pilot, lambda: more(stage))
    return stage


async def test_a_failure_rings_once(tmp_path: Path, said: Said) -> None:
    await after(tmp_path, Alarms(), BEFORE, FAILED, FAILED)
    assert said == ["\x07"]


async def test_a_warning_rings_only_where_that_is_wanted(tmp_path: Path, said: Said) -> None:
    await after(tmp_path, Alarms(), BEFORE, WARNED)
    assert said == []
    await after(tmp_path, Alarms(bell=Since.WARNING), BEFORE, WARNED)
    assert said == ["\x07"]


async def test_who_wants_silence_has_it_even_when_the_server_goes(tmp_path: Path, said: Said) -> None:
    await after(tmp_path, Alarms(bell=Since.NEVER), BEFORE, FAILED, Unreachable("refused"))
    assert said == []
    await after(tmp_path, Alarms(), BEFORE, Unreachable("refused"), Unreachable("refused"))
    assert said == ["\x07"]


async def test_the_title_counts_and_is_given_back_at_the_end(tmp_path: Path, said: Said) -> None:
    await after(tmp_path, Alarms(bell=Since.NEVER, title=Since.FAILURE), BEFORE, FAILED)
    assert said == [
        f"{KEEP_TITLE}{title('vbo: 0 run')}",
        title("vbo: 2 run"),
        title("vbo: 1 run 1 FAIL"),
        GIVE_TITLE_BACK,
    ]


async def test_a_key_takes_the_failure_out_of_the_title(tmp_path: Path, said: Said) -> None:
    server = ScriptedServer(BEFORE, FAILED)
    settings = Settings(alarms=Alarms(title=Since.WARNING, bell=Since.NEVER))
    stage = Stage(tmp_path, server, settings=settings)
    async with stage.app.run_test(size=(100, 24)) as pilot:
        await until(pilot, lambda: server.polls == 1 and stage.clock.waits)
        stage.clock.advance(60)
        await until(pilot, lambda: title("vbo: 1 run 1 FAIL") in said)
        await pilot.press("j")
        stage.screen.tick()
        await until(pilot, lambda: said[-1] == title("vbo: 1 run"))


async def test_a_notification_names_the_server_and_the_session(tmp_path: Path, said: Said) -> None:
    evil = [replace_name(FAILED[0], "alice\x07\x1b]0;owned\x07 [red]")]
    await after(tmp_path, Alarms(bell=Since.NEVER, osc9=Since.FAILURE), BEFORE, evil)
    [only] = said
    assert only.startswith("\x1b]9;vbo-tui prod: FAIL alice")
    assert only.count("\x07") == 1
    assert only.count("\x1b") == 1


def replace_name(one: object, name: str) -> object:
    import msgspec

    return msgspec.structs.replace(one, name=name)  # type: ignore[type-var]


async def test_the_command_is_told_of_all_that_failed(tmp_path: Path, said: Said) -> None:
    path = tmp_path / "told"
    script = "import sys, pathlib; pathlib.Path(sys.argv[1]).write_text(sys.stdin.read())"
    alarms = Alarms(notify_command=(sys.executable, "-c", script, str(path)))
    await after(tmp_path, alarms, BEFORE, FAILED, more=lambda _: path.exists() and path.read_text())
    told = json.loads(path.read_text())
    assert told["server"] == "prod"
    assert [item["status"] for item in told["sessions"]] == ["failed"]


async def test_a_command_that_fails_is_said_in_the_status_row(tmp_path: Path, said: Said) -> None:
    alarms = Alarms(notify_command=("/no/such/program",))
    await after(tmp_path, alarms, BEFORE, FAILED, more=lambda stage: "cannot be run" in stage.status)


async def test_another_server_may_have_other_alarms(tmp_path: Path, said: Said) -> None:
    quiet = replace(Alarms(), bell=Since.NEVER)
    server = ScriptedServer(BEFORE, FAILED)
    stage = Stage(tmp_path, server, settings=Settings(alarms_by_profile={"prod": quiet}))
    async with stage.app.run_test(size=(100, 24)) as pilot:
        await until(pilot, lambda: server.polls == 1 and stage.clock.waits)
        stage.clock.advance(60)
        await until(pilot, lambda: stage.table.counts().failed == 1)
    assert said == []


async def test_a_held_view_gives_its_alarms_all_the_same(tmp_path: Path, said: Said) -> None:
    server = ScriptedServer(BEFORE, FAILED)
    stage = Stage(tmp_path, server)
    async with stage.app.run_test(size=(100, 24)) as pilot:
        await until(pilot, lambda: server.polls == 1 and stage.clock.waits)
        await pilot.press("p")
        stage.clock.advance(60)
        await until(pilot, lambda: said == ["\x07"])
        assert stage.table.counts().failed == 0


async def test_a_server_that_goes_by_hanging_rings_too(tmp_path: Path, said: Said) -> None:
    server = ScriptedServer(BEFORE, Unreachable("no answer within 30 s"))
    stage = Stage(tmp_path, server)
    async with stage.app.run_test(size=(100, 24)) as pilot:
        await until(pilot, lambda: server.polls == 1 and stage.clock.waits)
        stage.clock.advance(45)
        await until(pilot, lambda: "OFFLINE" in stage.status)
    assert said == ["\x07"]


async def test_another_server_gets_a_title_of_its_own_and_the_first_one_comes_back(
    tmp_path: Path, said: Said
) -> None:
    settings = Settings(alarms=Alarms(title=Since.FAILURE))
    stage = Stage(tmp_path, ScriptedServer(BEFORE), ScriptedServer([]), settings=settings)
    async with stage.app.run_test(size=(100, 24)) as pilot:
        await until(pilot, lambda: title("vbo: 2 run") in said)
        stage.app.watch_server(replace(PROFILE, name="lab"))
        await until(pilot, lambda: said[-1] == f"{KEEP_TITLE}{title('vbo: 0 run')}" and len(said) > 2)
    assert said[-3:] == [GIVE_TITLE_BACK, f"{KEEP_TITLE}{title('vbo: 0 run')}", GIVE_TITLE_BACK]


async def test_alarms_of_a_server_that_nobody_saved_are_told(tmp_path: Path) -> None:
    settings = Settings(alarms_by_profile={"prd": Alarms()})
    stage = Stage(tmp_path, ScriptedServer(BEFORE), settings=settings)
    async with stage.app.run_test(size=(120, 24)) as pilot:
        await until(pilot, lambda: "profiles.prd.alarms: no such profile" in stage.status)

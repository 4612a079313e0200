"""The user's command: what it is told, how often it runs, and that it holds nothing up."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from tests.monitor.metronome import Metronome
from vbo_tui.monitor.notifier import MOST_WAITING, Notifier

KEEPS = "import sys, pathlib; pathlib.Path(sys.argv[1]).open('a').write(sys.stdin.read() + '\\n')"


def notifier(*command: str, clock: Metronome, timeout: float = 10, every: float = 60) -> Notifier:
    return Notifier(command, timeout=timeout, every=every, server="prod", clock=clock)


def keeping(path: Path, clock: Metronome) -> Notifier:
    return notifier(sys.executable, "-c", KEEPS, str(path), clock=clock)


def told(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


async def test_the_command_gets_the_sessions_as_json_without_a_shell(tmp_path: Path) -> None:
    path = tmp_path / "$(told) *"
    one = keeping(path, Metronome())
    one.add([{"id": "x", "name": "ü\u202e'; rm -rf /"}])
    assert await one.tell() == ""
    assert told(path) == [
        {"server": "prod", "sessions": [{"id": "x", "name": "ü\u202e'; rm -rf /"}], "more": 0}
    ]


async def test_it_runs_no_more_often_than_allowed_and_then_tells_all(tmp_path: Path) -> None:
    clock, path = Metronome(), tmp_path / "told"
    one = keeping(path, clock)
    one.add([{"id": "1"}])
    await one.tell()
    one.add([{"id": "2"}])
    telling = asyncio.create_task(one.tell())
    while not clock.waits:  # noqa: ASYNC110 - a turn of the loop, not a time
        await asyncio.sleep(0)
    one.add([{"id": "3"}])
    assert await one.tell() == ""
    assert len(told(path)) == 1
    assert clock.waits == [60]
    clock.advance(60)
    await telling
    assert [item["id"] for item in told(path)[1]["sessions"]] == ["2", "3"]
    assert one.waiting == 0


async def test_a_flood_is_told_in_part_and_the_rest_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "told"
    one = keeping(path, Metronome())
    one.add([{"id": str(number)} for number in range(MOST_WAITING + 7)])
    one.add([{"id": "later"}])
    assert one.waiting == MOST_WAITING + 8
    await one.tell()
    [only] = told(path)
    assert (len(only["sessions"]), only["more"]) == (MOST_WAITING, 8)


async def test_what_goes_wrong_is_told_in_one_line() -> None:
    script = r"import sys; sys.stderr.write('no\nway \x1b[2J'); sys.exit(3)"
    one = notifier(sys.executable, "-c", script, clock=Metronome())
    one.add([{"id": "1"}])
    wrong = await one.tell()
    assert "failed with 3: no way" in wrong
    assert wrong.isprintable()


async def test_a_command_that_hangs_and_reads_nothing_is_ended() -> None:
    one = notifier(sys.executable, "-c", "import time; time.sleep(600)", clock=Metronome(), timeout=0.3)
    one.add([{"id": "x" * 1_000_000}])
    assert "took more than 0.3 s" in await one.tell()


async def test_a_command_that_is_not_there_is_told() -> None:
    one = notifier("/no/such/program", clock=Metronome())
    one.add([{"id": "1"}])
    assert "cannot be run" in await one.tell()


async def test_without_a_command_nothing_is_collected() -> None:
    one = notifier(clock=Metronome())
    one.add([{"id": "1"}])
    assert one.waiting == 0


async def test_the_command_does_not_get_the_password(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("VBO_TUI_PASSWORD", "hunter2")
    path = tmp_path / "environment"
    script = "import os, sys, pathlib; pathlib.Path(sys.argv[1]).write_text(repr(dict(os.environ)))"
    one = notifier(sys.executable, "-c", script, str(path), clock=Metronome())
    one.add([{"id": "1"}])
    assert await one.tell() == ""
    assert "hunter2" not in path.read_text()


FAILS_FIRST = """
import pathlib, sys, time
begun, go = map(pathlib.Path, sys.argv[1:])
if begun.exists():
    sys.exit(0)
begun.touch()
while not go.exists():
    time.sleep(0.01)
sys.exit(1)
"""
"""Goes on, and fails, when it may; from the second time on it goes well."""


async def test_what_went_wrong_is_told_although_a_later_run_went_well(tmp_path: Path) -> None:
    clock, begun, go = Metronome(), tmp_path / "begun", tmp_path / "go"
    one = notifier(sys.executable, "-c", FAILS_FIRST, str(begun), str(go), clock=clock)
    one.add([{"id": "1"}])
    telling = asyncio.create_task(one.tell())
    while not begun.exists():  # noqa: ASYNC110 - what another program leaves
        await asyncio.sleep(0)
    one.add([{"id": "2"}])
    go.touch()
    while not clock.waits:  # noqa: ASYNC110 - a turn of the loop, not a time
        await asyncio.sleep(0)
    clock.advance(60)
    assert "failed with 1" in await telling

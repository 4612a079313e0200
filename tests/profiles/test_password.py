from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from vbo_tui.errors import ConfigError
from vbo_tui.profiles.password import run_password_command


def python(script: str, *words: str) -> list[str]:
    return [sys.executable, "-c", script, *words]


async def test_the_first_line_is_the_password_whatever_is_in_it() -> None:
    password = "a b & 'c' $HOME \\ ü€ ;"
    command = python("import sys; print(sys.argv[1]); print('not this')", password)
    assert (await run_password_command(command)).reveal() == password


async def test_there_is_no_shell() -> None:
    secret = await run_password_command(python("import sys; print(sys.argv[1])", "$(echo shell); echo x"))
    assert secret.reveal() == "$(echo shell); echo x"


async def test_a_windows_line_end_is_no_part_of_it() -> None:
    assert (await run_password_command(python(r"import sys; sys.stdout.write('x\r\n')"))).reveal() == "x"


async def test_what_fails_shows_its_complaint_short_and_clean_and_nothing_it_printed() -> None:
    script = (
        r"import sys; print('half-a-secret'); sys.stderr.write('\x1b[2Jlocked\n' + 'x' * 9999); sys.exit(3)"
    )
    with pytest.raises(ConfigError, match="failed with 3") as caught:
        await run_password_command(python(script))
    message = str(caught.value)
    assert "locked" in message
    assert "half-a-secret" not in message
    assert "\x1b" not in message
    assert len(message) < 400


@pytest.mark.parametrize("command", [["/no/such/program"], ["/"]])
async def test_a_program_that_is_not_there_is_told(command: list[str]) -> None:
    with pytest.raises(ConfigError, match="cannot be run"):
        await run_password_command(command)


async def test_a_program_that_prints_nothing_is_told() -> None:
    with pytest.raises(ConfigError, match="printed nothing"):
        await run_password_command(python("pass"))


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"  # ended, and its parent has not noticed yet


async def until(fact: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not fact():  # noqa: ASYNC110 - neither a file nor a foreign process has an event
            await asyncio.sleep(0)


SLEEPER = "import os, sys, time; print(os.getpid(), file=open(sys.argv[1], 'w'), flush=True); time.sleep(60)"

WRAPPER = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {SLEEPER!r}, sys.argv[1]])"


async def test_a_program_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    told = tmp_path / "pid"
    with pytest.raises(ConfigError, match=r"more than 3 s"):
        await run_password_command(python(SLEEPER, str(told)), patience=3.0)
    assert not is_running(int(told.read_text()))


@pytest.mark.parametrize("script", [SLEEPER, WRAPPER], ids=["itself", "what it started"])
async def test_giving_up_ends_the_program_and_what_it_started(script: str, tmp_path: Path) -> None:
    """A wrapper's child holds the outputs open; waiting for them would be waiting for the child."""
    told = tmp_path / "pid"
    asking = asyncio.create_task(run_password_command(python(script, str(told))))
    await until(lambda: told.exists() and told.read_text().endswith("\n"))
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        async with asyncio.timeout(20):
            await asking
    await until(lambda: not is_running(int(told.read_text())))


async def test_a_flood_is_not_kept_in_memory_and_is_no_password() -> None:
    flood = python("import sys; [sys.stdout.write('x' * 65536) for _ in range(64)]")
    with pytest.raises(ConfigError, match="more than a password"):
        await run_password_command(flood)


async def test_what_follows_the_first_line_may_be_long() -> None:
    talkative = python("import sys; print('x'); print('y' * 1_000_000); sys.stderr.write('z' * 1_000_000)")
    assert (await run_password_command(talkative)).reveal() == "x"


async def test_it_does_not_get_the_password_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VBO_TUI_PASSWORD", "geheim")
    assert os.environ["VBO_TUI_PASSWORD"] == "geheim"
    script = "import os; print(os.environ.get('VBO_TUI_PASSWORD', 'none'))"
    assert (await run_password_command(python(script))).reveal() == "none"

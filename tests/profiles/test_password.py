from __future__ import annotations

import asyncio
import os
import sys
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
    return Path(f"/proc/{pid}").exists()


async def test_a_program_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    told = tmp_path / "pid"
    script = "import os, sys, time; open(sys.argv[1], 'w').write(str(os.getpid())); time.sleep(60)"
    with pytest.raises(ConfigError, match=r"more than 1 s"):
        await run_password_command(python(script, str(told)), patience=1.0)
    assert not is_running(int(told.read_text()))


async def test_giving_up_ends_the_program(tmp_path: Path) -> None:
    told = tmp_path / "pid"
    script = (
        "import os, sys, time; print(os.getpid(), file=open(sys.argv[1], 'w'), flush=True); time.sleep(60)"
    )
    asking = asyncio.create_task(run_password_command(python(script, str(told))))
    async with asyncio.timeout(20):
        while not (told.exists() and told.read_text().endswith("\n")):  # noqa: ASYNC110 - a file has no event
            await asyncio.sleep(0)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert not is_running(int(told.read_text()))


async def test_it_does_not_get_the_password_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VBO_TUI_PASSWORD", "geheim")
    assert os.environ["VBO_TUI_PASSWORD"] == "geheim"
    script = "import os; print(os.environ.get('VBO_TUI_PASSWORD', 'none'))"
    assert (await run_password_command(python(script))).reveal() == "none"

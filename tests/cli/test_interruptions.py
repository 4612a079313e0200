"""What comes in between: Ctrl+C, readers that go away, disks that are full."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.terminal.pseudo import Terminal, vbo_tui
from vbo_tui.simulator.serve import Simulator

SERVER_AWAY = ["list", "--url", "https://127.0.0.1:1", "--user", "u"]


def at(simulator: Simulator) -> list[str]:
    where = ["--url", simulator.url, "--user", "CONTOSO\\operator"]
    return [*where, "--trust", simulator.certificate.sha256]


def unread(words: list[str], stream: str, env: Mapping[str, str] | None = None) -> tuple[int, str]:
    """Run with nobody at the other end of one stream; return the exit code and what the other one got."""
    reader, writer = os.pipe()
    os.close(reader)
    other = "stderr" if stream == "stdout" else "stdout"
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    with os.fdopen(writer, "wb") as pipe:
        done = subprocess.run(
            vbo_tui(*words),
            env={**environment, **(env or {})},
            text=True,
            stdout=pipe if stream == "stdout" else subprocess.PIPE,
            stderr=pipe if stream == "stderr" else subprocess.PIPE,
        )
    got: str = getattr(done, other)
    return done.returncode, got


def test_a_reader_that_goes_away_is_no_error(simulator: Simulator) -> None:
    assert unread(["list", *at(simulator)], "stdout", {"VBO_TUI_PASSWORD": "demo"}) == (0, "")


@pytest.mark.parametrize("words", [["--help"], ["list", "--help"], ["--version"], ["paths"]])
def test_nor_is_one_that_did_not_want_the_help(words: list[str]) -> None:
    assert unread(words, "stdout") == (0, "")


def test_the_exit_code_is_the_same_where_nobody_reads_why() -> None:
    assert unread(SERVER_AWAY, "stderr") == (3, "")


@pytest.mark.parametrize("words", [["paths"], ["--version"]])
def test_a_full_disk_is_one_line_and_no_bug(words: list[str], tmp_path: Path) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(vbo_tui(*words), stdout=full, stderr=subprocess.PIPE, text=True)
    told = "vbo-tui: what was to be written does not fit: No space left on device\n"
    assert (done.returncode, done.stderr) == (2, told)
    assert list((tmp_path / "home").rglob("crash-*.txt")) == []


def test_ctrl_c_ends_the_question_for_the_password(simulator: Simulator) -> None:
    with Terminal(vbo_tui("list", *at(simulator)), columns=100) as terminal:
        terminal.shows("Password of")
        terminal.press("ctrl+c")
        assert terminal.ends() == 130
        assert terminal.written.endswith(b": \r\n"), "what the shell prints next begins a line"
    assert "/v1/token" not in [seen.path.casefold() for seen in simulator.requests]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_a_signal_that_ends_it_leaves_a_terminal_that_echoes(
    simulator: Simulator, number: signal.Signals
) -> None:
    with Terminal(vbo_tui("list", *at(simulator)), columns=100) as terminal:
        before = terminal.discipline
        terminal.shows("Password of")
        terminal.until(lambda: terminal.discipline != before)
        terminal.process.send_signal(number)
        assert terminal.ends() == 128 + number
        assert terminal.discipline == before
        assert terminal.written.endswith(b": \r\n"), "what the shell prints next begins a line"


def test_what_is_typed_in_another_encoding_is_told_and_not_shown(simulator: Simulator) -> None:
    words = vbo_tui("list", *at(simulator))
    with Terminal(words, columns=120, env={"PYTHONUTF8": "1"}) as terminal:
        terminal.shows("Password of")
        terminal.send(b"geheim\xff\r")
        assert terminal.ends() == 4
        assert "vbo-tui: sign-in: what was typed is not text in this terminal's encoding" in terminal.lines[1]
        assert b"geheim" not in terminal.written

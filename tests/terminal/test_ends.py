"""Ends at a bad moment: while it starts, while it asks, while the terminal stalls, and without a word."""

from __future__ import annotations

import re
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.terminal.pseudo import Terminal, vbo_tui
from tests.terminal.test_life import ends_as_it_began
from tests.terminal.test_monitor import ENTERED_THE_SCREEN, LEFT_THE_SCREEN, PASSWORD, USER, monitor
from vbo_tui.simulator.serve import Simulator

ENDING = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT]


@pytest.mark.parametrize("number", ENDING)
def test_a_signal_while_it_starts_leaves_the_terminal_as_it_was(
    simulator: Simulator, number: signal.Signals
) -> None:
    with Terminal(monitor(simulator), env=PASSWORD) as terminal:
        before = terminal.discipline
        terminal.until(lambda: ENTERED_THE_SCREEN in terminal.written)
        terminal.process.send_signal(number)
        ends_as_it_began(terminal, 128 + number, before)


def test_a_resized_tmux_finds_nothing_to_leave_to_the_shell(simulator: Simulator) -> None:
    with Terminal(monitor(simulator), env=PASSWORD) as terminal:
        terminal.shows("^LIVE")
        terminal.resize(100, 40)
        terminal.shows("^LIVE")
        terminal.press("q", "q")
        assert terminal.ends() == 0
        left = bytes(terminal.written).rpartition(LEFT_THE_SCREEN)[0].rpartition(b"\x1b[2J")[2]
        assert not re.sub(rb"\x1b\[[?<>0-9]*[a-z]", b"", left), (
            "nothing is painted after the screen is emptied"
        )


ASKING: dict[str, tuple[Callable[[Simulator], list[str]], str]] = {
    "the first server": (lambda server: vbo_tui(), "Which server"),
    "a certificate": (lambda server: vbo_tui("--url", server.url, "--user", USER), "Unknown certificate"),
    "a password": (monitor, "Sign in to"),
}


@pytest.mark.parametrize(("command", "question"), ASKING.values(), ids=ASKING)
def test_a_question_is_no_hindrance(
    simulator: Simulator, command: Callable[[Simulator], list[str]], question: str
) -> None:
    with Terminal(command(simulator)) as terminal:
        before = terminal.discipline
        terminal.shows(question)
        terminal.process.send_signal(signal.SIGTERM)
        ends_as_it_began(terminal, 143, before)
    with Terminal(command(simulator)) as terminal:
        terminal.shows(question)
        terminal.hang_up()
        assert terminal.process.wait(20) == 129


def test_a_terminal_that_takes_nothing_more_is_no_hindrance(simulator: Simulator) -> None:
    with Terminal(monitor(simulator), env=PASSWORD) as terminal:
        before = terminal.discipline
        terminal.shows("^LIVE")
        terminal.stall()
        terminal.process.send_signal(signal.SIGTERM)
        assert terminal.process.wait(20) == 143
        assert terminal.discipline == before


DETACHED = """
import fcntl, os, signal, sys, termios
signal.signal(signal.SIGHUP, signal.SIG_IGN)
fcntl.ioctl(0, termios.TIOCNOTTY)
os.execv(sys.argv[1], sys.argv[1:])
"""


def test_a_terminal_that_goes_without_a_signal_is_noticed(simulator: Simulator) -> None:
    """As where a program is started without job control; reading at the end of input would spin."""
    with Terminal([sys.executable, "-c", DETACHED, *monitor(simulator)], env=PASSWORD) as terminal:
        terminal.shows("^LIVE")
        terminal.hang_up()
        assert terminal.process.wait(20) == 129


def test_asleep_it_goes_with_its_terminal(simulator: Simulator) -> None:
    with Terminal(monitor(simulator), env=PASSWORD) as terminal:
        terminal.shows("^LIVE")
        terminal.send(b"\x1a")
        terminal.sleeps()
        terminal.hang_up()
        terminal.process.send_signal(signal.SIGCONT)
        assert terminal.process.wait(20) == 129


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


def test_the_demo_leaves_nothing_behind(temporary: Path) -> None:
    with Terminal(vbo_tui("demo", "--sessions", "30"), env={"TMPDIR": str(temporary)}) as terminal:
        before = terminal.discipline
        terminal.shows("^LIVE")
        assert list(temporary.iterdir())
        terminal.process.send_signal(signal.SIGTERM)
        ends_as_it_began(terminal, 143, before)
    assert not list(temporary.iterdir())


SHORT_QUEUE = """
import sys, textual.drivers._writer_thread as writer
writer.MAX_QUEUED_WRITES = 1
from vbo_tui.cli import main
sys.exit(main(["demo", "--sessions", "30"]))
"""


def test_nor_does_it_where_a_terminal_stalls_and_goes(temporary: Path) -> None:
    """What nobody takes any more holds up nothing: it ends by itself, not by force."""
    with Terminal([sys.executable, "-c", SHORT_QUEUE], env={"TMPDIR": str(temporary)}) as terminal:
        terminal.shows("^LIVE")
        terminal.stall()
        terminal.hang_up()
        assert terminal.process.wait(20) == 129
    assert not list(temporary.iterdir())

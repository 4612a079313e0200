"""What befalls a terminal in a week: the program survives it, or ends and leaves everything as it was."""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.terminal.pseudo import Terminal, vbo_tui
from tests.terminal.test_monitor import PASSWORD, USER, monitor
from vbo_tui.simulator.serve import Simulator

AS_EVER = {7, 25}
"""Modes that are on wherever nobody has switched them off: lines wrap, the cursor is seen."""

REPORTS = {
    "keys that nobody has": b"\x1b[999~\x1b[27;5;200~\x1bOz\x1b[1;9Z",
    "a terminal's answers": b"\x1b[?62;22c\x1b[>41;390;0c\x1b[?2026;2$y\x1b[24;80R\x1b[8;24;80t",
    "colours": b"\x1b]11;rgb:0000/0000/0000\x1b\\\x1b]4;1;rgb:ffff/0000/0000\x07",
    "strings of a device": b"\x1bP1+r544e=787465726d\x1b\\\x1b_Gi=1;OK\x1b\\",
    "a mouse": b"\x1b[<0;10;10M\x1b[<64;10;10M\x1b[M !!",
    "focus that goes and comes": b"\x1b[O\x1b[I",
    "half of a sequence": b"\x1b[1;",
    "bytes that are no text": b"\xff\xfe\xc3\x28\x80",
}


def ends_as_it_began(terminal: Terminal, code: int, before: list[object]) -> None:
    """Assert that the program has gone and the terminal is as it was."""
    assert terminal.ends() == code
    assert terminal.modes <= AS_EVER
    assert terminal.discipline == before
    with pytest.raises(ProcessLookupError):
        os.killpg(terminal.process.pid, 0)


def ctrl_c_twice(terminal: Terminal) -> None:
    terminal.press("ctrl+c")
    terminal.shows("once more quits")
    terminal.press("ctrl+c")


@pytest.mark.parametrize(
    ("end", "code"),
    [
        (lambda terminal: terminal.press("q", "q"), 0),
        (ctrl_c_twice, 0),
        (lambda terminal: terminal.process.send_signal(signal.SIGTERM), 143),
        (lambda terminal: terminal.process.send_signal(signal.SIGHUP), 129),
        (lambda terminal: terminal.process.send_signal(signal.SIGINT), 130),
    ],
    ids=["q", "ctrl+c", "SIGTERM", "SIGHUP", "SIGINT"],
)
def test_every_end_leaves_the_terminal_as_it_was(
    simulator: Simulator, end: Callable[[Terminal], None], code: int
) -> None:
    with Terminal(monitor(simulator), env=PASSWORD) as terminal:
        before = terminal.discipline
        terminal.shows(r"^LIVE")
        assert terminal.discipline != before
        end(terminal)
        ends_as_it_began(terminal, code, before)


@pytest.mark.parametrize("raw", REPORTS.values(), ids=REPORTS)
def test_whatever_a_terminal_says_unasked_does_no_harm(simulator: Simulator, raw: bytes) -> None:
    with Terminal(monitor(simulator), env=PASSWORD) as terminal:
        before = terminal.discipline
        terminal.shows(r"^LIVE")
        terminal.send(raw)
        # What follows at once may be taken for a part of it: it is pressed until it counts.
        terminal.until(lambda: terminal.press("D") or "sort duration" in terminal.text)  # type: ignore[func-returns-value]
        terminal.process.send_signal(signal.SIGTERM)
        ends_as_it_began(terminal, 143, before)


def paste(terminal: Terminal, pasted: bytes) -> None:
    while pasted:  # a terminal takes only so much at once
        terminal.send(pasted[:1024])
        pasted = pasted[1024:]
        terminal.read(0.0)


def sorts_by_duration(terminal: Terminal) -> bool:
    """Leave what the end of a paste has opened, and the filter, where that came as keys; then sort."""
    for pressed in ("escape", "escape", "D"):
        terminal.press(pressed)
        terminal.read(0.5)  # two at once would be another key
    return "sort duration" in terminal.text


@pytest.mark.parametrize(
    ("first", "last"), [(b"\x1b[200~", b"\x1b[201~"), (b"", b"")], ids=["marked", "bare"]
)
@pytest.mark.parametrize("opened", ["", "/"], ids=["table", "filter"])
def test_a_megabyte_that_is_pasted_is_survived(
    simulator: Simulator, opened: str, first: bytes, last: bytes
) -> None:
    with Terminal(monitor(simulator), env=PASSWORD) as terminal:
        before = terminal.discipline
        terminal.shows(r"^LIVE")
        terminal.press(opened)
        paste(terminal, first + b"restore session " * 65536 + last)
        terminal.until(lambda: sorts_by_duration(terminal), timeout=60)
        terminal.process.send_signal(signal.SIGTERM)
        ends_as_it_began(terminal, 143, before)


def test_a_megabyte_is_no_password(simulator: Simulator) -> None:
    with Terminal(monitor(simulator)) as terminal:
        terminal.shows(r"Sign in to")
        paste(terminal, b"\x1b[200~" + b"restore session " * 65536 + b"\x1b[201~")
        terminal.press("demo", "enter")
        terminal.shows(r"^LIVE")


def test_fifty_resizes_end_in_one_right_layout(simulator: Simulator) -> None:
    with Terminal(monitor(simulator), env=PASSWORD) as terminal:
        terminal.shows(r"^LIVE")
        for step in range(50):
            terminal.resize(20 + 5 * (step % 30), 5 + step % 40)
            terminal.read(0.0)
        terminal.resize(100, 30)
        terminal.shows(r"^\? help")
        terminal.until(lambda: re.match(r"LIVE|STALE", terminal.lines[28]))
        terminal.until(lambda: terminal.lines[0].endswith("30 all"))
        terminal.until(lambda: sum("Exch" in line for line in terminal.lines) == 26)


@pytest.mark.parametrize("size", [(300, 100), (2, 2), (80, 3), (5, 60)])
def test_it_starts_in_a_pane_of_any_size(simulator: Simulator, size: tuple[int, int]) -> None:
    columns, rows = size
    with Terminal(monitor(simulator), env=PASSWORD, columns=columns, rows=rows) as terminal:
        before = terminal.discipline
        terminal.until(lambda: terminal.written.endswith(b"h") or len(terminal.written) > 200)
        terminal.until(
            lambda: simulator.requests and simulator.requests[-1].path.casefold().endswith("sessions")
        )
        terminal.process.send_signal(signal.SIGTERM)
        ends_as_it_began(terminal, 143, before)


@pytest.mark.parametrize("kind", ["dumb", "linux", "screen", "vt100", "xterm-256color", "nobody-knows", None])
def test_any_kind_of_terminal_is_taken(simulator: Simulator, kind: str | None) -> None:
    with Terminal(monitor(simulator), env={**PASSWORD, "TERM": kind}) as terminal:
        before = terminal.discipline
        terminal.shows(r"^LIVE")
        terminal.press("q", "q")
        ends_as_it_began(terminal, 0, before)


@pytest.mark.parametrize("locale", ["C", "POSIX", "C.UTF-8", "de_DE.ISO-8859-1"])
def test_letters_of_any_script_are_shown_whatever_the_locale(locale: str) -> None:
    words = ("demo", "--sessions", "30")
    with Terminal(vbo_tui(*words), columns=140, env={"LANG": locale, "LC_ALL": locale}) as terminal:
        terminal.shows(r"^LIVE")
        terminal.until(lambda: "Sejlklub" in terminal.text)
        assert "\u00c6r\u00f8 Sejlklub" in terminal.text
        terminal.press("q", "q")
        assert terminal.ends() == 0


def test_letters_that_an_output_has_no_bytes_for_are_shown_all_the_same() -> None:
    words = ("demo", "--sessions", "30")
    with Terminal(vbo_tui(*words), columns=140, env={"PYTHONIOENCODING": "iso-8859-1"}) as terminal:
        terminal.until(lambda: "\u00c6r\u00f8 Sejlklub" in terminal.text)


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "</dev/null", ">/dev/null", "2>/dev/null"])
def test_without_a_terminal_at_one_end_it_says_so_and_goes(simulator: Simulator, closed: str) -> None:
    script = f'exec "$0" "$@" {closed}'
    with Terminal(["bash", "-c", script, *monitor(simulator)], env=PASSWORD) as terminal:
        before = terminal.discipline
        ends_as_it_began(terminal, 2, before)
        assert ("needs a terminal" in terminal.text) is ("2>" not in closed)


def test_it_is_stopped_from_outside_and_goes_on(simulator: Simulator) -> None:
    with Terminal(monitor(simulator), env=PASSWORD) as terminal:
        before = terminal.discipline
        terminal.shows(r"^LIVE")
        terminal.process.send_signal(signal.SIGTSTP)
        terminal.sleeps()
        terminal.read(0.2)
        assert terminal.modes <= AS_EVER, "the shell has its screen back"
        assert terminal.discipline == before
        terminal.process.send_signal(signal.SIGCONT)
        terminal.until(lambda: 1049 in terminal.modes)
        terminal.shows(r"^(LIVE|STALE)")
        terminal.press("q", "q")
        ends_as_it_began(terminal, 0, before)


def test_a_password_command_ends_with_the_program(simulator: Simulator, tmp_path: Path) -> None:
    config, told = tmp_path / "profiles.toml", tmp_path / "pid"
    command = ["sh", "-c", f"echo $$ > {told}; exec sleep 600"]
    config.write_text(
        f"[profiles.prod]\nurl = \"{simulator.url}\"\nuser = '{USER}'\n"
        f'pin = "{simulator.certificate.sha256}"\npassword_command = {command!r}\n'
    )
    with Terminal(vbo_tui("--config", str(config))) as terminal:
        before = terminal.discipline
        terminal.until(lambda: told.exists() and told.read_text().strip())
        terminal.process.send_signal(signal.SIGTERM)
        ends_as_it_began(terminal, 143, before)
    with pytest.raises(ProcessLookupError):
        os.kill(int(told.read_text()), 0)


BREAKS = {
    "a widget": "from vbo_tui.ui.widgets.status_line import StatusLine as c\nc.show_status = bug",
    "a worker": "from vbo_tui.monitor.poller import Poller as c\nc._poll = bug",
    "a timer": "from vbo_tui.ui.screens.sessions import SessionsScreen as c\nc.tick = bug",
    "the start": "from vbo_tui.ui.app import VboApp as c\nc._screen_of = bug",
    "a key": "from vbo_tui.ui.screens.sessions import SessionsScreen as c\nc.action_time_mode = bug",
    "the paint": "from vbo_tui.ui.widgets.session_table import SessionTable as c\nc.render_line = bug",
    "the thread that reads keys": "from textual._xterm_parser import XTermParser as c\nc.parse = bug",
    "the end": "from vbo_tui.commands.late import LateClient as c\nc.aclose = bug",
}


@pytest.mark.parametrize("broken", BREAKS.values(), ids=BREAKS)
def test_a_bug_anywhere_is_one_line_and_a_file_of_ones_own(
    simulator: Simulator, broken: str, tmp_path: Path
) -> None:
    words = monitor(simulator)[3:]
    script = (
        "import sys\ndef bug(self, *words, **more):\n    password = 'demo'\n    raise LookupError(password)\n"
        f"{broken}\nfrom vbo_tui.cli import main\nsys.exit(main(sys.argv[1:]))"
    )
    with Terminal([sys.executable, "-c", script, *words], columns=200, env=PASSWORD) as terminal:
        before = terminal.discipline
        if "time_mode" in broken or "aclose" in broken:
            terminal.shows(r"^LIVE")
            terminal.press(*("t" if "time_mode" in broken else "qq"))
        ends_as_it_began(terminal, 70, before)
        after = bytes(terminal.written).rpartition(b"\x1b[?1049l")[2].decode()
    [line] = [
        line for line in re.sub(r"\x1b\[[^a-zA-Z]*[a-zA-Z]|\x1b.", "", after).split("\r\n") if line.strip()
    ]
    assert re.search(
        r"vbo-tui: a bug ended the program \(LookupError\); details without secrets are in ", line
    )
    file = Path(line.rpartition(" ")[2])
    assert file.stat().st_mode & 0o777 == 0o600
    assert "LookupError" in file.read_text()
    assert "demo" not in file.read_text().replace("run_demo", "")

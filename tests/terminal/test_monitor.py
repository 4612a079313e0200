"""The whole program, in a real pseudo-terminal, against the simulator over TLS."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.terminal.pseudo import Terminal, vbo_tui
from vbo_tui.simulator.faults import Fault
from vbo_tui.simulator.serve import Simulator

USER = "CONTOSO\\operator"
PASSWORD = {"VBO_TUI_PASSWORD": "demo"}
DOCUMENTED = "9f786f0f-de9a-4a90-8118-093b6cb2c4fc"
ENTERED_THE_SCREEN, LEFT_THE_SCREEN = b"\x1b[?1049h", b"\x1b[?1049l"


def monitor(server: Simulator, *words: str) -> list[str]:
    trust = ("--trust", server.certificate.sha256)
    return vbo_tui("--url", server.url, "--user", USER, "--interval", "2", *trust, *words)


def test_a_session_from_start_to_end(simulator: Simulator) -> None:
    with Terminal(monitor(simulator), columns=140, rows=30, env=PASSWORD) as terminal:
        terminal.shows(r"^LIVE \d+s")
        assert re.search(r"vbo-tui +127\.0\.0\.1 .* 30 all", terminal.text)
        terminal.press("A", "G", "k")
        terminal.shows(DOCUMENTED)
        terminal.press("enter")
        terminal.shows(r"RUN!  state Working, result so far Success")
        terminal.press("o")
        terminal.shows(r"Organization +veeam\.onmicrosoft\.com")
        terminal.press("[")
        terminal.shows(r"Exchange \(Vex\)")
        terminal.press("y")
        terminal.shows(r'"creationTime": "2017-06-29T08:30:05\.0983973Z"')
        terminal.press("q", "q")
        terminal.shows(r"\? help +Enter open")
        terminal.press("/", "9f786f0f", "enter")
        terminal.shows(r"filter /9f786f0f  1 of 30")
        terminal.press("escape")
        terminal.until(lambda: "filter /" not in terminal.text)
        terminal.press("D")
        terminal.shows(r"sort duration")
        terminal.press("p")
        terminal.shows(r"PAUSED 00:0\d")
        terminal.press("p")
        terminal.shows(r"^LIVE \d+s")
        terminal.press("q", "q")
        assert terminal.ends() == 0
        assert LEFT_THE_SCREEN in terminal.written


def test_a_server_that_goes_and_comes_back(simulator: Simulator) -> None:
    with Terminal(monitor(simulator), columns=120, rows=24, env=PASSWORD) as terminal:
        terminal.shows(r"^LIVE")
        terminal.press("j", "j", "j")
        simulator.stop()
        terminal.shows(r"OFFLINE \d\d:\d\d  connection refused +last data \d\d:\d\d:\d\d +retry in \d+s")
        assert re.search(r"30 all", terminal.text)
        rows = terminal.text.count("Exch")
        assert rows >= 18, "the rows stay"
        bells = re.sub(rb"\x1b\][^\x07]*\x07", b"", bytes(terminal.written)).count(b"\x07")
        assert bells == 1, "for whoever looks elsewhere"
        simulator.start()
        terminal.press("r")
        terminal.shows(r"LIVE \d+s +back after 00:00:\d\d, 0 changed")
        terminal.press("enter")
        terminal.shows(r"Id +[0-9a-f-]{36}")
        opened = re.search(r"Id +([0-9a-f-]{36})", terminal.text)
        assert opened is not None
        terminal.press("escape")
        terminal.until(lambda: "\u2502" not in terminal.text)
        assert opened[1][:20] in [line for line in terminal.text.splitlines() if "Exch" in line][3]


def test_an_unknown_certificate_is_asked_about_and_no_is_the_default(simulator: Simulator) -> None:
    with Terminal(vbo_tui("--url", simulator.url, "--user", USER), env=PASSWORD) as terminal:
        terminal.shows("Unknown certificate")
        digits = simulator.certificate.sha256.upper()
        terminal.shows(f"{digits[:4]} {digits[4:8]} {digits[8:12]}")
        terminal.press("enter")
        terminal.until(lambda: "Unknown certificate" not in terminal.text)
        terminal.shows(r"^CERT +not connecting")
        assert not simulator.requests
        terminal.press("enter")
        terminal.shows("Unknown certificate")
        terminal.press("y")
        terminal.shows(r"^LIVE")


def test_a_certificate_that_changes_stops_everything_before_a_byte_is_sent(simulator: Simulator) -> None:
    with Terminal(monitor(simulator), env=PASSWORD, rows=30) as terminal:
        terminal.shows(r"^LIVE")
        simulator.stop()
        terminal.shows(r"^OFFLINE")
        simulator.renew_certificate()
        asked = len(simulator.requests)
        simulator.start()
        terminal.press("r")
        terminal.shows("CERTIFICATE CHANGED")
        assert len(simulator.requests) == asked
        terminal.press("escape")
        terminal.shows(r"^CERT")


def test_a_password_is_asked_for_and_a_wrong_one_is_sent_once(simulator: Simulator) -> None:
    with Terminal(monitor(simulator)) as terminal:
        terminal.shows(r"Sign in to 127\.0\.0\.1")
        terminal.press("wrong", "enter")
        terminal.shows(r"refused")
        sign_ins = [seen for seen in simulator.requests if seen.method == "POST"]
        assert len(sign_ins) == 1
        terminal.press("demo", "enter")
        terminal.shows(r"^LIVE")
        assert b"demo" not in terminal.written
        assert b"wrong" not in terminal.written


def test_a_token_that_the_server_forgets_is_renewed_without_a_word(simulator: Simulator) -> None:
    with Terminal(monitor(simulator), env=PASSWORD) as terminal:
        terminal.shows(r"^LIVE")
        simulator.tokens.revoke()
        terminal.press("r")
        terminal.until(lambda: 401 in [seen.status for seen in simulator.requests])
        terminal.until(
            lambda: simulator.requests[-1].status == 200 and simulator.requests[-1].method == "GET"
        )
        assert "AUTH" not in terminal.text


@pytest.mark.parametrize("fault", [Fault.HOSTILE_TEXT, Fault.HOSTILE_LINKS])
def test_a_hostile_server_cannot_reach_the_terminal(simulator: Simulator, fault: Fault) -> None:
    simulator.faults.active.add(fault)
    with Terminal(monitor(simulator), columns=130, rows=24, env=PASSWORD) as terminal:
        terminal.shows(r"^LIVE")
        terminal.press("j", "j", "enter")
        terminal.shows(r"Id +[0-9a-f-]{36}|redirects elsewhere")
        terminal.press("y")
        terminal.shows(r"> raw")
        for sequence in (b"\x1b]52", b"\x1b]0;", b"\x1b[2J\x1b]", b"\xe2\x80\xae"):
            assert sequence not in terminal.written
        terminal.press("q")
        terminal.until(lambda: "> raw" not in terminal.text)
        terminal.press("q")
        terminal.shows(r"Enter open")
        terminal.press("q", "q")
        assert terminal.ends() == 0


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (Fault.SERVER_ERROR, r"^OFFLINE \d\d:\d\d  the server answered 500: Object reference"),
        (Fault.CUT_SHORT, r"^OFFLINE \d\d:\d\d  the answer broke off"),
        (Fault.NOT_JSON, r"^OFFLINE \d\d:\d\d  the answer is HTML or XML, not JSON"),
        (Fault.THROTTLED, r"^OFFLINE \d\d:\d\d  the server asks for a pause \(429"),
        (Fault.SLOW, r"^STALE \d+s  waiting for answer"),
    ],
)
def test_each_fault_has_its_words_and_is_recovered_from_without_the_user(
    simulator: Simulator, fault: Fault, told: str
) -> None:
    with Terminal(monitor(simulator), columns=120, env=PASSWORD) as terminal:
        terminal.shows(r"^LIVE")
        simulator.faults.delay = 5
        simulator.faults.active.add(fault)
        terminal.shows(told)
        assert "30 all" in terminal.text, "the rows stay"
        simulator.faults.active.clear()
        terminal.shows(r"^LIVE", timeout=40)


def test_hardly_anything_is_written_while_nothing_happens(simulator: Simulator) -> None:
    with Terminal(monitor(simulator, "--interval", "60"), env=PASSWORD) as terminal:
        terminal.shows(r"^LIVE [1-9]\d*s")
        before, age = len(terminal.written), terminal.lines[-2].split()[1]
        terminal.until(lambda: terminal.lines[-2].split()[1] != age)
        terminal.read(0.5)
        assert len(terminal.written) - before < 2000, "the status row, and the rows whose duration ticked"


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_ends_it_with_the_screen_restored(
    simulator: Simulator, number: signal.Signals, code: int
) -> None:
    with Terminal(monitor(simulator), env=PASSWORD) as terminal:
        terminal.shows(r"^LIVE")
        terminal.process.send_signal(number)
        assert terminal.ends() == code
        assert LEFT_THE_SCREEN in terminal.written


def test_without_colour_every_state_is_still_readable(simulator: Simulator) -> None:
    with Terminal(monitor(simulator), env={**PASSWORD, "NO_COLOR": "1"}) as terminal:
        terminal.shows(r"^LIVE")
        for row in range(24):
            for cell in terminal.row_style(row):
                assert (cell.fg, cell.bg) == ("default", "default") or cell.reverse, (row, cell)
        assert any(cell.reverse for cell in terminal.row_style(2)), "the cursor"


def test_bytes_that_are_no_text_do_no_harm(simulator: Simulator) -> None:
    with Terminal(monitor(simulator), env=PASSWORD) as terminal:
        terminal.shows(r"^LIVE")
        terminal.send(b"\xff\xfe\x1b[M \xc8\x80")
        # A key in the same packet is taken for part of the report: it is pressed until it counts.
        terminal.until(lambda: terminal.press("D") or "sort duration" in terminal.text)  # type: ignore[func-returns-value]


def test_control_c_twice_ends_it(simulator: Simulator) -> None:
    with Terminal(monitor(simulator), env=PASSWORD) as terminal:
        terminal.shows(r"^LIVE")
        terminal.press("ctrl+c")
        terminal.shows("once more quits")
        terminal.press("ctrl+c")
        assert terminal.ends() == 0


@pytest.mark.parametrize("size", [(40, 12), (60, 20), (30, 8), (12, 4), (200, 50), (1, 1)])
def test_it_fits_every_pane(simulator: Simulator, size: tuple[int, int]) -> None:
    columns, rows = size
    with Terminal(monitor(simulator), env=PASSWORD) as terminal:
        terminal.shows(r"^LIVE")
        before = len(terminal.written)
        terminal.resize(columns, rows)
        terminal.until(lambda: len(terminal.written) > before)  # it has seen the size before the next one
        if columns >= 12:
            terminal.shows(r"^LIVE")
            terminal.until(lambda: len(terminal.lines) == rows)
        terminal.resize(80, 24)
        terminal.shows(r"^LIVE")
        terminal.shows(r"\? help")


def test_the_demo_needs_nothing(tmp_path: Path) -> None:
    with Terminal(vbo_tui("demo", "--sessions", "30")) as terminal:
        terminal.shows(r"^LIVE")
        assert "demo" in terminal.lines[0]
        terminal.press("q", "q")
        assert terminal.ends() == 0
    assert not list((tmp_path / "home").rglob("profiles.toml"))


def test_without_a_terminal_it_says_what_to_do_instead() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "vbo_tui", "demo"], capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 2
    assert done.stderr.strip().splitlines() == [
        "vbo-tui: the monitor needs a terminal; vbo-tui list prints to files and pipes"
    ]


def test_a_terminal_that_goes_away_takes_the_program_with_it(simulator: Simulator) -> None:
    with Terminal(monitor(simulator), env=PASSWORD) as terminal:
        terminal.shows(r"^LIVE")
        terminal.hang_up()
        assert terminal.process.wait(10) == 129


def test_it_can_be_put_to_sleep_and_comes_back(simulator: Simulator) -> None:
    with Terminal(monitor(simulator), env=PASSWORD) as terminal:
        terminal.shows(r"^LIVE")
        terminal.send(b"\x1a")
        terminal.sleeps()
        before = len(terminal.written)
        terminal.process.send_signal(signal.SIGCONT)
        terminal.until(lambda: b"LIVE" in terminal.written[before:].partition(ENTERED_THE_SCREEN)[2])
        terminal.press("D")
        terminal.shows(r"sort duration")

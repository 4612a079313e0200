"""One full run of the program, after which everything that it left is searched."""

from __future__ import annotations

import os
import re
import shlex
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.secrecy.needles import PASSWORD, GivenOut, forms, found
from tests.terminal.pseudo import Terminal, vbo_tui
from vbo_tui.simulator.faults import Fault
from vbo_tui.simulator.serve import Simulator
from vbo_tui.simulator.world import World

USER = "CONTOSO\\operator"


@pytest.fixture
def server() -> Iterator[Simulator]:
    tokens = GivenOut(accounts={USER: PASSWORD})
    with Simulator(World(sessions=30), api=("v8",), tokens=tokens) as simulator:
        yield simulator


class Run:
    """A machine of a user's own: what the program leaves on it, and what was seen of its processes."""

    def __init__(self, folder: Path, server: Simulator) -> None:
        self.server = server
        self.home, self.scratch, self.told = folder / "home", folder / "tmp", folder / "told"
        self.scratch.mkdir()
        self.log = self.home / "debug.log"
        self.seen = bytearray()
        """All that was written to terminals, and the command lines of all processes."""

    @property
    def secrets(self) -> list[str]:
        return [PASSWORD, *getattr(self.server.tokens, "ever", [])]

    def program(self, *words: str, code: str = "", **variables: str) -> Terminal:
        """Start the program on the saved server, with everything written down that can be."""
        start = [sys.executable, "-c", code] if code else vbo_tui()
        command = [*start, *words, *(() if "profiles" in words else ("--debug-log", str(self.log)))]
        env = {"HOME": str(self.home), "TMPDIR": str(self.scratch), **variables}
        return Terminal(command, columns=140, rows=40, env=env)

    def note(self, terminal: Terminal) -> None:
        """Take in what was written, and what ``ps`` shows while the program runs."""
        self.seen += terminal.written
        for process in Path("/proc").iterdir():
            if process.name.isdigit():
                try:
                    self.seen += (process / "cmdline").read_bytes()
                except OSError:
                    continue

    @property
    def folders(self) -> list[Path]:
        """Every folder that was made."""
        return [
            folder for place in (self.home, self.scratch) for folder in place.rglob("*") if folder.is_dir()
        ]

    @property
    def files(self) -> list[Path]:
        return [file for place in (self.home, self.scratch) for file in place.rglob("*") if file.is_file()]


@pytest.fixture
def run(tmp_path: Path, server: Simulator) -> Run:
    return Run(tmp_path, server)


def save(run: Run) -> None:
    words = ["--url", run.server.url, "--user", USER, "--pin", run.server.certificate.sha256]
    with run.program("profiles", "add", "prod", *words) as terminal:
        assert terminal.ends() == 0
        run.note(terminal)


def type_password(terminal: Terminal) -> None:
    terminal.shows("assword")
    terminal.send(PASSWORD.encode())
    terminal.press("enter")


def open_every_page(terminal: Terminal, server: Simulator) -> None:
    terminal.press("enter")
    terminal.shows(r"Links +\[1\] self")
    terminal.press("y")
    terminal.shows(r"> raw")
    terminal.press("q")
    terminal.until(lambda: "> raw" not in terminal.text)
    terminal.press("l")
    terminal.shows(r"> events")
    server.tokens.revoke()
    terminal.press("r", "P")
    terminal.shows(r"Servers in")
    terminal.press("escape")
    terminal.until(lambda: "Servers in" not in terminal.text)


def break_it(terminal: Terminal, server: Simulator) -> None:
    terminal.press("escape", "escape", "escape")
    for fault in (Fault.SERVER_ERROR, Fault.NOT_JSON, Fault.CUT_SHORT):
        server.faults.active = {fault}
        terminal.until(lambda: terminal.press("r") or "OFFLINE" in terminal.text)  # type: ignore[func-returns-value]
        server.faults.active = {Fault.HOSTILE_LINKS}
        terminal.until(lambda: terminal.press("r") or "LIVE" in terminal.text)  # type: ignore[func-returns-value]
    server.faults.active = {Fault.UNAUTHORIZED}
    terminal.until(lambda: terminal.press("r") or "AUTH" in terminal.text)  # type: ignore[func-returns-value]


CRASH = (
    "import sys\nfrom vbo_tui.cli import main\nfrom vbo_tui.ui.screens.sessions import SessionsScreen as c\n"
    "def bug(self):\n    password = self._server\n    raise RuntimeError(repr(vars(self)))\n"
    "c.action_time_mode = bug\nsys.exit(main(sys.argv[1:]))"
)


def print_everything(run: Run) -> None:
    """Run what prints or exports."""
    session = run.server.service.world.sessions(run.server.service.now())[0].id
    for words in (
        ("list",), ("list", "--json"), ("list", "--csv"), ("doctor",),
        ("show", session, "--link", "events", "--json"),
    ):  # fmt: skip
        with run.program(*words, VBO_TUI_PASSWORD=PASSWORD) as terminal:
            assert terminal.ends() == 0, terminal.text
            run.note(terminal)


def test_nothing_that_a_run_leaves_holds_a_secret(run: Run) -> None:
    umask = os.umask(0)
    try:
        save(run)
        with run.program() as terminal:
            type_password(terminal)
            terminal.shows(r"^LIVE")
            open_every_page(terminal, run.server)
            break_it(terminal, run.server)
            run.note(terminal)
        run.server.faults.active.clear()
        with run.program(VBO_TUI_PASSWORD=PASSWORD, code=CRASH) as terminal:
            terminal.shows(r"^LIVE")
            terminal.press("t")
            assert terminal.ends() == 70
            run.note(terminal)
        print_everything(run)
        command = f"env > {shlex.quote(str(run.told))}; printf '%s\\n' {shlex.quote(PASSWORD)}"
        profiles = next(file for file in run.files if file.name == "profiles.toml")
        asking = run.scratch / "ask"  # the secret is the command's own business
        asking.write_text(command)
        with profiles.open("a") as saved:
            saved.write(f'password_command = ["sh", "{asking}"]\n')
        with run.program() as terminal:
            terminal.shows(r"^LIVE")
            run.note(terminal)
            terminal.press("q", "q")
            assert terminal.ends() == 0
        asking.unlink()
    finally:
        os.umask(umask)
    assert len(run.secrets) > 6
    left = {file.name for file in run.files}
    assert {"profiles.toml", "state.toml", "debug.log"} < left
    assert any(name.startswith("crash-") for name in left)
    assert found(run.secrets, bytes(run.seen)) == []
    for file in run.files:
        assert found(run.secrets, file.read_bytes()) == [], file
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file
    for folder in run.folders:
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700, folder
    assert run.told.read_bytes()
    assert found(run.secrets, run.told.read_bytes()) == []


def test_the_environment_of_a_command_does_not_hold_the_password(run: Run) -> None:
    """``VBO_TUI_PASSWORD`` goes before the command; so another one is run with it in the environment."""
    import asyncio

    from vbo_tui.profiles.password import run_password_command

    os.environ["VBO_TUI_PASSWORD"] = PASSWORD
    try:
        printed = asyncio.run(run_password_command(("sh", "-c", "env | tr '\\n' ' '")))
    finally:
        del os.environ["VBO_TUI_PASSWORD"]
    assert found([PASSWORD], printed.reveal().encode()) == []
    assert "PATH=" in printed.reveal()


@pytest.mark.parametrize("form", list(forms(PASSWORD)))
def test_the_search_finds_what_it_looks_for(form: bytes) -> None:
    assert found([PASSWORD], b"before " + form + b" after")
    assert not found([PASSWORD], re.sub(rb"[^ ]", b"x", form))

"""What a bug prints and leaves behind."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.terminal.pseudo import Terminal
from vbo_tui.commands.crash import KEPT, write_crash
from vbo_tui.errors import Unreachable
from vbo_tui.simulator.serve import Simulator

USER = "CONTOSO\\operator"


def crashed(secret: str) -> ValueError:
    error = ValueError(f"token {secret}")
    error.__cause__ = Unreachable("connection refused")
    with pytest.raises(ValueError, match="token") as caught:
        raise error
    return caught.value


def test_a_crash_file_tells_where_and_nothing_else(tmp_path: Path) -> None:
    path = write_crash(crashed("geheim"), tmp_path / "state")
    assert path is not None
    text = path.read_text()
    assert "geheim" not in text
    assert "test_crash.py" in text
    assert "ValueError" in text
    assert "Unreachable: connection refused" in text
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_only_the_newest_crash_files_are_kept(tmp_path: Path) -> None:
    paths = [write_crash(crashed("x"), tmp_path) for _ in range(KEPT + 3)]
    assert len(list(tmp_path.glob("crash-*"))) == KEPT
    assert paths[-1] is not None
    assert paths[-1].exists()


def test_a_crash_that_cannot_be_written_down_is_no_second_crash(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert write_crash(crashed("x"), tmp_path / "file") is None


BUG = """
import sys
import vbo_tui.commands.saved as saved
def broken(options):
    password = "geheim"
    raise ZeroDivisionError("secret " + password)
saved.run_paths = broken
from vbo_tui.cli import main
sys.exit(main(["paths"]))
"""


def test_a_bug_is_code_70_one_line_and_a_file(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", BUG], capture_output=True, text=True)
    assert done.returncode == 70
    assert len(done.stderr.splitlines()) == 1
    assert "geheim" not in done.stderr
    files = list((tmp_path / "home").rglob("crash-*.txt"))
    assert len(files) == 1
    assert str(files[0]) in done.stderr
    assert "geheim" not in files[0].read_text()


BUG_ON_SCREEN = """
import sys
from vbo_tui.monitor.watch import Watch
from vbo_tui.ui.screens.sessions import SessionsScreen
def broken(self, at):
    password = "geheim"
    raise ZeroDivisionError("secret " + password)
Watch.pause = broken
from vbo_tui.cli import main
sys.exit(main(sys.argv[1:]))
"""

BUG_IN_THE_WORKER = BUG_ON_SCREEN.replace(
    "Watch.pause = broken",
    """
from vbo_tui.monitor.poller import Poller
whole = Poller._due
Poller._due = lambda self, update, ended: broken(self, 0) if self._wanted_now else whole(self, update, ended)
""",
)


@pytest.mark.parametrize(
    ("bug", "key", "place"), [(BUG_ON_SCREEN, "p", "sessions.py"), (BUG_IN_THE_WORKER, "r", "poller.py")]
)
def test_a_bug_ends_the_program_without_printing_locals(
    simulator: Simulator, tmp_path: Path, bug: str, key: str, place: str
) -> None:
    words = [
        sys.executable,
        "-c",
        bug,
        "--url",
        simulator.url,
        "--user",
        USER,
        "--trust",
        simulator.certificate.sha256,
    ]
    with Terminal(words, env={"VBO_TUI_PASSWORD": "demo"}, columns=200) as terminal:
        terminal.shows("^LIVE")
        terminal.press(key)
        assert terminal.ends() == 70
        assert "a bug ended the program (ZeroDivisionError)" in terminal.text
        assert b"geheim" not in terminal.written
        assert b"Traceback" not in terminal.written
    files = list((tmp_path / "home").rglob("crash-*.txt"))
    assert len(files) == 1
    assert place in files[0].read_text()

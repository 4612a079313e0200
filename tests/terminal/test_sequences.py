"""What the running program says to its terminal: the clipboard, the title, and the title given back."""

from __future__ import annotations

import re
from base64 import b64encode
from pathlib import Path

from tests.terminal.pseudo import Terminal
from tests.terminal.test_monitor import DOCUMENTED, PASSWORD, monitor
from vbo_tui.simulator.serve import Simulator
from vbo_tui.ui.sequences import GIVE_TITLE_BACK, KEEP_TITLE, title


def test_the_title_and_the_clipboard_reach_the_terminal(simulator: Simulator, tmp_path: Path) -> None:
    config = tmp_path / "profiles.toml"
    config.with_name("settings.toml").write_text('[table]\nsort = "started"\n[alarms]\ntitle = "failure"\n')
    with Terminal(
        monitor(simulator, "--config", str(config)), columns=140, rows=30, env={**PASSWORD, "TMUX": None}
    ) as terminal:
        terminal.shows(r"^LIVE \d+s")
        terminal.press("G", "k")
        terminal.press("c")
        terminal.shows(f"sent to terminal: {DOCUMENTED}")
        assert b"\x1b]52;c;" + b64encode(DOCUMENTED.encode()) + b"\x07" in terminal.written
        assert f"{KEEP_TITLE}{title('vbo: 0 run')}".encode() in terminal.written
        running = re.search(r"(\d+) run", terminal.lines[0])
        assert running is not None
        assert title(f"vbo: {running[1]} run").encode() in terminal.written
        assert GIVE_TITLE_BACK.encode() not in terminal.written
        terminal.press("q", "q")
        assert terminal.ends() == 0
        assert GIVE_TITLE_BACK.encode() in terminal.written


def test_tmux_is_told_twice_for_itself_and_for_its_terminal(simulator: Simulator) -> None:
    with Terminal(monitor(simulator), columns=140, env={**PASSWORD, "TMUX": "/x,1,0"}) as terminal:
        terminal.shows(r"^LIVE \d+s")
        terminal.press("c")
        terminal.shows("sent to terminal")
        assert terminal.written.count(b"]52;c;") == 2
        assert b"\x1bPtmux;\x1b\x1b]52;c;" in terminal.written

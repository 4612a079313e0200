"""The first minute: from nothing to a live table in four inputs."""

from __future__ import annotations

import re
from pathlib import Path

from tests.terminal.pseudo import Terminal, vbo_tui
from vbo_tui.simulator.serve import Simulator


def test_a_first_start_is_a_live_table_in_four_inputs(simulator: Simulator, tmp_path: Path) -> None:
    config = tmp_path / "profiles.toml"
    with Terminal(vbo_tui("--config", str(config)), columns=100, rows=30) as terminal:
        terminal.shows("Which server shall be watched")
        terminal.settle()  # all of the form is there
        row = next(at for at, line in enumerate(terminal.lines) if "DOMAIN" in line)
        without_cursor = terminal.row_style(row)
        terminal.press(simulator.url, "enter")
        terminal.until(lambda: terminal.row_style(row) != without_cursor)
        terminal.press("CONTOSO\\operator", "enter")
        terminal.shows("SHA-256")
        terminal.press("y")
        terminal.shows("password")
        terminal.press("demo", "enter")
        terminal.shows(r"^ ?LIVE")
        assert re.search(r"30 all", terminal.text)
        terminal.shows("Save this server as")
        terminal.press("enter")
        terminal.shows("saved as 127.0.0.1")
        terminal.press("q", "q")
        assert terminal.ends() == 0
    assert "demo" not in config.read_text()
    with Terminal(vbo_tui("--config", str(config)), columns=100, rows=30) as terminal:
        terminal.shows("password")
        terminal.press("demo", "enter")
        terminal.shows(r"^ ?LIVE")

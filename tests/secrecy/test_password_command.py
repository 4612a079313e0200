"""A password command that fails is told of on the screen: what it complains of, not what it printed."""

from __future__ import annotations

from pathlib import Path

from tests.secrecy.asking import USER
from tests.terminal.pseudo import Terminal, vbo_tui
from vbo_tui.simulator.serve import Simulator


def test_what_fails_shows_its_complaint_and_nothing_it_printed(simulator: Simulator, tmp_path: Path) -> None:
    config, log = tmp_path / "profiles.toml", tmp_path / "debug.log"
    command = ["sh", "-c", r"echo half-a-secret; printf '\033[2Jthe vault is locked' >&2; exit 3"]
    config.write_text(
        f"[profiles.prod]\nurl = \"{simulator.url}\"\nuser = '{USER}'\n"
        f'pin = "{simulator.certificate.sha256}"\npassword_command = {command!r}\n'
    )
    words = ["--config", str(config), "--debug-log", str(log)]
    with Terminal(vbo_tui(*words), columns=140, env={"VBO_TUI_PASSWORD": None}) as terminal:
        terminal.shows(r"password_command 'sh' failed with 3: .*the vault is locked")
        terminal.shows(r"Sign in to")
        assert b"half-a-secret" not in terminal.written
    assert "half-a-secret" not in log.read_text()
    assert not [seen for seen in simulator.requests if seen.method == "POST"]

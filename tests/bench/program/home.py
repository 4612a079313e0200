"""A home of the program's own: a saved server, a remembered API version, nothing of the user's."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.program.served import Served

PROFILE = "bench"

FOLDERS = ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR")

STRANGE = ("PYTHONDONTWRITEBYTECODE", "NO_COLOR", "VBO_TUI_CONFIG", "VBO_TUI_PROFILE", "TEXTUAL", "TMUX")
"""Variables of the user, by their beginning, that would change what is measured."""


@contextmanager
def at_home(
    server: Served | None = None, *, api: str = "auto", interval: float = 10.0
) -> Iterator[dict[str, str]]:
    """Yield an environment in which ``server`` is the saved default profile, certificate pinned.

    The newest sessions come first: the keys' paints are known by the rows' times.

    Args:
        server: The server; None for no profile.
        api: The version to speak.
        interval: Seconds from poll to poll; the default is the program's own.
    """
    with tempfile.TemporaryDirectory(prefix="vbo-tui-bench-") as folder:
        env = {name: value for name, value in os.environ.items() if not name.startswith(STRANGE)}
        env |= {"HOME": folder, "TZ": "UTC", "TERM": "xterm-256color", "COLORTERM": "", "LANG": "C.UTF-8"}
        env |= {name: str(Path(folder, name.lower())) for name in FOLDERS}
        if server is not None:
            config = Path(env["XDG_CONFIG_HOME"], "vbo-tui")
            config.mkdir(parents=True, mode=0o700)
            profile = Path(config, "profiles.toml")
            profile.write_text(_profile(server, api, interval), encoding="utf-8")
            profile.chmod(0o600)
            Path(config, "settings.toml").write_text('[table]\nsort = "started"\n', encoding="utf-8")
            env["VBO_TUI_PASSWORD"] = server.password
        yield env


def _profile(server: Served, api: str, interval: float) -> str:
    return (
        f'default = "{PROFILE}"\n[profiles.{PROFILE}]\nurl = "{server.url}"\nuser = \'{server.user}\'\n'
        f'pin = "{server.sha256}"\napi = "{api}"\ninterval = {interval}\n'
    )

"""What is left behind by a bug: where it happened, and nothing of what was in the variables."""

from __future__ import annotations

import platform
import tempfile
import traceback
from datetime import UTC, datetime
from pathlib import Path

from vbo_tui import __version__
from vbo_tui.api.text import one_line
from vbo_tui.errors import VboError
from vbo_tui.profiles.writing import make_private

KEPT = 5
"""Crash files that are kept; the oldest go first."""


def crash_folder() -> Path:
    """Return where crash files go; nothing is created."""
    from platformdirs import user_state_path

    return user_state_path("vbo-tui", appauthor=False)


def write_crash(error: BaseException, folder: Path) -> Path | None:
    """Write down a bug; return the file, None where it cannot be written.

    Only file, line and function of each step are kept: values could hold a password. Of an
    exception that is not ours the message is left out for the same reason.
    """
    now = datetime.now(UTC)
    try:
        make_private(folder)
        handle, name = tempfile.mkstemp(prefix=f"crash-{now:%Y%m%dT%H%M%S}-", suffix=".txt", dir=folder)
        with open(handle, "w", encoding="utf-8") as file:
            file.write(_report(error, now))
        for old in sorted(folder.glob("crash-*.txt"), key=lambda path: path.stat().st_mtime_ns)[:-KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        return None
    return Path(name)


def _report(error: BaseException, now: datetime) -> str:
    machine = f"Python {platform.python_version()}, {platform.system()}"
    head = f"vbo-tui {__version__}, {machine}, {now:%Y-%m-%d %H:%M:%S}Z\n"
    steps: list[str] = []
    cause: BaseException | None = error
    while cause is not None:
        frames = traceback.extract_tb(cause.__traceback__)
        steps += [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        steps.append(
            f"{type(cause).__name__}{f': {one_line(str(cause))}' if isinstance(cause, VboError) else ''}\n"
        )
        cause = cause.__cause__ or cause.__context__
    return head + "\n".join(steps)

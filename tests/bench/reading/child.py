"""A measurement in a fresh process, so that none inherits what another one left in memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
"""Where the package of the tests lies."""

FOLDERS = ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR")
"""What names a folder of the user's."""

PATIENCE = 600
"""Seconds after which a measurement has failed."""


@contextmanager
def homeless() -> Iterator[dict[str, str]]:
    """Yield an environment in which no folder of the user's is named."""
    with tempfile.TemporaryDirectory(prefix="vbo-tui-bench-") as folder:
        yield {**os.environ, **{name: str(Path(folder, name.lower())) for name in FOLDERS}}


def told(module: str, **asked: object) -> Any:
    """Return what ``module`` of this package answers to ``asked`` in a process of its own.

    Raises:
        RuntimeError: It ended badly; the message is what it wrote.
    """
    command = [sys.executable, "-m", f"{__package__}.{module}", json.dumps(asked)]
    with homeless() as env:
        done = subprocess.run(
            command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    if done.returncode:
        raise RuntimeError(f"{module} failed:\n{done.stderr[-4000:]}")
    return json.loads(done.stdout)


def answer(measure: Callable[..., object]) -> None:
    """Be that process: measure what the command line asks for, and print what came of it."""
    sys.stdout.write(json.dumps(measure(**json.loads(sys.argv[1]))))

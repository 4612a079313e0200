"""The installed wheel at work: ``python -m tests.wheel BIN`` runs the programs in BIN against the simulator.

Runs from the development environment; the programs it starts are the wheel's own, so that a file
that is missing from the wheel is noticed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.terminal.pseudo import Terminal


def main(folder: Path) -> int:
    """Use each of the wheel's commands once; return 0 when all of them did what they should."""
    program = str(folder / "vbo-tui")
    with tempfile.TemporaryDirectory() as home:
        environment = {"PATH": os.environ["PATH"], "HOME": home, "VBO_TUI_PASSWORD": "demo"}

        def answer(*words: str) -> str:
            command = [program, *words]
            done = subprocess.run(
                command, env=environment, cwd=home, capture_output=True, text=True, timeout=60
            )
            assert done.returncode == 0, (words, done.returncode, done.stderr)
            return done.stdout

        assert answer("--version").startswith("vbo-tui ")
        assert home in answer("paths")
        simulate = [program, "simulate", "--port", "0", "--sessions", "30"]
        with subprocess.Popen(
            simulate, env=environment, cwd=home, stdout=subprocess.PIPE, text=True
        ) as server:
            assert server.stdout is not None
            told = dict(server.stdout.readline().split(maxsplit=1) for _ in range(4))
            where = (
                "--url",
                told["url"].strip(),
                "--user",
                told["user"].strip(),
                "--trust",
                told["sha256"].strip(),
            )
            assert len(json.loads(answer("list", "--json", *where))) == 30
            server.terminate()
        with Terminal([program, "demo"], env={"HOME": home}) as terminal:
            terminal.shows("^LIVE")
            terminal.press("q", "q")
            assert terminal.ends() == 0
    sys.stdout.write(f"the wheel works: {folder}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))

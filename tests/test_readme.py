"""The README tells the truth: its pictures, its table of keys, its commands."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys

import pytest

from tests.shots import FOLDER, README, ROOT, keys, pictures, readme_with, same
from vbo_tui.simulator.options import FAULTS

TEXT = README.read_text(encoding="utf-8")


async def test_the_pictures_are_what_the_program_draws_today() -> None:
    drawn = await pictures()
    held = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir()}
    assert sorted(drawn) == sorted(held)
    for name, picture in drawn.items():
        assert same(picture, held[name]), f"{name} is out of date: python -m tests.shots"


def test_the_table_of_keys_is_made_from_the_bindings() -> None:
    assert readme_with(keys(), TEXT) == TEXT, "the table is out of date: python -m tests.shots"


def test_the_ci_calls_the_very_test_line_that_the_readme_prints() -> None:
    lines = [line for line in TEXT.splitlines() if line.startswith("python3 -m venv") and "pytest" in line]
    assert len(lines) == 1
    found = subprocess.run(
        ["sed", "-n", r"s/^\(python3 -m venv .*pytest.*\)$/\1/p", "README.md"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert found.stdout.splitlines() == lines
    assert "README.md" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_every_fault_of_the_simulator_is_named() -> None:
    assert not [fault for fault in FAULTS if f"`{fault}`" not in TEXT]


SHELL = "".join(re.findall(r"(?ms)^```sh\n(.*?)^```", TEXT))
COMMANDS = [
    line.split("#")[0].split(">")[0].strip() for line in SHELL.splitlines() if line.startswith("vbo-tui ")
]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_in_the_readme_is_understood(command: str) -> None:
    parse = "import sys; from vbo_tui.cli import _parser; _parser().parse_args(sys.argv[1:])"
    done = subprocess.run(
        [sys.executable, "-c", parse, *shlex.split(command)[1:]], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr

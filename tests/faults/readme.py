"""The README's table of faults, made from what was observed: ``python -m tests.faults.readme``."""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from pathlib import Path

import trustme

from tests.faults.observing import observe
from tests.faults.table import FAULTS

README = Path(__file__).parents[2] / "README.md"

_TABLE = re.compile(r"(<!-- faults: [^\n]*-->\n)(.*?)(<!-- /faults -->)", re.DOTALL)
_HEAD = ("| what goes wrong | what you see | next try | recovers by itself |", "|---|---|---|---|")


def told() -> list[str]:
    """Return the rows of the table as it stands in the README."""
    found = _TABLE.search(README.read_text(encoding="utf-8"))
    return found[2].splitlines()[len(_HEAD) :] if found else []


async def _lines() -> list[str]:
    authority, lines = trustme.CA(), []
    for fault in FAULTS:
        with tempfile.TemporaryDirectory(prefix="vbo-tui-faults-") as folder:
            lines.append((await observe(fault, Path(folder), authority)).line)
    return lines


def main() -> None:
    """Observe every fault, and write down what was seen."""
    table = "\n".join([*_HEAD, *asyncio.run(_lines())])
    text = README.read_text(encoding="utf-8")
    README.write_text(_TABLE.sub(lambda found: f"{found[1]}{table}\n{found[3]}", text), encoding="utf-8")
    sys.stdout.write(f"{len(FAULTS)} faults\n")


if __name__ == "__main__":
    main()

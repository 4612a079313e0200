"""``python -m tests.soak``: weeks of polling in minutes; the exit code is 1 where something grew."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
import tracemalloc
from pathlib import Path

from tests.monitor.metronome import Metronome
from tests.soak import census
from tests.soak.life import VERSIONS, Life
from tests.soak.neighbour import Neighbour


def main() -> int:
    """Live, print a table, and say what grew."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--polls", type=int, default=20_000)
    parser.add_argument("--sessions", type=int, default=2_000)
    parser.add_argument(
        "--rounds", type=int, default=40, help="visits to every profile, and lines of the table"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--trace", action="store_true", help="name the lines that allocated what grew; slow")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vbo-tui-soak-") as folder:
        for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "HOME"):
            os.environ[name] = folder
        return asyncio.run(_soak(Path(folder), options))


async def _soak(folder: Path, options: argparse.Namespace) -> int:
    clock = Metronome()
    began = time.monotonic()
    snapshots: list[tracemalloc.Snapshot] = []
    titles = [census.titles()]

    def tell(one: census.Census) -> None:
        line = f"{census.line(one)} {time.monotonic() - began:>7.0f} s"
        print(*titles, line, sep="\n", file=sys.__stdout__, flush=True)
        titles.clear()
        if options.trace:
            snapshots.append(tracemalloc.take_snapshot())
            del snapshots[1:-1]

    if options.trace:
        tracemalloc.start(8)
    with Neighbour(options.sessions, clock.now(), api=VERSIONS, seed=options.seed) as server:
        life = Life(folder, server, clock, seed=options.seed)
        found = await life.live(options.polls, options.rounds, tell)
    print(f"\n{life.polls:,} polls, {life.passed / 86400:.1f} days of the clock")
    print(
        "", "more and more objects of these types:", *(list(census.growing(found)) or ["     none"]), sep="\n"
    )
    if options.trace:
        print(*(f"{line}" for line in snapshots[-1].compare_to(snapshots[0], "lineno")[:30]), sep="\n")
    said = census.broken(found)
    print("", *(said or ["nothing grew"]), sep="\n")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())

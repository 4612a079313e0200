"""Measures the table in a real terminal: ``python -m tests.bench [--json FILE] [--only NAME] [--quick]``.

With ``--polls``: what polling costs, per API version and number of sessions, and which page size is best.

The figures to look at are the ratios to the plain DataTable in the same run; milliseconds depend on
the machine. They inform, and gate nothing: the exit code is 0 whether the goals are met or not.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import msgspec

from tests.bench.figures import BENCHES, QUICK, Figure, measure
from tests.bench.polls import COUNTS, PAGES, VERSIONS, pages, polls

TIMES = 9
"""How often a step is done; the median counts."""


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print as it goes, and leave the figures in a file if one is named."""
    options = _parser().parse_args(argv)
    if options.polls:
        counts = options.rows or COUNTS
        for line in chain(polls(VERSIONS, counts), pages(max(counts), PAGES)):
            _say(line)
        return 0
    figures: list[Figure] = []
    for bench in BENCHES:
        if options.only in (None, bench.name):
            _say(f"{bench.name}: {bench.tells}")
            rows = options.rows or [count for count in bench.rows if not options.quick or count in QUICK]
            for figure in measure(bench, tuple(rows), options.times):
                _say(_line(figure))
                figures.append(figure)
    if options.json:
        options.json.write_bytes(msgspec.json.format(msgspec.json.encode(figures)) + b"\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    parser.add_argument("--only", choices=[bench.name for bench in BENCHES], help="measure only this")
    parser.add_argument("--polls", action="store_true", help="measure requests and bytes of polls instead")
    parser.add_argument("--quick", action="store_true", help="leave out 100,000 sessions: a minute, not ten")
    parser.add_argument("--rows", type=int, nargs="+", metavar="N", help="so many sessions, for every bench")
    parser.add_argument("--times", type=int, default=TIMES, metavar="N", help="how often each step is done")
    return parser


def _line(figure: Figure) -> str:
    met = "met" if figure.met else "MISSED"
    return (
        f"  {figure.name:<30} {figure.value:>10,.1f} {figure.unit:<2}  plain {figure.baseline:>10,.1f}"
        f"  ratio {figure.ratio:>7.3f}  goal {figure.goal:<8} {met}"
    )


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

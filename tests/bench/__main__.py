"""Measures the program: ``python -m tests.bench [--quick] [--only NAME] [--json FILE]``.

Every figure stands next to a baseline from the same run; the ratios count, milliseconds depend on the
machine. They inform, and gate nothing: the exit code is 0 whether the goals are met or not. With
``--polls``: what polling costs in requests and bytes, per API version, and which page size is best.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

import msgspec

from tests.bench.figure import Bench, Figure, Scale
from tests.bench.growth import exponents
from tests.bench.machine import described
from tests.bench.polls import COUNTS, PAGES, VERSIONS, pages, polls
from tests.bench.program import benches as of_program
from tests.bench.reading import benches as of_reading
from tests.bench.table import benches as of_table

BENCHES: tuple[Bench, ...] = (*of_table.BENCHES, *of_reading.BENCHES, *of_program.BENCHES)
"""All that is measured, in the order in which it is done."""

QUICK = Scale(sizes=(1_000,), times=2, seconds=3.0)
"""A look at most of it, in a minute; goals at 100,000 sessions are held to no more than 1,000 then."""


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print as it goes, and leave the figures in a file if one is named."""
    options = _parser().parse_args(argv)
    if options.polls:
        for line in chain(polls(VERSIONS, options.rows or COUNTS), pages(max(options.rows or COUNTS), PAGES)):
            _say(line)
        return 0
    _say(described())
    figures = list(_measured(options.only, _scale(options)))
    missed = [figure.name for figure in figures if not figure.met]
    _say(f"{len(figures)} figures; missed: {', '.join(missed) or 'none'}")
    if options.json:
        options.json.write_bytes(msgspec.json.format(msgspec.json.encode(figures)) + b"\n")
    return 0


def _measured(only: str | None, scale: Scale) -> Iterator[Figure]:
    figures: list[Figure] = []
    for bench in BENCHES:
        if only in (None, bench.name):
            began = time.monotonic()
            _say(f"{bench.name}: {bench.tells}")
            for figure in bench.run(scale):
                _say(_line(figure))
                figures.append(figure)
                yield figure
            _say(f"  ({time.monotonic() - began:.0f} s)")
    growth = list(exponents(figures))
    if growth:
        _say("growth: how the figures grow with the number of sessions, as exponents")
    for figure in growth:
        _say(_line(figure))
        yield figure


def _scale(options: argparse.Namespace) -> Scale:
    scale = QUICK if options.quick else Scale()
    return Scale(
        sizes=tuple(sorted(options.rows or scale.sizes)),
        times=options.times or scale.times,
        seconds=scale.seconds if options.seconds is None else options.seconds,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    parser.add_argument("--only", choices=[bench.name for bench in BENCHES], help="measure only this")
    parser.add_argument("--polls", action="store_true", help="measure requests and bytes of polls instead")
    parser.add_argument("--quick", action="store_true", help="1,000 sessions at most: a minute, not ten")
    parser.add_argument("--rows", type=int, nargs="+", metavar="N", help="so many sessions")
    parser.add_argument("--times", type=int, metavar="N", help="how often each step is done")
    parser.add_argument("--seconds", type=float, metavar="N", help="how long an idle program is watched")
    return parser


def _line(figure: Figure) -> str:
    held = f"goal {figure.goal:<10} {'met' if figure.met else 'MISSED'}" if figure.goal else ""
    compared = f"against {figure.baseline:>10,.4g}  ratio {figure.ratio:>8.4g}" if figure.baseline else ""
    return f"  {figure.name:<44} {figure.value:>10,.4g} {figure.unit:<3}  {compared:<40} {held}".rstrip()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

"""How figures grow with the number of sessions: the slope of their logarithms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from math import log

from tests.bench.figure import Figure

MOST = 1.1
"""The exponent from which on something grows faster than there are sessions."""

_SIZE = re.compile(r"(?<=\s)(?:\d{1,3}(?:,\d{3})+|\d+)(?=\s|$|,(?!\d))")
"""A number in a name that may be one of sessions: not the first word, which is the goal's."""


def exponents(figures: Sequence[Figure]) -> Iterator[Figure]:
    """Yield the exponent of each family of figures whose names differ in one number, and in nothing else.

    An exponent of 1 is twice the time for twice the sessions. Values that are not above 0 are left out.
    """
    for name, points in _families(figures).items():
        if len(points) > 1:
            slope = round(_slope([(log(size), log(value)) for size, value in points.items()]), 3)
            yield Figure(f"19 growth of {name}", slope, "", 1.0, slope, f"<= {MOST:g}", slope <= MOST)


def _families(figures: Sequence[Figure]) -> Mapping[str, Mapping[int, float]]:
    """Return sizes and values by what is left of the names without the size; ``N`` stands for it."""
    families: dict[str, dict[int, float]] = {}
    for figure in figures:
        for found in _SIZE.finditer(figure.name):
            size = int(found[0].replace(",", ""))
            name = f"{figure.name[: found.start()]}N{figure.name[found.end() :]}"
            if size > 0 and figure.value > 0:
                families.setdefault(name, {})[size] = figure.value
    return families


def _slope(points: Sequence[tuple[float, float]]) -> float:
    """Return the slope of the line that is nearest to the points, by least squares."""
    middle_x = sum(x for x, _ in points) / len(points)
    middle_y = sum(y for _, y in points) / len(points)
    spread = sum((x - middle_x) ** 2 for x, _ in points)
    return sum((x - middle_x) * (y - middle_y) for x, y in points) / spread

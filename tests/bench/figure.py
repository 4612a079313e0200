"""What a benchmark says: one figure, next to its baseline in the same run and the goal it is held to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import msgspec


class Figure(msgspec.Struct):
    """One line of the outcome; medians of several repetitions where nothing else is said."""

    name: str
    """``goal number, what, size``; the same in every run."""
    value: float
    unit: str
    baseline: float
    """The same, measured in the same run, of what it is compared with; 0 where there is nothing."""
    ratio: float
    """``value`` to ``baseline``; 0 where there is no baseline."""
    goal: str
    """What the ratio is held to, ``<= 0.02``; "" for a figure that only informs."""
    met: bool
    """Whether the goal is reached; True where there is none."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is measured."""

    sizes: tuple[int, ...] = (1_000, 10_000, 100_000)
    """Numbers of sessions, upwards."""
    times: int = 7
    """How often a step is repeated; the median counts."""
    seconds: float = 60.0
    """How long an idle program is watched."""

    @property
    def most(self) -> int:
        """The largest number of sessions."""
        return self.sizes[-1]


@dataclass(frozen=True, slots=True)
class Bench:
    """A part of the benchmark that runs by itself."""

    name: str
    """What ``--only`` takes."""
    tells: str
    """What is compared with what, in a line."""
    run: Callable[[Scale], Iterator[Figure]]


def compared(name: str, unit: str, value: float, baseline: float, *, most: float | None = None) -> Figure:
    """Return a figure that is held to at most ``most`` times its baseline; None holds it to nothing."""
    ratio = value / baseline if baseline else 0.0
    met = most is None or (ratio <= most if baseline else value <= 0)
    goal = "" if most is None else f"<= {most:.4g}"
    return Figure(name, round(value, 3), unit, round(baseline, 3), round(ratio, 5), goal, met)


def alone(name: str, unit: str, value: float) -> Figure:
    """Return a figure that only informs."""
    return Figure(name, round(value, 3), unit, 0.0, 0.0, "", True)

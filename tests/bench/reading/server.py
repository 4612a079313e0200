"""The simulator in a process of its own: ``python -m tests.bench.reading.server SESSIONS``.

Its clock stands still, so that nothing happens but what is asked for. It prints one JSON line with its
address, and then reads commands, one a line, until standard input ends:

``churn N``: N sessions, evenly spread over the list, change their verdict, all at the same moment.
"""

from __future__ import annotations

import json
import sys
from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from tests.bench.reading.ours import NOW
from vbo_tui.simulator.options import PASSWORD, USER
from vbo_tui.simulator.serve import Simulator
from vbo_tui.simulator.world import World

OTHER = {"Success": "Warning", "Warning": "Failed", "Failed": "Success"}
"""What a verdict changes to."""


def chosen(there: int, count: int, turn: int) -> range:
    """Return ``count`` numbers below ``there``, evenly spread, and others from turn to turn."""
    apart = max(there // count, 1)
    return range(turn % apart, there, apart)[:count]


class Orders:
    """What is to happen; it happens when the server looks at its clock, so that it sees all of it or none."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._waiting: deque[int] = deque()
        self._round = 0

    def churn(self, count: int) -> None:
        """Let so many sessions change."""
        self._waiting.append(count)

    def now(self) -> datetime:
        """Return the time, which stands still, after what was ordered has happened."""
        while self._waiting:
            self._change(self._waiting.popleft())
        return NOW

    def _change(self, count: int) -> None:
        there = self._world.sessions(NOW)
        self._round += 1
        for made in [there[number] for number in chosen(len(there), count, self._round)]:
            self._world.put(replace(made, result=OTHER[made.result], worsens=None), NOW)


def main(count: int, lines: Iterable[str]) -> None:
    """Serve until there are no more lines."""
    world = World(sessions=count)
    world.sessions(NOW)
    orders = Orders(world)
    with Simulator(world, api=("v8",), now=orders.now) as server:
        pin = server.certificate.sha256
        say = {"url": server.url, "user": USER, "password": PASSWORD, "pin": pin}
        sys.stdout.write(f"{json.dumps(say)}\n")
        sys.stdout.flush()
        for line in lines:
            match line.split():
                case ["churn", number]:
                    orders.churn(int(number))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.stdin)

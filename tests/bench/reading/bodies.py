"""Lists of sessions as the simulator sends them, saved: ``python -m tests.bench.reading.bodies JSON``.

The bytes are its own, without the way over a socket.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tests.bench.reading import ours
from tests.bench.reading.child import answer
from vbo_tui.simulator.app import OWN_NAME
from vbo_tui.simulator.pages import Cut, Encoder, page
from vbo_tui.simulator.resources import Resources
from vbo_tui.simulator.versions import VERSIONS
from vbo_tui.simulator.world import SimulatedSession, World

NOW = ours.NOW
"""The moment at which everything is looked at."""

PAGE = 5000
"""Sessions of a saved page: as many as the client asks for."""

FOREIGN = ("Ærø Sejlklub", "北風株式会社", "Пекарня «Заря»", "Łódź Kolej", "شركة النخيل")
"""Names of which no letter, or not every one, is plain Latin."""


def save(folder: str, version: str, count: int, *, foreign: bool) -> None:
    """Leave the newest sessions of a server in a folder: page by page, and all in one answer.

    Args:
        folder: Where; it must be there.
        version: Of the API.
        count: How many.
        foreign: Whether the names in them are none of plain Latin letters.
    """
    world = World(sessions=count)
    found = world.sessions(NOW)[:count]
    if foreign:
        found = [_abroad(made, number) for number, made in enumerate(found)]
    items = Encoder(Resources(world, VERSIONS[version], OWN_NAME).session).encode(found, NOW)
    Path(folder, "whole.json").write_bytes(_body(version, items, 0, count))
    pages = Path(folder, "pages")
    pages.mkdir()
    for offset in range(0, count, PAGE):
        part = items[offset : offset + PAGE]
        Path(pages, f"{offset:07}.json").write_bytes(_body(version, part, offset, count))


def _abroad(made: SimulatedSession, number: int) -> SimulatedSession:
    name = FOREIGN[number % len(FOREIGN)]
    return replace(made, organization=name, initiated_by=f"{name}\\{name}", client_host=name, reason=name)


def _body(version: str, part: Sequence[bytes], offset: int, total: int) -> bytes:
    if not VERSIONS[version].paged:
        return b"[" + b",".join(part) + b"]"
    cut = Cut(offset, len(part))
    return page(VERSIONS[version], OWN_NAME, "restoresessions", cut, total, part)


if __name__ == "__main__":
    answer(save)

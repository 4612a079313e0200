"""The simulator as a child of the benchmark: ``python -m tests.bench.program.server SESSIONS KIND [vN ...]``.

KIND is ``steady`` or ``lively``; the versions named behind it have written down every session before
the address is told. It prints one JSON line with its address, then answers a JSON line to each line on
standard input:

``churn SHARE told|untold``: so many sessions change; the change feed tells of it, or does not.
``fault NAME on|off``: it misbehaves, or no more.
``lists``: how often the list was asked for from its beginning.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from urllib.parse import parse_qs

from tests.bench.program.fetch import LARGEST, bearer, fetch, list_path
from tests.bench.program.steady import SteadyWorld
from vbo_tui.simulator.app import Seen
from vbo_tui.simulator.faults import Fault
from vbo_tui.simulator.options import PASSWORD, USER
from vbo_tui.simulator.serve import Simulator
from vbo_tui.simulator.world import World


def main(count: int, kind: str, versions: list[str]) -> None:
    """Serve until standard input ends."""
    world = SteadyWorld(count, datetime.now(UTC)) if kind == "steady" else World(sessions=count)
    with Simulator(world) as server:
        for version in versions:
            _write_down(server.url, version, count)
        pin = server.certificate.sha256
        _say({"url": server.url, "user": USER, "password": PASSWORD, "sha256": pin})
        for line in sys.stdin:
            _say(_done(line.split(), server))


def _write_down(url: str, version: str, count: int) -> None:
    """Have every session encoded: the simulator does that once, and keeps it."""
    authorization = bearer(url, version)
    for offset in range(0, 1 if version == "v1" else count, LARGEST):
        fetch(url, list_path(version, offset=offset), authorization)


def _done(words: list[str], server: Simulator) -> object:
    match words:
        case ["churn", share, told]:
            world = server.service.world
            assert isinstance(world, SteadyWorld), "only a steady world can be changed"
            return world.churn(float(share), datetime.now(UTC), told=told == "told")
        case ["fault", name, "on"]:
            server.faults.active.add(Fault(name))
        case ["fault", name, "off"]:
            server.faults.active.discard(Fault(name))
        case ["lists"]:
            return sum(_begins_a_list(seen) for seen in server.requests)
        case _:
            raise ValueError(f"no such command: {words}")
    return None


def _begins_a_list(seen: Seen) -> bool:
    """Tell whether a request was answered with all of the list, or with the first page of some."""
    parts = seen.path.casefold().strip("/").split("/")
    query = parse_qs(seen.query.casefold())
    return parts[1:] == ["restoresessions"] and seen.status == 200 and query.get("offset", ["0"]) == ["0"]


def _say(answer: object) -> None:
    sys.stdout.write(f"{json.dumps(answer)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3:])

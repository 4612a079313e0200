"""The options of ``vbo-tui simulate`` and ``vbo-tui demo``, and the simulator as a program."""

from __future__ import annotations

import argparse
import signal
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vbo_tui.simulator.serve import Simulator

FAULTS = (
    "slow", "unauthorized", "throttled", "server-error", "cut-short", "not-json", "hostile-text",
    "hostile-links", "expired-organization",
)  # fmt: skip
"""Names of :class:`~vbo_tui.simulator.faults.Fault`; a test compares them."""

USER = "CONTOSO\\operator"
PASSWORD = "demo"  # noqa: S105 - make-believe, and printed at start


def add_options(parser: argparse.ArgumentParser, *, port: int) -> None:
    """Add the simulator's options; imports nothing that the extra ``[demo]`` brings.

    Args:
        parser: What to add them to.
        port: The default port; 0 for a free one.
    """
    parser.add_argument("--host", default="127.0.0.1", help="where to listen (default: 127.0.0.1)")
    parser.add_argument(
        "--port", type=int, default=port, help=f"which port (default: {port or 'a free one'})"
    )
    parser.add_argument("--allow-remote", action="store_true", help="let other machines reach it")
    parser.add_argument(
        "--sessions", type=int, default=480, metavar="N", help="how many sessions (default: 480)"
    )
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="the same seed is the same world")
    parser.add_argument("--api", choices=["v1"], default="v1", help="the API version it speaks")
    parser.add_argument(
        "--fault", action="append", choices=FAULTS, default=[], help="misbehave; may be repeated"
    )
    parser.add_argument("--token-lifetime", type=int, default=3599, metavar="SECONDS", help="life of a token")


def simulator(options: argparse.Namespace) -> Simulator:
    """Return the simulator that ``options`` describe, not yet started.

    Raises:
        ImportError: The extra ``[demo]`` is not installed.
        ValueError: It is to listen beyond loopback without leave.
    """
    from vbo_tui.simulator.faults import Fault, Faults
    from vbo_tui.simulator.serve import Simulator
    from vbo_tui.simulator.tokens import Tokens
    from vbo_tui.simulator.world import World

    return Simulator(
        World(options.seed, options.sessions),
        host=options.host,
        port=options.port,
        tokens=Tokens({USER: PASSWORD}, lifetime=options.token_lifetime),
        faults=Faults({Fault(name) for name in options.fault}),
        allow_remote=options.allow_remote,
    )


def serve_until_interrupted(server: Simulator) -> None:
    """Run ``server`` and print how to reach it, until SIGINT or SIGTERM comes."""
    done = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: done.set())
    with server:
        print(f"url       {server.url}\nuser      {USER}\npassword  {PASSWORD}", flush=True)  # noqa: T201
        print(f"sha256    {server.certificate.sha256}", flush=True)  # noqa: T201
        done.wait()

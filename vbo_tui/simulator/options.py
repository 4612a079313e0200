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
    "hostile-links", "expired-organization", "small-pages", "repeated-page", "negative-limit", "nulls",
    "feed-outdated", "feed-deaf", "feed-flood", "feed-broken",
)  # fmt: skip
"""Names of :class:`~vbo_tui.simulator.faults.Fault`; a test compares them."""

API_VERSIONS = ("v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8")
"""The names in :data:`~vbo_tui.simulator.versions.VERSIONS`; a test compares them."""

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
    parser.add_argument(
        "--api",
        type=_versions,
        default=API_VERSIONS,
        metavar="v1,v2,...",
        help="the API versions it speaks (default: all, v1 to v8)",
    )
    parser.add_argument(
        "--throttle", action="store_true", help="hold this machine to one token request a second, too"
    )
    parser.add_argument(
        "--fault", action="append", choices=FAULTS, default=[], help="misbehave; may be repeated"
    )
    parser.add_argument("--token-lifetime", type=int, default=3599, metavar="SECONDS", help="life of a token")


def _versions(text: str) -> tuple[str, ...]:
    """Read ``v1,v3``; argparse turns the complaint into one of its own."""
    names = tuple(name.strip().lower() for name in text.split(","))
    unknown = [name for name in names if name not in API_VERSIONS]
    if unknown:
        raise argparse.ArgumentTypeError(f"no version {unknown[0]!r}; there are {', '.join(API_VERSIONS)}")
    return names


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
        api=options.api,
        tokens=Tokens({USER: PASSWORD}, lifetime=options.token_lifetime, throttles_loopback=options.throttle),
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

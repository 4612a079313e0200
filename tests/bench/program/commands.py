"""The commands that print and end, against the least that does the same: goal 12."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median

from tests.bench.figure import Bench, Figure, Scale, compared
from tests.bench.program.fetch import bearer, list_path
from tests.bench.program.home import at_home
from tests.bench.program.served import serving

SESSIONS = 30
VERSION = "v8"

NOTHING = [sys.executable, "-c", "pass"]

GET = """
import ssl, sys
import httpx
url, token = sys.argv[1:]
context = ssl.create_default_context()
context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
with httpx.Client(verify=context, trust_env=False) as client:
    print(len(client.get(url, headers={"Authorization": token}).json()["results"]))
"""
"""A script that reads the same list: already signed in, and believing every certificate."""

TELLS_ITS_VERSION, LISTS = 3.0, 1.5
"""The goals."""

ROUNDS = 3
"""Rounds for each of the scale's times: these programs are short."""


def run(scale: Scale) -> Iterator[Figure]:
    """Run each pair of programs in turns; medians."""
    rounds = ROUNDS * scale.times
    with serving(SESSIONS, VERSION) as server, at_home(server) as env:
        version, nothing = _taken(rounds, env, [_installed(), "--version"], NOTHING)
        yield compared("12 --version", "ms", version, nothing, most=TELLS_ITS_VERSION)
        url, token = server.url + list_path(VERSION, limit=SESSIONS), bearer(server.url, VERSION)
        listed, got = _taken(rounds, env, [_installed(), "list"], [sys.executable, "-c", GET, url, token])
        yield compared(f"12 list {SESSIONS}", "ms", listed, got, most=LISTS)


def _installed() -> str:
    """Return the command as the installation made it."""
    return str(Path(sys.executable).with_name("vbo-tui"))


def _taken(rounds: int, env: Mapping[str, str], *commands: Sequence[str]) -> list[float]:
    """Return the median milliseconds of each command; each is run once before."""
    for command in commands:
        _once(command, env)
    taken = [[_once(command, env) for command in commands] for _ in range(rounds)]
    return [median(column) for column in zip(*taken, strict=True)]


def _once(command: Sequence[str], env: Mapping[str, str]) -> float:
    before = time.perf_counter()
    subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    return (time.perf_counter() - before) * 1000


BENCH = Bench("commands", "--version and list, against bare Python and one GET with httpx", run)

"""What a poll costs, against ``watch`` with curl and jq: goal 16. One after the other."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.bench.figure import Bench, Figure, Scale, compared
from tests.bench.program.fetch import bearer, list_path
from tests.bench.program.home import at_home
from tests.bench.program.served import Served, serving
from tests.bench.program.signs import LIVE, Sign
from tests.bench.program.spent import Meter, Spent
from tests.bench.program.typist import Typist, program

SESSIONS = 3_000

APIS = ("v7", "v1")
"""One that can be asked for what is new, and one that can only send everything. Both are polled."""

INTERVAL = 2
"""Seconds from poll to poll of either."""

SHARE = 0.1
"""Of the scale's seconds, how long each is watched."""

TOOLS = ("watch", "curl", "jq")

COLUMNS = (
    '.creationTime[:16], (.endTime // "")[:16], .state, .result, .type, .name, .organization, .initiatedBy'
)
"""What the table of sessions shows, too."""

PROCESSOR, SIZE = 0.5, 0.05
"""The goals."""


def run(scale: Scale) -> Iterator[Figure]:
    """Watch both programs poll for a while."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        sys.stderr.write(f"polling: not measured without {', '.join(missing)}\n")
        return
    count, polls = min(scale.most, SESSIONS), max(1, round(scale.seconds * SHARE / INTERVAL))
    with serving(count, *APIS, lively=True) as server:
        for api in APIS:
            ours, theirs = _costs(server, api, polls)
            name = f"a poll on {api} {count:,}"
            took, takes = (1000 * cost.seconds / polls for cost in (ours, theirs))
            yield compared(f"16 CPU of {name}", "ms", took, takes, most=PROCESSOR)
            yield compared(f"16 bytes of {name}", "B", ours.size / polls, theirs.size / polls, most=SIZE)


def _costs(server: Served, api: str, polls: int) -> Iterator[Spent]:
    """Yield what so many polls cost the program, and the script: from the beginning of one on."""
    for start in (_ours, _theirs):
        with start(server, api) as typist:
            _poll(typist, server, 1)
            meter = Meter.of(typist)
            _poll(typist, server, polls)
            yield meter.read()


def _poll(typist: Typist, server: Served, polls: int) -> None:
    """Wait until the list was asked for so many times more."""
    before = server.lists()
    typist.until(lambda: server.lists() >= before + polls)


@contextmanager
def _ours(server: Served, api: str) -> Iterator[Typist]:
    """Start the program, and wait for its first answer."""
    with at_home(server, api=api, interval=INTERVAL) as env, Typist(program(), env) as typist:
        typist.until(Sign(typist, LIVE).last)
        typist.rest()
        yield typist


@contextmanager
def _theirs(server: Served, api: str) -> Iterator[Typist]:
    """Start what does without the program, and wait for its first table."""
    url, header = server.url + list_path(api), f"Authorization: {bearer(server.url, api)}"
    items = ".[]" if api == "v1" else ".results[]"
    rows = f"{items} | [{COLUMNS}] | @tsv"
    script = f"curl -sk -H {shlex.quote(header)} {shlex.quote(url)} | jq -r {shlex.quote(rows)}"
    with at_home() as env, Typist(["watch", "-n", str(INTERVAL), script], env) as typist:
        typist.until(Sign(typist, rb"\d{4}-\d\d-\d\dT\d\d:\d\d").last)
        typist.rest()
        yield typist


BENCH = Bench("polling", "a poll, against watch with curl and jq", run)

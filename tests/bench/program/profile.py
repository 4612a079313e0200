"""Where the event loop's longest stops come from: ``python -m tests.bench.program.profile [SESSIONS]``."""

from __future__ import annotations

import os
import sys

from tests.bench.program.refreshes import Refresh, with_feed, with_polls
from tests.bench.program.served import serving
from tests.bench.program.watched import STACKS, Span

LONGEST = 6
"""Stops that are told of each refresh."""


def main(count: int) -> None:
    """Go through all kinds of refreshes, and tell where each was held up."""
    os.environ[STACKS] = "yes"
    with serving(count, "v8", "v1") as server:
        for refresh in [*with_feed(server, 2), *with_polls(server, 2)]:
            _tell(refresh)


def _tell(refresh: Refresh) -> None:
    _say(f"\n{refresh.name}")
    for span in sorted(refresh.spans, key=lambda span: span.seconds, reverse=True)[:LONGEST]:
        _say(f"  {span.seconds * 1000:7.1f} ms  {span.kind}  {span.what}{_busy(span, refresh)}")
        for function, looks in span.within.items():
            _say(f"      {looks:4}  {function}")


def _busy(late: Span, refresh: Refresh) -> str:
    """Return how much of a wait for the loop went into callbacks; the rest is other threads'."""
    if late.kind != "late":
        return ""
    end = late.at + late.seconds
    mine = [
        min(span.at + span.seconds, end) - max(span.at, late.at)
        for span in refresh.spans
        if span.kind == "callback" and span.at < end and span.at + span.seconds > late.at
    ]
    return f"of it {sum(mine) * 1000:.1f} ms in {len(mine)} callbacks"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)

"""Reading and holding sessions: each bench next to what it is compared with."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator, Mapping, Sequence
from statistics import median

from tests.bench.figure import Bench, Figure, Scale, alone, compared
from tests.bench.reading import gauge, shelf
from tests.bench.reading.child import told
from tests.bench.reading.served import serving

PAGE = 10_000
"""Sessions of the largest page that a server sends."""

SHORT = 20
"""Sessions of the list that is read first, so that what is done once is done."""

CHANGES = 30
"""Sessions that change between two polls."""

LONG = 50_000
"""Sessions from which on three times will do."""


def _times(scale: Scale, count: int, most: int = 9) -> int:
    return min(scale.times, most if count < LONG else 3)


def _miss(what: str, why: str) -> None:
    """Tell of a figure that there is none of on this machine."""
    sys.stderr.write(f"no figures of {what}: {why}\n")


# -- decoding ---------------------------------------------------------------------------------


def _decode(scale: Scale) -> Iterator[Figure]:
    page = min(PAGE, scale.most)
    for count in sorted({*scale.sizes, page}):
        taken = _decoded(scale, "v8", count)
        goal = count == page
        yield compared(
            f"13 decode {count:,}", "ms", taken["ours"], taken["plain"], most=1 / 3 if goal else None
        )
        if goal:
            yield compared(f"13 decode to bare msgspec {count:,}", "ms", taken["ours"], taken["bare"], most=3)
            yield alone(f"13 json.loads alone {count:,}", "ms", taken["json"])
    for name, version, foreign in (("v1", "v1", False), ("names not Latin", "v8", True)):
        taken = _decoded(scale, version, page, foreign=foreign)
        yield compared(f"13 decode {name} {page:,}", "ms", taken["ours"], taken["plain"])
        yield compared(f"13 decode {name} to bare msgspec {page:,}", "ms", taken["ours"], taken["bare"])


def _decoded(scale: Scale, version: str, count: int, *, foreign: bool = False) -> Mapping[str, float]:
    folder, short = shelf.folder(version, count, foreign=foreign), shelf.folder(version, SHORT)
    taken: Mapping[str, float] = told("decoding", folder=folder, other=short, times=_times(scale, count))
    return taken


# -- fetching ---------------------------------------------------------------------------------


def _fetch(scale: Scale) -> Iterator[Figure]:
    if importlib.util.find_spec("veeam_365") is None:
        _miss("14", "veeam-365 is not installed")
        return
    count = min(PAGE, scale.most)
    hands = ("ours", "peer", "peer, one page")
    runs: Mapping[str, list[dict[str, float]]] = {hand: [] for hand in hands}
    with serving(count) as server:
        address = server.address.in_json()
        told("fetching", address=address, hand="ours", sessions=count)  # the server writes each down once
        for _ in range(_times(scale, count, most=5)):
            for hand, each in runs.items():
                each.append(told("fetching", address=address, hand=hand, sessions=count))
    ours, peer, one = (_medians(each) for each in runs.values())
    what = f"14 fetch {count:,}"
    yield compared(f"{what}, client CPU", "ms", ours["cpu"], peer["cpu"], most=1 / 5)
    yield compared(f"{what}, wall", "ms", ours["wall"], peer["wall"])
    yield compared(f"{what}, to one page, client CPU", "ms", ours["cpu"], one["cpu"])
    if not gauge.KNOWN:
        _miss("14, memory", f"{gauge.STATUS} is not there")
        return
    yield compared(f"{what}, peak memory", "kB", ours["peak"], peer["peak"], most=1 / 3)
    yield compared(f"{what}, to one page, peak memory", "kB", ours["peak"], one["peak"])


def _medians(runs: Sequence[Mapping[str, float]]) -> Mapping[str, float]:
    return {key: median(run[key] for run in runs) for key in runs[0]}


# -- holding ----------------------------------------------------------------------------------


def _hold(scale: Scale) -> Iterator[Figure]:
    if not gauge.KNOWN:
        _miss("15", f"{gauge.STATUS} is not there")
        return
    ours = json = 0.0
    for count in scale.sizes:
        ours, json = (_held(scale, count, way=way) for way in ("ours", "json"))
        yield compared(f"15 memory held {count:,}", "kB", ours / 1000, json / 1000)
    most, what = scale.most, f"15 memory of one session of {scale.most:,}"
    yield compared(what, "B", ours / most, json / most, most=0.5)
    ours = _held(scale, most, way="ours", sort="name")
    yield compared(f"{what}, by name", "B", ours / most, json / most)


def _held(scale: Scale, count: int, **asked: str) -> float:
    folder, short = shelf.folder("v8", count), shelf.folder("v8", SHORT)
    runs = range(_times(scale, count, most=3))
    return float(median(told("holding", folder=folder, other=short, **asked) for _ in runs))


# -- following --------------------------------------------------------------------------------


def _follow(scale: Scale) -> Iterator[Figure]:
    """Compare with the fewest sessions; each round changes others."""
    changes, few = min(CHANGES, scale.sizes[0]), scale.sizes[0]
    for name, module, times, most in (
        ("client CPU", "following", 2 * scale.times, 1.5),
        ("without HTTP", "changing", 40 * scale.times, None),
    ):
        first = 0.0
        for count in scale.sizes:
            where = {"sessions": count} if module == "following" else {"folder": shelf.folder("v8", count)}
            taken = told(module, changes=changes, times=times, **where)
            first = first or taken
            goal = most if count > few or few == scale.most else None
            yield compared(f"17 poll with {changes} changes, {name} {count:,}", "ms", taken, first, most=goal)


# -- the first reading ------------------------------------------------------------------------


def _first(scale: Scale) -> Iterator[Figure]:
    for count in scale.sizes:
        folder, short = shelf.folder("v8", count), shelf.folder("v8", SHORT)
        taken = told("first", folder=folder, other=short, times=_times(scale, count))
        yield compared(f"19 first reading {count:,}", "ms", taken["ours"], taken["json"])


BENCHES = (
    Bench("decode", "a page into models, against json.loads with dataclasses, and bare msgspec", _decode),
    Bench("fetch", "a list over TLS, against veeam-365 with pages as large", _fetch),
    Bench("hold", "memory of a list, its order and its filter, against json.loads of it", _hold),
    Bench("follow", "a poll with 30 changes, against the same where there are few sessions", _follow),
    Bench("first", "the first reading without a socket, against json.loads of the same", _first),
)
"""What is measured of reading and holding sessions."""

"""Lists as the server sends them: which part of them, in which order, inside what.

Source:
    API reference, pagination and global changes: ``limit`` 30 by default and 10,000 at most,
    ``offset`` 0; ``startTimeFrom``/``startTimeTo`` from v4, end times and order from v8; links to other
    pages only where such a page exists.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from vbo_tui.simulator.answers import encoded
from vbo_tui.simulator.resources import href
from vbo_tui.simulator.versions import Version
from vbo_tui.simulator.world import SimulatedSession

DEFAULT_LIMIT = 30
LARGEST_LIMIT = 10_000

Query = Mapping[str, str]
"""The parameters of a request, their names in lower case."""


class BadQuery(Exception):
    """A parameter holds what it cannot."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Which part of a list is sent."""

    offset: int = 0
    limit: int = DEFAULT_LIMIT

    @classmethod
    def read(cls, query: Query, *, largest: int = LARGEST_LIMIT, strict: bool = False) -> Cut:
        """Read ``offset`` and ``limit``; a limit that is too large is lowered, or refused where ``strict``.

        Raises:
            BadQuery: One of them is no number, or out of its bounds.
        """
        offset, limit = _number(query, "offset", 0), _number(query, "limit", DEFAULT_LIMIT)
        if offset < 0 or limit < 1 or (strict and limit > LARGEST_LIMIT):
            raise BadQuery("The value of limit or offset is out of range.")
        return cls(offset, min(limit, largest))


def page(version: Version, origin: str, path: str, cut: Cut, total: int, results: Sequence[bytes]) -> bytes:
    """Return a page object, its links included.

    Args:
        version: How links are written.
        origin: What the server believes to be its own address.
        path: What the list is at, in lower case, without the version.
        cut: Which part it is.
        total: How many items there are in all.
        results: The items of this part, as JSON.
    """
    offset, limit = cut.offset, cut.limit
    at = {"self": offset}
    if offset > 0:
        at = {"first": 0, "prev": max(offset - limit, 0), **at}
    if offset + limit < total:
        at["next"] = offset + limit
    links = {
        rel: {"href": f"{href(version, origin, path, page=True)}?offset={start}&limit={limit}"}
        for rel, start in at.items()
    }
    head = encoded({"offset": offset, "limit": limit, "_links": links})
    return head[:-1] + b',"results":[' + b",".join(results) + b"]}"


def chosen(
    sessions: Sequence[SimulatedSession], version: Version, query: Query, now: datetime
) -> Sequence[SimulatedSession]:
    """Return the sessions, newest first as they come, that the query's filters let through, in its order.

    What works at ``now`` has no end yet: it is after every ``endTimeFrom`` and before no ``endTimeTo``.

    Raises:
        BadQuery: A filter holds no time, or the order is none.
    """
    if version.filters_start:
        sessions = _between_starts(sessions, _moment(query, "starttimefrom"), _moment(query, "starttimeto"))
    if not version.filters_end:
        return sessions
    since, until = _moment(query, "endtimefrom"), _moment(query, "endtimeto")
    if since is not None:
        sessions = [made for made in sessions if _end(made, now) >= since]
    if until is not None:
        sessions = [made for made in sessions if not made.is_working(now) and _end(made, now) <= until]
    return _ordered(sessions, query, now)


def _between_starts(
    sessions: Sequence[SimulatedSession], since: datetime | None, until: datetime | None
) -> Sequence[SimulatedSession]:
    first, last = 0, len(sessions)
    if until is not None:
        first = bisect_left(sessions, -until.timestamp(), key=_newest_first)
    if since is not None:
        last = bisect_right(sessions, -since.timestamp(), key=_newest_first)
    return sessions[first:last]


def _newest_first(made: SimulatedSession) -> float:
    return -made.created.timestamp()


_NEVER = datetime.max.replace(tzinfo=UTC)


def _end(made: SimulatedSession, now: datetime) -> datetime:
    """Return when a session ended; what is to come nobody knows."""
    return _NEVER if made.ends is None or made.is_working(now) else made.ends


def _ordered(sessions: Sequence[SimulatedSession], query: Query, now: datetime) -> Sequence[SimulatedSession]:
    by, upwards = query.get("orderby", "CreationTime").casefold(), _flag(query, "orderasc")
    if by == "endtime":
        return sorted(sessions, key=lambda made: _end(made, now), reverse=not upwards)
    if by != "creationtime":
        raise BadQuery(f"The value '{by}' is not valid for OrderBy.")
    return sessions[::-1] if upwards else sessions


def _number(query: Query, name: str, default: int) -> int:
    try:
        return int(query.get(name, default))
    except ValueError as error:
        raise BadQuery(f"The value '{query[name]}' is not valid for {name}.") from error


def _flag(query: Query, name: str) -> bool:
    word = query.get(name, "false").casefold()
    if word not in ("true", "false"):
        raise BadQuery(f"The value '{word}' is not valid for {name}.")
    return word == "true"


def _moment(query: Query, name: str) -> datetime | None:
    text = query.get(name)
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadQuery(f"The value '{text}' is not valid for {name}.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


Writer = Callable[[SimulatedSession, datetime], dict[str, Any]]
"""One API version's way of writing a session down."""

SPARE = 1000
"""Sessions of which the bytes are kept besides, though they may be gone."""


class Encoder:
    """Keeps the bytes of every session for as long as it looks the same: many take long anew."""

    def __init__(self, write: Writer) -> None:
        self._write = write
        self._held: dict[str, tuple[tuple[SimulatedSession, bool, str], bytes]] = {}

    @property
    def kept(self) -> int:
        """Of how many sessions the bytes are kept."""
        return len(self._held)

    def encode(
        self, sessions: Sequence[SimulatedSession], now: datetime, *, total: int | None = None
    ) -> list[bytes]:
        """Return each session as it is at ``now``; there are ``total`` of them, None for no others."""
        written = [self._one(made, now) for made in sessions]
        many = len(self._held) - (len(sessions) if total is None else total) - SPARE
        for old in list(islice(self._held, max(many, 0))):
            del self._held[old]
        return written

    def _one(self, made: SimulatedSession, now: datetime) -> bytes:
        looks = (made, made.is_working(now), made.verdict(now))
        held = self._held.get(made.id)
        if held is None or held[0] != looks:
            held = self._held[made.id] = (looks, encoded(self._write(made, now)))
        return held[1]

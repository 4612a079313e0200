"""The change feed of v8: what changed on the whole server since a token, as soon as there is something.

Source:
    ``GET /v8/Events``: ``from`` is a token or ``latest``, ``limit``, ``timeoutSeconds``; the answer has
    ``nextChangeToken``, ``limit`` and ``results``, no ``offset``. An update says no more than an id and
    an ``eTag``.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from vbo_tui.simulator.faults import Fault, Faults
from vbo_tui.simulator.pages import DEFAULT_LIMIT, LARGEST_LIMIT, BadQuery, Query
from vbo_tui.simulator.world import World

LOOK = 0.05
"""Seconds of real time between two looks at the world while a request waits."""

LONGEST_WAIT = 60
"""Seconds that a request is held at most."""

TOKEN_LIFE = timedelta(hours=1)

TOKENS_KEPT = 100
"""Tokens that are good at most; older ones are outdated."""

BACKUPS = timedelta(seconds=15)
"""From one change of a backup job to the next: the feed tells of the whole server."""


@dataclass(frozen=True, slots=True)
class _Place:
    """What a token stands for."""

    since: datetime
    mark: int
    """How many changes made by hand lie before it."""
    told: Sequence[dict[str, Any]] = ()
    """What happened before it, as it was then, where that was too much for one answer."""
    sent: int = 0
    """How much of that was sent already."""


class OutdatedToken(Exception):
    """The token is too old, or none of this server's."""


class Feed:
    """Answers the long poll of one server."""

    def __init__(self, world: World, faults: Faults, now: Callable[[], datetime]) -> None:
        self._world = world
        self._faults = faults
        self._now = now
        self._born = uuid.uuid4().hex
        self._issued = 0
        self._places: dict[str, _Place] = {}

    async def answer(self, query: Query) -> dict[str, Any]:
        """Return what changed, waiting for it as long as the request allows.

        Raises:
            BadQuery: A parameter is missing or wrong.
            OutdatedToken: ``from`` cannot be used any more.
        """
        limit = _bounded(query, "limit", DEFAULT_LIMIT, 1, LARGEST_LIMIT)
        wait = _bounded(query, "timeoutseconds", 0, 0, LONGEST_WAIT)
        word = query.get("from", "")
        if not word:
            raise BadQuery("The from field is required.")
        if Fault.FEED_OUTDATED in self._faults and word != "latest":
            raise OutdatedToken
        latest = word == "latest"
        place = _Place(self._now(), self._world.mark()) if latest else self._opened(word)
        loop = asyncio.get_running_loop()
        deadline = loop.time() + (0 if latest else wait)
        while not place.told:
            now, mark = self._now(), self._world.mark()
            happened = self._results(place, now)
            if happened or loop.time() >= deadline:
                place = _Place(now, mark, happened)
                break
            await asyncio.sleep(LOOK)
        sent = place.sent + limit
        rest = sent < len(place.told)
        following = replace(place, sent=sent) if rest else _Place(place.since, place.mark)
        results = place.told[place.sent : sent]
        return {"nextChangeToken": self._token(following), "limit": limit, "results": results}

    def _results(self, place: _Place, now: datetime) -> list[dict[str, Any]]:
        """Return what happened after a place, oldest first; a session that changed twice is told once."""
        told: list[tuple[datetime, dict[str, Any]]] = []
        if Fault.FEED_DEAF not in self._faults:
            changes = self._world.changes(place.since, place.mark, now)
            last = {change.id: change for change in changes if not change.gone}
            for change in changes:
                if change.gone:
                    told.append((change.at, {"eventType": "RestoreSessionDelete", "id": change.id}))
                elif change is last[change.id] and (made := self._world.find(change.id, now)) is not None:
                    etag = self._world.version(made, now)
                    entry = {"eventType": "RestoreSessionUpdate", "id": change.id, "eTag": etag}
                    told.append((change.at, entry))
        flood = 10_000 if Fault.FEED_FLOOD in self._faults else 0
        told += [(place.since, _backup(number)) for number in range(flood)]
        jobs = int((now - place.since) / BACKUPS)
        told += [(place.since + number * BACKUPS, _backup(number)) for number in range(1, jobs + 1)]
        return [entry for _, entry in sorted(told, key=lambda pair: pair[0])]

    def _token(self, place: _Place) -> str:
        self._issued += 1
        token = f"{self._born}-{self._issued}"
        self._places[token] = place
        if len(self._places) > TOKENS_KEPT:
            del self._places[next(iter(self._places))]
        return token

    def _opened(self, token: str) -> _Place:
        place = self._places.get(token)
        if place is None or self._now() - place.since > TOKEN_LIFE:
            raise OutdatedToken
        return place


def _backup(number: int) -> dict[str, Any]:
    return {
        "eventType": "JobSessionUpdate",
        "id": str(uuid.UUID(int=number)),
        "eTag": number,
        "jobId": str(uuid.UUID(int=number + 1)),
        "status": "Running",
        "jobType": "Backup",
    }


def _bounded(query: Query, name: str, default: int, least: int, most: int) -> int:
    try:
        value = int(query.get(name, default))
    except ValueError as error:
        raise BadQuery(f"The value '{query[name]}' is not valid for {name}.") from error
    if value < least:
        raise BadQuery(f"The value of {name} is out of range.")
    return min(value, most)

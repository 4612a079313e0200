"""A make-believe server's restore sessions: what there is at a moment follows from seed and time."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

SPACING = timedelta(seconds=30)
"""From one start to the next: something happens while one looks."""

BEGINNING = datetime(2017, 1, 1, tzinfo=UTC)
"""When the first session of every world started."""

ORGANIZATIONS = (
    "contoso.onmicrosoft.com",
    "fabrikam.onmicrosoft.com",
    "tailspin [EMEA].onmicrosoft.com",
    "wingtip[/]toys.onmicrosoft.com",
    "Ærø Sejlklub.onmicrosoft.com",
    "北風株式会社.onmicrosoft.com",
)
"""Names as they are: brackets in a name are no markup, and not every letter is Latin."""

ENDED_ORGANIZATION_LIFE = timedelta(hours=6)
"""How long the organization of an ended session can still be opened."""


@dataclass(frozen=True, slots=True)
class SimulatedSession:
    """A session with its whole life known beforehand."""

    id: str
    created: datetime
    ends: datetime | None
    """None for one that never ends."""
    result: str
    """What it will have come to; until it ends the server says ``Success``."""
    worsens: datetime | None
    """When the verdict on it becomes ``result``, the end at the latest."""
    point_in_time: datetime
    organization: str
    created_tick: int = 0
    """Tenths of a microsecond, 0 to 9, that ``created`` has beyond what a ``datetime`` holds."""
    end_tick: int = 0

    def is_working(self, now: datetime) -> bool:
        """Whether it has not ended at ``now``."""
        return self.ends is None or now < self.ends

    def verdict(self, now: datetime) -> str:
        """Return ``result`` as the server would state it at ``now``."""
        turned = self.worsens is not None and now >= self.worsens
        return self.result if turned or not self.is_working(now) else "Success"

    def opens_organization(self, now: datetime) -> bool:
        """Whether the backed-up organization can be opened at ``now``."""
        return self.ends is None or now < self.ends + ENDED_ORGANIZATION_LIFE


OREGON = timedelta(hours=-7)

DOCUMENTED = (
    SimulatedSession(
        id="0800471b-d0e2-422b-9d7c-35d15661c3fb",
        created=datetime(2017, 6, 29, 7, 42, 21, 191694, UTC),
        ends=datetime(2017, 6, 29, 8, 14, 58, 353283, UTC),
        result="Success",
        worsens=None,
        point_in_time=datetime(2017, 6, 27, 5, 7, 39, tzinfo=UTC),
        organization="veeam.onmicrosoft.com",
        end_tick=3,
    ),
    SimulatedSession(
        id="9f786f0f-de9a-4a90-8118-093b6cb2c4fc",
        created=datetime(2017, 6, 29, 8, 30, 5, 98397, UTC),
        ends=None,
        result="Success",
        worsens=None,
        point_in_time=datetime(2017, 6, 27, 5, 7, 39, tzinfo=UTC),
        organization="veeam.onmicrosoft.com",
        created_tick=3,
    ),
)
"""The two sessions of the documentation's example.

Source: ``GET /v1/RestoreSessions``, example response.
"""


class World:
    """Sessions that start at even distances, work, end, and make room for new ones."""

    def __init__(self, seed: int = 1, sessions: int = 30) -> None:
        """Lay out a world.

        Args:
            seed: The same seed is the same world.
            sessions: How many there are at any moment, the two documented ones included.
        """
        self._seed = seed
        self._count = max(sessions - len(DOCUMENTED), 0)
        self._known: dict[int, SimulatedSession] = {}

    def sessions(self, now: datetime) -> Iterator[SimulatedSession]:
        """Yield what there is at ``now``, newest first."""
        last = self._number_at(now)
        for number in range(last, last - self._count, -1):
            yield self._session(number)
        yield from reversed(DOCUMENTED)
        self._forget_before(last - self._count)

    def find(self, session_id: str, now: datetime) -> SimulatedSession | None:
        """Return the session with this id (lower case) if there is one at ``now``."""
        return next((session for session in self.sessions(now) if session.id == session_id), None)

    def organization_id(self, name: str) -> str:
        """Return the id of an organization."""
        return str(uuid.uuid5(uuid.NAMESPACE_DNS, name))

    def _number_at(self, now: datetime) -> int:
        return (now - BEGINNING) // SPACING - 1

    def _forget_before(self, number: int) -> None:
        for old in [held for held in self._known if held <= number]:
            del self._known[old]

    def _session(self, number: int) -> SimulatedSession:
        held = self._known.get(number)
        if held is None:
            held = self._known[number] = self._made(number)
        return held

    def _made(self, number: int) -> SimulatedSession:
        chance = random.Random(f"{self._seed}/{number}")  # noqa: S311 - make-believe, and the same every time
        created = BEGINNING + (number + chance.random()) * SPACING
        lasts = timedelta(seconds=chance.choice((20, 40, 90, 240, 900)) * chance.uniform(0.7, 1.6))
        if chance.random() < 0.02:
            lasts *= 20
        result = chance.choices(("Success", "Warning", "Failed"), (80, 13, 7))[0]
        point = (created - timedelta(hours=chance.randrange(4, 400))).replace(microsecond=0)
        return SimulatedSession(
            id=str(uuid.UUID(int=chance.getrandbits(128), version=4)),
            created=created,
            ends=created + lasts,
            result=result,
            worsens=created + lasts * chance.uniform(0.3, 1.0),
            point_in_time=point,
            organization=chance.choice(ORGANIZATIONS),
            created_tick=chance.randrange(10),
            end_tick=chance.randrange(10),
        )

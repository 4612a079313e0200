"""A make-believe server's restore sessions: what there is at a moment follows from seed and time.

A test may add sessions, end them and take them away besides.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

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

TYPES = ("Vex", "Veod", "Vesp", "Vet")
"""Exchange, OneDrive, SharePoint, Teams."""

PEOPLE = (
    "USDEMO\\Esteve.Nobime",
    "USDEMO\\esteve.nobime",
    "CONTOSO\\operator",
    "PHARMAX\\Administrator",
    "vbridgeltd.onmicrosoft.com",
    "adele.vance@contoso.com",
)
"""Forms of ``initiatedBy`` that were seen: one person in two spellings, an organization for a tenant."""

REASONS = ("", "", "", "Ticket 4711: mailbox of a leaver", "legal hold [case 12/7]", "test restore")

MOST_BY_HAND = 10_000
"""Changes made by hand that are remembered; what the oldest concerned is then as if nobody had touched it."""

LONGEST_LIFE = 1000
"""Numbers of sessions after which a session has surely ended."""

ENDED_ORGANIZATION_LIFE = timedelta(hours=6)
"""How long the organization of an ended session can still be opened."""

ENDLESS_PLAN = timedelta(hours=1)
"""Within which everything happens in a session that never ends."""


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
    type: str = "Vex"
    initiated_by: str = "CONTOSO\\operator"
    client_host: str = "JUMP01"
    scope: str = ""
    """Who or what a session of the Restore Portal was limited to; "" for one of an Explorer."""
    reason: str = ""
    """What the operator typed."""
    listed: datetime | None = None
    """When it came onto the list, where that was not at once."""
    planned: datetime | None = None
    """When it would have ended, where somebody ended it before its time."""
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

    def plan(self) -> datetime:
        """Return until when its events are spread; that does not change when somebody ends it."""
        return self.planned or self.ends or self.created + ENDLESS_PLAN

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


class Change(NamedTuple):
    """Something that happened to a session."""

    at: datetime
    id: str
    gone: bool = False


class World:
    """Sessions that start at even distances, work, end, and make room for new ones."""

    def __init__(self, seed: int = 1, sessions: int = 30, types: Sequence[str] = TYPES) -> None:
        """Lay out a world.

        Args:
            seed: The same seed is the same world.
            sessions: How many there are at any moment, the two documented ones included.
            types: Which types of sessions there are.
        """
        self.seed = seed
        self._count = max(sessions - len(DOCUMENTED), 0)
        self._types = tuple(types)
        self._known: dict[int, SimulatedSession] = {}
        self._by_hand: dict[str, SimulatedSession | None] = {}
        self._log: list[Change] = []
        self._forgotten = 0
        """Changes that were in the log before."""
        self._listed: tuple[tuple[int, int], list[SimulatedSession]] = ((-1, -1), [])
        self._by_id: dict[str, SimulatedSession] = {}

    def sessions(self, now: datetime) -> list[SimulatedSession]:
        """Return what there is at ``now``, newest first."""
        last = self._number_at(now)
        stamp = (last, self.mark())
        if self._listed[0] != stamp:
            made = [self._session(number) for number in range(last, last - self._count, -1)]
            made += reversed(DOCUMENTED)
            if self._by_hand:
                kept = {session.id: session for session in made} | self._by_hand
                made = [session for session in kept.values() if session is not None]
                made.sort(key=lambda session: session.created, reverse=True)
            self._listed = (stamp, made)
            self._by_id = {session.id: session for session in made}
            self._forget_before(last - self._count - LONGEST_LIFE)
        return self._listed[1]

    def find(self, session_id: str, now: datetime) -> SimulatedSession | None:
        """Return the session with this id (lower case) if there is one at ``now``."""
        self.sessions(now)
        return self._by_id.get(session_id)

    def organization_id(self, name: str) -> str:
        """Return the id of an organization."""
        return str(uuid.uuid5(uuid.NAMESPACE_DNS, name))

    # -- by hand --------------------------------------------------------------------------------

    def put(self, session: SimulatedSession, at: datetime) -> None:
        """Let a session start, or be another from ``at`` on."""
        self._by_hand[session.id] = session
        self._note(Change(at, session.id))

    def end(self, session_id: str, at: datetime) -> bool:
        """End a session; False where there is none that works."""
        made = self.find(session_id, at)
        if made is None or not made.is_working(at):
            return False
        self.put(replace(made, ends=at, end_tick=0, planned=made.plan()), at)
        return True

    def remove(self, session_id: str, at: datetime) -> None:
        """Take a session away, as the history's retention does."""
        self._by_hand[session_id] = None
        self._note(Change(at, session_id, gone=True))

    def _note(self, change: Change) -> None:
        self._log.append(change)
        if len(self._log) > MOST_BY_HAND:
            old = self._log.pop(0)
            self._forgotten += 1
            if all(later.id != old.id for later in self._log):
                del self._by_hand[old.id]

    # -- what changes ---------------------------------------------------------------------------

    def version(self, made: SimulatedSession, now: datetime) -> int:
        """Return how often a session has changed up to ``now``, counted from 1; it only grows."""
        by_hand = sum(change.id == made.id for change in self._log)
        return 1 + sum(moment <= now for moment in _turns(made)) + 10 * by_hand

    def mark(self) -> int:
        """Return how many changes were made by hand so far."""
        return self._forgotten + len(self._log)

    def changes(self, after: datetime, mark: int, now: datetime) -> list[Change]:
        """Return what happened after a moment and a mark, up to ``now``, oldest first."""
        first, last = self._number_at(after), self._number_at(now)
        came = range(first + 1, last + 1)
        found = [Change(_listing_moment(number), self._session(number).id) for number in came]
        for number in came:
            gone = self._session(number - self._count).id if self._count else None
            found += [Change(_listing_moment(number), gone, gone=True)] if gone else []
        for number in range(last, max(last - self._count, last - LONGEST_LIFE), -1):
            made = self._session(number)
            since = max(after, _listing_moment(number))
            found += [Change(turn, made.id) for turn in _turns(made) if since < turn <= now]
        found = [change for change in found if change.id not in self._by_hand]
        found += self._turns_by_hand(after, now)
        found += self._log[max(mark - self._forgotten, 0) :]
        return sorted(found, key=lambda change: change.at)

    def _turns_by_hand(self, after: datetime, now: datetime) -> list[Change]:
        """Return how sessions put here went on by themselves; up to their last change the log tells it."""
        logged = {change.id: change.at for change in self._log}
        return [
            Change(turn, made.id)
            for made in self._by_hand.values()
            if made is not None
            for turn in _turns(made)
            if max(after, logged[made.id]) < turn <= now
        ]

    # -- how it is made -------------------------------------------------------------------------

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
        chance = random.Random(f"{self.seed}/{number}")  # noqa: S311 - make-believe, and the same every time
        created = BEGINNING + (number + chance.random()) * SPACING
        lasts = timedelta(seconds=chance.choice((20, 60, 180, 300, 480)) * chance.uniform(0.7, 1.6))
        if chance.random() < 0.005:
            lasts *= 20
        result = chance.choices(("Success", "Warning", "Failed"), (80, 13, 7))[0]
        point = (created - timedelta(hours=chance.randrange(4, 400))).replace(microsecond=0)
        session_id = str(uuid.UUID(int=chance.getrandbits(128), version=4))
        worsens = created + lasts * chance.uniform(0.3, 1.0)
        organization = chance.choice(ORGANIZATIONS)
        created_tick, end_tick = chance.randrange(10), chance.randrange(10)
        portal = chance.random() < 0.2
        return SimulatedSession(
            id=session_id,
            created=created,
            ends=created + lasts,
            result=result,
            worsens=worsens,
            point_in_time=point,
            organization=organization,
            type=self._types[chance.choices(range(4), (6, 2, 2, 1))[0] % len(self._types)],
            initiated_by=chance.choice(PEOPLE),
            client_host=chance.choice(("BXYDEV01 (via: 10.0.17.1)", "JUMP01", "JUMP02", "")),
            scope="AdeleV@contoso.com" if portal else "",
            reason=chance.choice(REASONS) if portal else "",
            listed=_listing_moment(number),
            created_tick=created_tick,
            end_tick=end_tick,
        )


def _listing_moment(number: int) -> datetime:
    return BEGINNING + (number + 1) * SPACING


def _turns(made: SimulatedSession) -> list[datetime]:
    """Return when a session that is listed changes: its verdict turns, it ends."""
    turned = made.worsens if made.result != "Success" else None
    if turned is not None and made.ends is not None:
        turned = min(turned, made.ends)
    listed = made.listed or made.created
    moments = {max(moment, listed) for moment in (turned, made.ends) if moment is not None}
    return sorted(moments)

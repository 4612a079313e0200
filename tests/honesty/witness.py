"""A server that remembers what was true when, and what it was asked: nobody else is believed."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from tests.honesty.laptop import Elsewhere, Laptop
from tests.monitor.living import FILTERING, PAGED, TELLING, UNPAGED, LivingServer
from vbo_tui.api.dialect import DIALECTS
from vbo_tui.errors import ApiError, BadPayload, NotFound, ServerFault, SignInRefused
from vbo_tui.model.change import Changes
from vbo_tui.model.document import Document, Resource
from vbo_tui.model.links import ID_HERE, Link, Rel
from vbo_tui.model.session import Session, SessionId
from vbo_tui.model.snapshot import Listing
from vbo_tui.monitor.single import AT_ONCE
from vbo_tui.secret import Secret

VERSIONS = {
    able.version: replace(able, fields=DIALECTS[able.version].capabilities.fields)
    for able in (UNPAGED, PAGED, FILTERING, TELLING)
}
"""What servers are able to do, one of each kind."""

LINKS = (Link("self", f"/RestoreSessions/{ID_HERE}"),)
"""By these the requests of the detail pane are told from the poller's own, which have none."""


@dataclass
class Poll:
    """One poll, as the server saw it."""

    began: float
    ended: float
    """When its last answer was given, so far."""
    error: ApiError | None = None
    """What one of its requests was refused with."""
    whole: bool = False
    """Whether a list of everything was given to its end."""
    cut: bool = False
    """Whether a list ended too early, and said so."""
    unsure: set[SessionId] = field(default_factory=set)
    """Sessions that it asked for in vain, or that a list cut short left out."""


@dataclass
class Moment:
    """What there was on the server from then on."""

    seconds: float
    sessions: dict[SessionId, Session]


class Witness(LivingServer):
    """Fulfils ``Server``, slowly or not at all where a test wants that."""

    def __init__(self, laptop: Laptop, version: str, *, page: int) -> None:
        super().__init__(Elsewhere(laptop), VERSIONS[version], page=page)
        self.lead = timedelta(0)
        self.delay = 0.0
        """Seconds that each page, and each single session, takes."""
        self.short = 0
        """Sessions at the end of each list that are left out, which the list says."""
        self.polls: list[Poll] = []
        self.past: list[Moment] = []
        self.overlaps: list[str] = []
        """What was asked while something else was asked."""
        self.feeds = 0
        """Requests to the feed that are waiting."""
        self.last_part = 0.0
        """When a part of a list was given last, whatever became of the rest."""
        self.feed_heard = -math.inf
        """When a request to the feed ended last."""
        self._lists = self._ones = 0
        self._remember()

    # -- what was true ------------------------------------------------------------------------

    @property
    def asked_now(self) -> bool:
        """Whether a request of the poller is being answered; the feed's does not count."""
        return bool(self._lists or self._ones)

    @property
    def ended(self) -> list[Poll]:
        """The polls that are over, the last one last. Asked only when the program is at rest."""
        return self.polls[:-1] if self.asked_now else self.polls

    @property
    def last_success(self) -> Poll | None:
        """The last poll that was over and well."""
        return next((poll for poll in reversed(self.ended) if poll.error is None), None)

    @property
    def since_whole(self) -> list[Poll]:
        """The last poll that gave everything, and those that went well since; all that did without one."""
        well = [poll for poll in self.ended if poll.error is None]
        whole = [at for at, poll in enumerate(well) if poll.whole]
        return well[whole[-1] :] if whole else well

    def since(self, seconds: float) -> list[dict[SessionId, Session]]:
        """Return what there was from then until now, all of its states."""
        first = max(at for at, moment in enumerate(self.past) if moment.seconds <= seconds)
        return [moment.sessions for moment in self.past[first:]]

    def _remember(self) -> None:
        self.past.append(Moment(self._clock.seconds(), dict(self.sessions)))

    # -- what happens on it -----------------------------------------------------------------

    def add(self, number: int, *, name: str, by: str, result: str) -> None:
        key = SessionId(f"{number:08x}-0000-0000-0000-000000000000")
        told = self._able.fields
        self._put(
            Session(
                id=key,
                type="Vex",
                state="Working",
                result=result,
                created=self._clock.now(),
                link_forms=LINKS,
                name=name if "name" in told else "",
                initiated_by=by if "initiated_by" in told else "",
            )
        )
        self._remember()

    def judge(self, key: SessionId, result: str) -> None:
        self.change(key, result=result)
        self._remember()

    def finish(self, key: SessionId, result: str) -> None:
        self.change(key, state="Stopped", result=result, ended=self._clock.now())
        self._remember()

    def remove(self, key: SessionId) -> None:
        self.delete(key)
        self._remember()

    @property
    def is_spoilt(self) -> bool:
        """Whether it does not answer as it should."""
        return bool(self.lost or self.breaks or self.short or self.delay)

    def mend(self) -> None:
        """Answer as it should."""
        self.breaks.clear()
        self.short, self.delay = 0, 0.0
        self.lose(None)

    # -- what it is asked -------------------------------------------------------------------

    async def meet(self) -> None:
        if self.asked_now:
            self.overlaps.append("a poll began while another was under way")
        now = self._clock.seconds()
        self.polls.append(Poll(now, now))
        with self._refusing(self.polls[-1]):
            if not self.capabilities.version:
                await super().meet()

    async def pages(
        self, since: datetime | None = None, *, ended_since: datetime | None = None, few: bool = False
    ) -> AsyncGenerator[Listing, None]:
        poll = self.polls[-1]
        if self.asked_now:
            self.overlaps.append("a list was asked for while something else was")
        self._lists += 1
        try:
            with self._refusing(poll):
                async with aclosing(super().pages(since, ended_since=ended_since, few=few)) as parts:
                    async for part in parts:
                        await self._take_time()
                        poll.ended = self.last_part = self._clock.seconds()
                        poll.cut = poll.cut or bool(part.incomplete)
                        yield part
            poll.whole = since is None and not few and not poll.cut
        finally:
            self._lists -= 1

    def _rows(self, since: datetime | None, ended_since: datetime | None) -> list[Session]:
        rows = super()._rows(since, ended_since)
        told = rows[: max(len(rows) - self.short, 0)]
        self.polls[-1].unsure.update(row.id for row in rows[len(told) :])
        self.incomplete = "the list ends too early" if self.short else ""
        return told

    async def follow(self, session: SessionId, link: Link, known: Resource | None = None) -> Document:
        if link.href or link.known is not Rel.SELF:
            await asyncio.sleep(self.delay)
            if link.known is Rel.SELF:
                return await super().follow(session, link, known)
            raise NotFound("there is no such thing")
        poll = self.polls[-1]
        if self._lists or self._ones >= AT_ONCE:
            self.overlaps.append("a session was asked for while a list was, or too many were")
        self._ones += 1
        try:
            with self._refusing(poll, session):
                await self._take_time()
                return await super().follow(session, link, known)
        finally:
            poll.ended = self._clock.seconds()
            self._ones -= 1

    async def _take_time(self) -> None:
        if self.delay:
            await asyncio.sleep(self.delay)
            if self.lost:
                raise self.lost

    @contextmanager
    def _refusing(self, poll: Poll, session: SessionId | None = None) -> Iterator[None]:
        """Remember what the poll was refused; that a single session is not there, or not read, is none."""
        try:
            yield
        except NotFound as error:
            poll.error = error if session is None else poll.error
            raise
        except (ServerFault, BadPayload) as error:
            if session is None:
                poll.error = error
            else:
                poll.unsure.add(session)
            raise
        except ApiError as error:
            poll.error = error
            raise

    async def changes(self, after: str, wait: float) -> Changes:
        if self.feeds:
            self.overlaps.append("the feed was asked twice at a time")
        self.feeds += 1
        try:
            return await super().changes(after, wait)
        finally:
            self.feeds -= 1
            self.feed_heard = self._clock.seconds()

    def sign_in_with(self, password: Secret) -> None:
        if isinstance(self.lost, SignInRefused) and password.reveal() == "right":
            self.lose(None)

    async def aclose(self) -> None:
        return

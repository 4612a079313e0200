"""One server's restore sessions, asked for in whatever version of the API it speaks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing, suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

from vbo_tui.api import wire, wire_events
from vbo_tui.api.address import Origin, target
from vbo_tui.api.auth import AskPassword, SignIn, Sleep
from vbo_tui.api.browsing import Trip
from vbo_tui.api.connection import Answer, Connection
from vbo_tui.api.decoding import wrong_shape
from vbo_tui.api.detection import Detection, Found
from vbo_tui.api.dialect import Dialect
from vbo_tui.api.grants import Grant, decode_grant
from vbo_tui.api.paging import FIRST_PAGE, read_pages
from vbo_tui.api.splitting import split
from vbo_tui.api.trust import Trust
from vbo_tui.courtesy import give_way
from vbo_tui.errors import (
    BadPayload,
    NotAllowed,
    NotFound,
    ServerFault,
    SignInRefused,
    Throttled,
    Unreachable,
)
from vbo_tui.model.capabilities import Capabilities
from vbo_tui.model.change import Changes
from vbo_tui.model.conversation import Conversation
from vbo_tui.model.document import Document, Resource
from vbo_tui.model.links import Link, Rel
from vbo_tui.model.session import SessionId
from vbo_tui.model.snapshot import Listing
from vbo_tui.secret import Secret

LARGEST_BODY = 256 * 2**20
"""Bytes of one answer, unpacked; a hundred thousand sessions are a third of it."""

PAGE = 2000
"""Items of a page after the first: measured, see ``tests/bench``."""

FEW = 20
"""Items of the first page where little is expected."""

SLICE = 250
"""Sessions decoded at a time, in a millisecond: keys are read in between."""

_T = TypeVar("_T")


class Client:
    """Fulfils ``Server``. GET only, but for the token."""

    def __init__(
        self,
        url: str,
        *,
        user: str,
        ask_password: AskPassword,
        seconds: Callable[[], float],
        sleep: Sleep = asyncio.sleep,
        api: str = "auto",
        known_version: str = "",
        known_for: float = 0.0,
        version_found: Found = lambda name: None,
        trust: Trust | None = None,
        allow_http: bool = False,
        connect_timeout: float = 5.0,
        read_timeout: float = 30.0,
        largest_body: int = LARGEST_BODY,
    ) -> None:
        """Prepare to ask; nothing is sent before the first request.

        Args:
            url: ``https://host[:port]``.
            user: The account.
            ask_password: Finds the password when one is needed; asked once.
            seconds: A clock that only grows.
            sleep: Waits; between two token requests.
            api: The version of the API, or ``auto`` for the newest that the server speaks.
            known_version: What ``auto`` came to of late; "" for nothing.
            known_for: Seconds since then.
            version_found: Takes in what ``auto`` comes to.
            trust: Which certificate to believe; None for the system's.
            allow_http: Whether ``http://`` is permitted.
            connect_timeout: Seconds for name, TCP and TLS.
            read_timeout: Seconds without a byte after which an answer is lost.
            largest_body: Bytes of an answer, unpacked, past which it is given up.

        Raises:
            ConfigError: The URL cannot be used.
        """
        self.origin = Origin.parse(url, allow_http=allow_http)
        """The only server that ever gets a byte."""
        self._trust = trust or Trust()
        self._connection = Connection(
            self.origin,
            self._trust,
            connect_timeout=connect_timeout,
            read_timeout=read_timeout,
            largest_body=largest_body,
        )
        self.detection = Detection(
            self._probe, seconds, api=api, known=known_version, known_for=known_for, found=version_found
        )
        """Which version is spoken, and how that was found."""
        self._sign_in = SignIn(
            user=user,
            greet=self._greet,
            ask=ask_password,
            post=self._post_form,
            seconds=seconds,
            sleep=sleep,
        )

    # -- what it is for ---------------------------------------------------------------------

    @property
    def capabilities(self) -> Capabilities:
        """What the server offers, as far as its version is known."""
        dialect = self.detection.known
        return Capabilities() if dialect is None else dialect.capabilities

    def conversation(self) -> Conversation:
        """Return what there is to tell of the last requests."""
        return Conversation(
            asked=tuple(self._connection.asked),
            trust=self._trust.in_words if self.origin.scheme == "https" else "nothing: plain http",
            token_left=self._sign_in.token_left,
            version=self.detection.in_words,
        )

    async def meet(self) -> None:
        """Find out which version the server speaks, where that is not known."""
        await self.detection.dialect()

    async def sessions(self, since: datetime | None = None) -> Listing:
        """Ask for all restore sessions that the account may see, but for those over at ``since``."""
        parts = [part async for part in self.pages(since, ended_since=since)]
        found = (session for part in parts for session in part.sessions)
        return Listing(
            tuple(session for session in found if since is None or not session.was_over(since)),
            tuple(said for part in parts for said in part.unreadable),
            next((part.server_time for part in reversed(parts)), None),
            next((part.incomplete for part in parts if part.incomplete), ""),
        )

    async def pages(
        self, since: datetime | None = None, *, ended_since: datetime | None = None, few: bool = False
    ) -> AsyncGenerator[Listing, None]:
        """Ask for the restore sessions that the account may see, and yield them as they come.

        Args:
            since: Leave out sessions that started before then (aware), where the server can.
            ended_since: But not those that ended only after then (aware), where the server can tell.
            few: Whether little is expected: the first page is a small one then.

        Raises:
            ApiError: Anything that can go wrong on the way.
        """
        known: set[SessionId] = set()
        dialect = await self.detection.dialect()
        windows = [_window(dialect.start_from, since)]
        if since and ended_since and dialect.end_from:
            windows.append(_window(dialect.end_from, ended_since) | _window(dialect.start_to, since))
        for window in windows:
            async with aclosing(self._window(window, FEW if few else FIRST_PAGE)) as parts:
                async for part in parts:
                    fresh = tuple(session for session in part.sessions if session.id not in known)
                    known.update(session.id for session in fresh)
                    yield replace(part, sessions=fresh, more=part.more or window is not windows[-1])

    async def _window(self, window: Mapping[str, str], first: int) -> AsyncGenerator[Listing, None]:
        """Read one list to its end, decoding it in slices."""
        times: list[datetime | None] = []

        async def ask(query: Mapping[str, str]) -> wire.RawPage:
            answer = await self._spoken(lambda dialect: self._page(dialect, {**query, **window}))
            times.append(answer.date)
            return await split(answer.sent)

        async for part in read_pages(ask, page_size=PAGE, first=first):
            starts = range(0, max(len(part.items), 1), SLICE)
            for start in starts:
                listing = wire.decode_sessions(part.items[start : start + SLICE], times[-1])
                more = part.more or start != starts[-1]
                yield replace(listing, incomplete=part.incomplete, more=more)
                await give_way()
            del part  # megabytes, while the next ones come

    async def follow(self, session: SessionId, link: Link, known: Resource | None = None) -> Document:
        """Ask for what a known link of ``session`` leads to.

        Args:
            session: Whose link it is.
            link: The link.
            known: What it led to before, where that may spare asking for all of it again.

        Raises:
            ApiError: Anything that can go wrong on the way.
            ValueError: The link's relation is none that is followed.
        """
        rel = link.known
        if rel is None:
            raise ValueError(f"{link.rel} is not followed")
        dialect = await self.detection.dialect()
        try:
            return await self._follow(dialect, rel, session, link, known)
        except NotFound:
            if await self.detection.is_served_still(dialect):
                raise
            dialect = await self.detection.instead_of(dialect)
        return await self._follow(dialect, rel, session, link, known)

    async def _follow(
        self, dialect: Dialect, rel: Rel, session: SessionId, link: Link, known: Resource | None
    ) -> Document:
        lack = dialect.capabilities.lack_of(rel)
        if lack:
            raise NotFound(lack)
        goal = target(link, session, self.origin, dialect)
        trip = Trip(self._get, self.origin.url, events_page=PAGE, paged=bool(dialect.page_limit))
        resource, body, exchange = await trip.to(goal, known)
        return Document(rel, resource, body, goal.path, goal.moved_from, exchange)

    async def changes(self, after: str, wait: float) -> Changes:
        """Wait for changes on the server, of restore sessions; v8.

        Args:
            after: The token of the changes before; "" for those from now on, which answers at once.
            wait: Seconds that the server may wait for something to happen.

        Raises:
            FeedOutdated: Changes were missed: read the whole list.
            ApiError: Anything else that can go wrong on the way.
        """
        dialect = await self.detection.dialect()
        query = {"from": after or "latest", "limit": str(dialect.page_limit), "timeoutSeconds": f"{wait:.0f}"}
        answer = await self._get(dialect.path(dialect.feed), query, wait=wait)
        return wire_events.decode_changes(answer.body)

    def sign_in_with(self, password: Secret) -> None:
        """Use ``password`` from the next request on."""
        self._sign_in.sign_in_with(password)

    async def sign_in(self) -> None:
        """Sign in now, where that has not been done."""
        await self._spoken(lambda dialect: self._sign_in.token())

    async def aclose(self) -> None:
        """Give up the connections."""
        await self._connection.aclose()

    # -- requests ---------------------------------------------------------------------------

    async def _spoken(self, act: Callable[[Dialect], Awaitable[_T]]) -> _T:
        """Do something in the server's version; once more in another one, where that is gone."""
        dialect = await self.detection.dialect()
        try:
            return await act(dialect)
        except NotFound as error:
            if not self.detection.is_automatic:
                raise NotFound(f"this server does not serve API {dialect.name}: {error}") from error
            dialect = await self.detection.instead_of(dialect)
        return await act(dialect)

    async def _page(self, dialect: Dialect, query: Mapping[str, str]) -> Answer:
        wanted = {**query, **dialect.order} if dialect.page_limit else {}
        return await self._get(dialect.path(dialect.sessions), wanted)

    async def _get(self, path: str, query: Mapping[str, str] | None = None, *, wait: float = 0.0) -> Answer:
        """Ask as the account; a token that is refused is renewed once."""
        try:
            token = await self._sign_in.token()
            try:
                return await self._connection.get(path, token=token, query=query, wait=wait)
            except SignInRefused:
                token = await self._sign_in.replace(token)
            return await self._connection.get(path, token=token, query=query, wait=wait)
        except Unreachable:
            self.detection.doubt()
            raise

    async def _probe(self, dialect: Dialect) -> object:
        """Ask for what a version has, without a token."""
        answer = await self._connection.get(dialect.path(dialect.probe))
        if answer.body.lstrip()[:1] not in (b"{", b"["):
            raise BadPayload(wrong_shape(answer.body))
        return answer

    async def _greet(self) -> None:
        """Ask without a token: whatever is answered, usually 401, the server is there and is believed."""
        if self.detection.tried:
            return
        with suppress(SignInRefused, NotAllowed, NotFound, Throttled, ServerFault, BadPayload):
            await self._probe(await self.detection.dialect())

    async def _post_form(self, form: Mapping[str, str]) -> Grant:
        if not all(map(_is_text, form.values())):
            # checked rather than caught: an encoding error carries the whole password
            raise SignInRefused("the name or the password is not valid text; it was not sent")
        dialect = await self.detection.dialect()
        answer = await self._connection.post_form(dialect.path(dialect.token), {**form, **dialect.form})
        return decode_grant(answer.body)


def _window(parameter: str, since: datetime | None) -> dict[str, str]:
    """Return a filter by time. Source: the references print UTC; whole seconds are taken, too."""
    return {parameter: f"{since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"} if parameter and since else {}


def _is_text(text: str) -> bool:
    return not any("\ud800" <= char <= "\udfff" for char in text)

"""A client that is loaded when it is first asked for something: after the first frame, not before it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from datetime import datetime

from vbo_tui.courtesy import load
from vbo_tui.model.capabilities import Capabilities
from vbo_tui.model.change import Changes
from vbo_tui.model.conversation import Conversation
from vbo_tui.model.document import Document, Resource
from vbo_tui.model.links import Link
from vbo_tui.model.session import SessionId
from vbo_tui.model.snapshot import Listing
from vbo_tui.monitor.server import Server
from vbo_tui.secret import Secret


class LateClient:
    """Fulfils ``Server`` by a client that is made when it is needed."""

    def __init__(self, make: Callable[[], Server], *, module: str) -> None:
        """Prepare to make the client with ``make``, for which ``module`` is loaded."""
        self._make = make
        self._module = module
        self._made: Server | None = None

    @property
    def _client(self) -> Server:
        if self._made is None:
            self._made = self._make()
        return self._made

    @property
    def capabilities(self) -> Capabilities:
        """What the server offers, as far as that is known."""
        return Capabilities() if self._made is None else self._made.capabilities

    def conversation(self) -> Conversation:
        """Return what there is to tell of the last requests."""
        return Conversation() if self._made is None else self._made.conversation()

    async def meet(self) -> None:
        """Find out what the server offers."""
        await load(self._module)
        await self._client.meet()

    async def pages(
        self, since: datetime | None = None, *, ended_since: datetime | None = None, few: bool = False
    ) -> AsyncGenerator[Listing, None]:
        """Ask for the restore sessions."""
        async with aclosing(self._client.pages(since, ended_since=ended_since, few=few)) as parts:
            async for part in parts:
                yield part

    async def follow(self, session: SessionId, link: Link, known: Resource | None = None) -> Document:
        """Ask for what a link leads to."""
        return await self._client.follow(session, link, known)

    async def changes(self, after: str, wait: float) -> Changes:
        """Wait for changes."""
        return await self._client.changes(after, wait)

    def sign_in_with(self, password: Secret) -> None:
        """Use ``password`` from the next request on."""
        self._client.sign_in_with(password)

    async def aclose(self) -> None:
        """Give up the connections."""
        if self._made is not None:
            await self._made.aclose()

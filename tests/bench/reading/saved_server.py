"""A server whose list was saved before: the program reads it without a socket."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import datetime

from tests.bench.reading import ours, shelf
from tests.bench.reading.ours import NOW
from vbo_tui.errors import NotFound
from vbo_tui.model.capabilities import Capabilities
from vbo_tui.model.change import Changes
from vbo_tui.model.conversation import Conversation
from vbo_tui.model.document import Document, Resource
from vbo_tui.model.links import Link
from vbo_tui.model.session import SessionId
from vbo_tui.model.snapshot import Listing, Step
from vbo_tui.monitor.reading import Reader
from vbo_tui.secret import Secret


class SavedServer:
    """Fulfils ``Server``, as far as the whole list is asked for."""

    def __init__(self, folder: str) -> None:
        self.capabilities = Capabilities(version="v8", filters_start=True, paged=True)
        self._folder = folder

    def conversation(self) -> Conversation:
        return Conversation()

    async def meet(self) -> None:
        """Do nothing: it is known."""

    async def pages(
        self, since: datetime | None = None, *, ended_since: datetime | None = None, few: bool = False
    ) -> AsyncGenerator[Listing, None]:
        """Yield the whole list, decoded part by part."""
        last: Listing | None = None
        for body in shelf.pages(self._folder):
            for part in ours.parts(body):
                if last is not None:
                    yield _with_more(last)
                last = part
        if last is not None:
            yield last

    async def changes(self, after: str, wait: float) -> Changes:
        """Have no feed."""
        raise NotFound("there is no feed")

    async def follow(self, session: SessionId, link: Link, known: Resource | None = None) -> Document:
        """Have nothing but the list."""
        raise NotFound("there is nothing but a list")

    def sign_in_with(self, password: Secret) -> None:
        """Need none."""

    async def aclose(self) -> None:
        """Hold nothing."""


def _with_more(part: Listing) -> Listing:
    return Listing(part.sessions, part.unreadable, part.server_time, part.incomplete, more=True)


async def read_steps(reader: Reader) -> AsyncGenerator[Step, None]:
    """Yield what each part of the whole list brings."""
    async with aclosing(reader.read(reader.plan())) as steps:
        async for step in steps:
            yield step


def reader_of(folder: str) -> Reader:
    """Return a reader that knows nothing yet of the list in a folder."""
    return Reader(SavedServer(folder), now=lambda: NOW, seconds=lambda: 0.0)

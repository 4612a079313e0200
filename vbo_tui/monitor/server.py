"""What the monitor and the screens need of a server; the client in ``api`` fulfils it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import datetime
from typing import Protocol

from vbo_tui.model.capabilities import Capabilities
from vbo_tui.model.change import Changes
from vbo_tui.model.conversation import Conversation
from vbo_tui.model.document import Document, Resource
from vbo_tui.model.links import Link
from vbo_tui.model.session import SessionId
from vbo_tui.model.snapshot import Listing
from vbo_tui.secret import Secret


class Server(Protocol):
    """One server, as one account sees it. What asks it may raise ``ApiError``."""

    @property
    def capabilities(self) -> Capabilities:
        """What it offers, as far as that is known by now."""

    def conversation(self) -> Conversation:
        """Return what there is to tell of the last requests."""

    async def meet(self) -> None:
        """Find out what it offers, where that is not known."""

    def pages(
        self, since: datetime | None = None, *, ended_since: datetime | None = None, few: bool = False
    ) -> AsyncGenerator[Listing, None]:
        """Ask for the restore sessions that the account may see; yield them as they come.

        ``since`` (aware) leaves out those that started before, but for those that ended only after
        ``ended_since``; either where the server can do that. ``few`` says that little is expected.
        """

    async def follow(self, session: SessionId, link: Link, known: Resource | None = None) -> Document:
        """Ask for what a link of ``session`` leads to; ``known`` is what it led to before."""

    async def changes(self, after: str, wait: float) -> Changes:
        """Wait up to ``wait`` seconds for what changes after a token, "" for from now on."""

    def sign_in_with(self, password: Secret) -> None:
        """Use ``password`` from the next request on, in place of what was refused or missing."""

    async def aclose(self) -> None:
        """Give up the connections; the server cannot be asked any more."""

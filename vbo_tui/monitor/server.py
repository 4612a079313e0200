"""What the monitor and the screens need of a server; the client in ``api`` fulfils it."""

from __future__ import annotations

from typing import Protocol

from vbo_tui.model.document import Document
from vbo_tui.model.links import Link
from vbo_tui.model.session import SessionId
from vbo_tui.model.snapshot import Listing
from vbo_tui.secret import Secret


class Server(Protocol):
    """One server, as one account sees it. Every method may raise ``ApiError``."""

    async def sessions(self) -> Listing:
        """Ask for all restore sessions that the account may see."""

    async def follow(self, session: SessionId, link: Link) -> Document:
        """Ask for what a link of ``session``, or of its organization, leads to."""

    def sign_in_with(self, password: Secret) -> None:
        """Use ``password`` from the next request on, in place of what was refused or missing."""

    async def aclose(self) -> None:
        """Give up the connections; the server cannot be asked any more."""

"""A server that answers what a test tells it to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from datetime import UTC, datetime

from vbo_tui.errors import ApiError, NotFound
from vbo_tui.model.capabilities import Capabilities
from vbo_tui.model.change import Changes
from vbo_tui.model.conversation import Conversation
from vbo_tui.model.document import Document, Resource
from vbo_tui.model.links import Link
from vbo_tui.model.session import Session, SessionId
from vbo_tui.model.snapshot import Listing
from vbo_tui.secret import Secret

NOON = datetime(2026, 9, 24, 12, 0, tzinfo=UTC)


def session(number: int, *, state: str = "Working", result: str = "Success") -> Session:
    return Session(
        id=SessionId(f"00000000-0000-0000-0000-{number:012}"),
        type="Vex",
        state=state,
        result=result,
        created=NOON,
    )


class ScriptedServer:
    """Fulfils ``Server``: each poll takes the next answer; the last one is repeated for ever."""

    def __init__(self, *answers: Listing | ApiError | Sequence[Session]) -> None:
        self.answers = [
            answer if isinstance(answer, Listing | ApiError) else Listing(tuple(answer)) for answer in answers
        ]
        self.polls = 0
        self.at_once = 0
        self.most_at_once = 0
        self.gate: asyncio.Event | None = None
        self.documents: dict[tuple[SessionId, str], Document | ApiError] = {}
        self.follow_gates: dict[tuple[SessionId, str], asyncio.Event] = {}
        self.followed: list[tuple[SessionId, str]] = []
        self.passwords: list[str] = []
        self.closed = False
        self.capabilities = Capabilities()

    def hang(self) -> None:
        """Never answer again."""
        self.gate = asyncio.Event()

    def conversation(self) -> Conversation:
        return Conversation()

    async def meet(self) -> None:
        return

    async def pages(
        self, since: datetime | None = None, *, ended_since: datetime | None = None, few: bool = False
    ) -> AsyncGenerator[Listing, None]:
        answer = self.answers[min(self.polls, len(self.answers) - 1)]
        self.polls += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            if self.gate is not None:
                await self.gate.wait()
        finally:
            self.at_once -= 1
        if isinstance(answer, ApiError):
            raise answer
        yield answer

    async def changes(self, after: str, wait: float) -> Changes:
        raise NotFound("there is no feed")

    async def follow(self, session: SessionId, link: Link, known: Resource | None = None) -> Document:
        self.followed.append((session, link.rel))
        if gate := self.follow_gates.get((session, link.rel)):
            await gate.wait()
        answer = self.documents.get((session, link.rel), NotFound("the server has no such session"))
        if isinstance(answer, ApiError):
            raise answer
        return answer

    def sign_in_with(self, password: Secret) -> None:
        self.passwords.append(password.reveal())

    async def aclose(self) -> None:
        self.closed = True

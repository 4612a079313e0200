"""A server that answers the questions of a detection as a test tells it to."""

from __future__ import annotations

import asyncio

from vbo_tui.api.detection import Detection
from vbo_tui.api.dialect import DIALECTS, Dialect
from vbo_tui.errors import ApiError, NotFound, SignInRefused

ALL = list(DIALECTS)
"""Newest first."""

NO = NotFound("404")
YES = SignInRefused("401")


class Server:
    """Remembers what it was asked; what it is not told of is not there."""

    def __init__(self, *served: str) -> None:
        self.says: dict[str, ApiError | None] = dict.fromkeys(served, YES)
        self.asked: list[str] = []
        self.found: list[str] = []
        self.now = 1000.0

    def detection(self, api: str = "auto", known: str = "") -> Detection:
        return Detection(self._ask, lambda: self.now, api=api, known=known, found=self.found.append)

    async def _ask(self, dialect: Dialect) -> object:
        self.asked.append(dialect.name)
        await asyncio.sleep(0)  # whoever does not wait for its turn gets in between here
        said = self.says.get(dialect.name, NO)
        if said is not None:
            raise said
        return object()

"""Which version of the API a server speaks: the newest one, found without a token."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from vbo_tui.api.dialect import DIALECTS, Dialect
from vbo_tui.errors import ApiError, NotAllowed, NotFound, SignInRefused

BELIEVED = 86400.0
"""Seconds after which it is looked again whether there is a newer version by now."""

Ask = Callable[[Dialect], Awaitable[object]]
"""Asks for a version's probe, without a token. Raises ``ApiError``."""

Found = Callable[[str], None]
"""Takes in the name of a version that was found."""


@dataclass(frozen=True, slots=True)
class Probe:
    """One question of a detection, and what came of it."""

    version: str
    served: bool
    said: str


class Detection:
    """Knows which dialect to speak; asks the server where it does not.

    Source:
        No resource lists the versions. A version that is served answers an anonymous request with 401,
        one that is not with 404. Token requests are throttled since v6: none is made for this.
    """

    def __init__(
        self,
        ask: Ask,
        seconds: Callable[[], float],
        *,
        api: str = "auto",
        known: str = "",
        found: Found = lambda name: None,
    ) -> None:
        """Prepare to find out; nothing is asked before it is needed.

        Args:
            ask: Asks for a version's probe.
            seconds: A clock that only grows.
            api: ``auto``, or the version to speak whatever the server says.
            known: What was found of late, "" for nothing.
            found: Takes in what is found.
        """
        self._ask = ask
        self._seconds = seconds
        self._found = found
        self.is_automatic = api == "auto"
        """Whether the server decides."""
        self.tried: list[Probe] = []
        """The questions of the last detection, in their order."""
        self._refuted: set[str] = set()
        self._dialect = DIALECTS.get(known if self.is_automatic else api)
        self._believed_until = seconds() + BELIEVED
        self._lock = asyncio.Lock()

    @property
    def known(self) -> Dialect | None:
        """The dialect, as far as it is known."""
        return self._dialect

    async def dialect(self) -> Dialect:
        """Return the dialect to speak; ask the server where that is not known.

        Raises:
            NotFound: No version is served.
            ApiError: The server cannot be asked.
        """
        async with self._lock:
            if self._dialect is None:
                self._dialect = await self._detect()
            elif self.is_automatic and self._seconds() >= self._believed_until:
                self._dialect = await self._look_again(self._dialect)
            return self._dialect

    async def instead_of(self, refuted: Dialect) -> Dialect:
        """Return another dialect than the one that turned out not to be served.

        Raises:
            NotFound: There is none.
            ApiError: The server cannot be asked.
        """
        async with self._lock:
            if self._dialect is refuted:
                self._dialect = None
                self._refuted.add(refuted.name)
        return await self.dialect()

    async def _look_again(self, spoken: Dialect) -> Dialect:
        """Return the newest version by now; the spoken one goes on where that cannot be told."""
        self._believed_until = self._seconds() + BELIEVED
        self._refuted.clear()
        try:
            return await self._detect()
        except ApiError:
            return spoken

    async def _detect(self) -> Dialect:
        self.tried = []
        for dialect in DIALECTS.values():
            if dialect.name not in self._refuted and await self._is_served(dialect):
                self._believed_until = self._seconds() + BELIEVED
                self._found(dialect.name)
                return dialect
        self._refuted.clear()
        newest, *_, oldest = DIALECTS
        raise NotFound(f"none of API {oldest} to {newest} is served here: is this the REST service's port?")

    async def _is_served(self, dialect: Dialect) -> bool:
        """Ask; what is neither yes nor no is raised: to guess would be to remember a guess."""
        try:
            await self._ask(dialect)
            served, said = True, "answered"
        except (SignInRefused, NotAllowed) as error:
            served, said = True, str(error)
        except NotFound as error:
            served, said = False, str(error)
        except ApiError as error:
            self.tried.append(Probe(dialect.name, served=False, said=str(error)))
            raise
        self.tried.append(Probe(dialect.name, served, said))
        return served

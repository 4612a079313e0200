"""Which version of the API a server speaks: the newest one, found without a token."""

from __future__ import annotations

import asyncio
import logging
import math
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from vbo_tui.api.dialect import DIALECTS, Dialect
from vbo_tui.errors import ApiError, BadPayload, NotAllowed, NotFound, ServerFault, SignInRefused

_LOG = logging.getLogger(__name__)

BELIEVED = 86400.0
"""Seconds after which it is looked again whether there is a newer version by now."""

DOUBTED = 600.0
"""The same where a newer version could not be asked for, or was there a moment ago."""

ASKED_AGAIN = 60.0
"""Seconds for which an answer to whether a version is still served is believed."""

MOST_TRIED = 30
"""Questions that are remembered; a detection asks no more than one for each version."""

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
        known_for: float = 0.0,
        found: Found = lambda name: None,
    ) -> None:
        """Prepare to find out; nothing is asked before it is needed.

        Args:
            ask: Asks for a version's probe.
            seconds: A clock that only grows.
            api: ``auto``, or the version to speak whatever the server says.
            known: What was found of late, "" for nothing.
            known_for: Seconds since that was found.
            found: Takes in what is found.
        """
        self._ask = ask
        self._seconds = seconds
        self._found = found
        self.is_automatic = api == "auto"
        """Whether the server decides."""
        self.tried: deque[Probe] = deque(maxlen=MOST_TRIED)
        """The questions of the last detection and those since, in their order; the oldest go first."""
        self._refuted: set[str] = set()
        self._dialect = DIALECTS.get(known if self.is_automatic else api)
        self._believed_until = seconds() + BELIEVED - known_for
        self._missed = ""
        self._in_doubt = False
        self._still_there_until = -math.inf
        self._lock = asyncio.Lock()

    @property
    def known(self) -> Dialect | None:
        """The dialect, as far as it is known."""
        return self._dialect

    @property
    def in_words(self) -> str:
        """Which version is spoken, and why, as a person says it."""
        if self._dialect is None:
            return "not known yet"
        if not self.is_automatic:
            return f"{self._dialect.name}, as the profile says"
        hours = max(self._believed_until - self._seconds(), 0.0) / 3600
        return f"{self._dialect.name}, found; looked for again in {hours:.0f} h, or when the server was away"

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
        """Return another dialect than the one whose list was not there.

        A service that starts, or a proxy before it, may say so for a moment: the version is given up
        only where it is really not served, or when its list is not there for the second time.

        Raises:
            NotFound: It is served all the same, or there is no other.
            ApiError: The server cannot be asked.
        """
        async with self._lock:
            if self._dialect is refuted:
                if await self._is_served(refuted):
                    if self._missed != refuted.name:
                        self._missed = refuted.name
                        raise NotFound(f"API {refuted.name} is served, but its list is not there (404)")
                    self._in_doubt = True
                self._dialect = None
                self._refuted.add(refuted.name)
        return await self.dialect()

    async def is_served_still(self, dialect: Dialect) -> bool:
        """Tell whether the server still speaks a dialect; asked no more than once a minute.

        Raises:
            ApiError: The server cannot be asked.
        """
        if self.is_automatic and self._seconds() >= self._still_there_until:
            if not await self._is_served(dialect):
                return False
            self._still_there_until = self._seconds() + ASKED_AGAIN
        return True

    def doubt(self) -> None:
        """Take in that the server was away: it may come back as a newer one."""
        self._believed_until = -math.inf

    async def _look_again(self, spoken: Dialect) -> Dialect:
        """Return the newest version by now; the spoken one goes on where that cannot be told."""
        self._believed_until = self._seconds() + BELIEVED
        self._refuted.clear()
        self._in_doubt = False
        try:
            return await self._detect()
        except ApiError:
            return spoken

    async def _detect(self) -> Dialect:
        """Ask for one version after the other, the newest first.

        One that answers neither yes nor no is passed over, but what is found then is not remembered.
        """
        self.tried.clear()
        odd: ApiError | None = None
        try:
            for dialect in DIALECTS.values():
                if dialect.name in self._refuted:
                    continue
                try:
                    served = await self._is_served(dialect)
                except (ServerFault, BadPayload) as error:
                    if isinstance(error, ServerFault) and error.status >= 500:
                        raise
                    odd = odd or error
                    continue
                if served:
                    self._settle(dialect, sure=odd is None and not self._in_doubt)
                    return dialect
        except ApiError:
            self._refuted.clear()
            raise
        self._refuted.clear()
        newest, *_, oldest = DIALECTS
        none = NotFound(f"none of API {oldest} to {newest} is served here: is this the REST service's port?")
        raise odd or none

    def _settle(self, dialect: Dialect, *, sure: bool) -> None:
        """Take in what was found; only what is sure is kept for the next start."""
        self._believed_until = self._seconds() + (BELIEVED if sure else DOUBTED)
        self._still_there_until = -math.inf
        self._missed = ""
        if sure:
            _LOG.debug("API %s is spoken", dialect.name)
            self._found(dialect.name)

    async def _is_served(self, dialect: Dialect) -> bool:
        """Ask for a version; what is neither yes nor no is raised."""
        try:
            await self._ask(dialect)
            served, said = True, "answered"
        except SignInRefused:
            served, said = True, "401: it wants a token"
        except NotAllowed as error:
            served, said = True, str(error)
        except NotFound as error:
            served, said = False, str(error)
        except ApiError as error:
            self.tried.append(Probe(dialect.name, served=False, said=str(error)))
            raise
        self.tried.append(Probe(dialect.name, served, said))
        return served

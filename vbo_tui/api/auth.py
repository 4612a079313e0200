"""Signing in, and staying so: one renewal at a time, a refused password never sent again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from vbo_tui.api.grants import Grant
from vbo_tui.errors import ApiError, SignInRefused, SignInWanted, Throttled
from vbo_tui.secret import Secret

LONGEST_MARGIN = 60.0
"""Seconds before its end from which a token is renewed; a tenth of a life, where that is less."""

USUAL_LIFE = 3600.0
"""Seconds; the documented life of a token, for a server that names none."""

Greet = Callable[[], Awaitable[None]]
"""Makes sure, without any secret, that the server is there and is believed. Raises ``ApiError``."""

AskPassword = Callable[[Greet], Awaitable[Secret | None]]
"""Finds the password: a variable, a command, a prompt; None when there is none.

Whoever is going to bother a person for it greets the server first.
"""

Sleep = Callable[[float], Awaitable[None]]
"""Returns after some seconds."""

APART = 1.0
"""Seconds from one token request to the next.

Source: the token endpoint admits one request a second since v6, and five a minute.
"""

LONGEST_SLEEP = 2.0
"""Seconds that a sign-in is held back for in silence; longer ones are told."""

APART_WHEN_THROTTLED = 12.0
"""Seconds to the next token request after one that came too early."""

PostForm = Callable[[Mapping[str, str]], Awaitable[Grant]]
"""Sends a form to the token endpoint. Raises ``SignInRefused`` for 400 and 401, else ``ApiError``."""


@dataclass(frozen=True, slots=True)
class _Held:
    """A token, and until when it is good by the local steady clock."""

    grant: Grant
    renew_at: float
    dies_at: float


class SignIn:
    """The account of one server: its password while it is good, and its token.

    Knows no HTTP. Not an ``httpx.Auth``, since a renewal that fails on the way must be
    able to go on with the token that still lives.
    """

    def __init__(
        self,
        *,
        user: str,
        greet: Greet,
        ask: AskPassword,
        post: PostForm,
        seconds: Callable[[], float],
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._user = user
        self._greet = greet
        self._ask = ask
        self._post = post
        self._seconds = seconds
        self._sleep = sleep
        self._not_before = seconds()
        self._password: Secret | None = None
        self._asked = False
        self._refusal: str | None = None
        self._held: _Held | None = None
        self._lock = asyncio.Lock()

    def sign_in_with(self, password: Secret) -> None:
        """Use ``password`` from now on."""
        self._password, self._refusal, self._held = password, None, None

    @property
    def token_left(self) -> float | None:
        """Seconds for which the token is good; None without one."""
        return None if self._held is None else max(self._held.dies_at - self._seconds(), 0.0)

    async def token(self) -> Secret:
        """Return a token that is good by the clock; sign in or renew where there is none.

        Raises:
            SignInWanted: There is no password.
            SignInRefused: The password was refused: now, or before; then nothing is sent.
            ApiError: The token endpoint could not be asked.
        """
        async with self._lock:
            if self._held is None or self._seconds() >= self._held.renew_at:
                await self._renew()
            return self._token()

    async def replace(self, refused: Secret) -> Secret:
        """Return another token than ``refused``, which the server no longer takes.

        Requests that were refused with the same token share one renewal.

        Raises:
            ApiError: As :meth:`token`.
        """
        async with self._lock:
            if self._held is None or self._held.grant.access == refused:
                if self._held is not None:
                    self._held = _Held(self._held.grant, 0.0, 0.0)
                await self._renew()
            return self._token()

    def _token(self) -> Secret:
        if self._held is None:
            raise SignInWanted("not signed in")
        return self._held.grant.access

    async def _renew(self) -> None:
        held = self._held
        if held is not None and self._seconds() < min(self._not_before - LONGEST_SLEEP, held.dies_at):
            return  # the token endpoint wants to be left alone, and the token is good
        if held is None or held.grant.refresh is None:
            await self._with_password()
            return
        try:
            form = {"grant_type": "refresh_token", "refresh_token": held.grant.refresh.reveal()}
            await self._obtain(form, former=held.grant)
        except SignInRefused:
            self._held = None
            await self._with_password()
        except ApiError:
            if self._seconds() >= held.dies_at:
                raise
            # The token endpoint is out of order, the token is not: go on with it.

    async def _with_password(self) -> None:
        if self._refusal is not None:
            raise SignInRefused(self._refusal)
        if self._password is None and not self._asked:
            self._password = await self._ask(self._greet)
            if self._password is None:
                await self._greet()  # before the user is asked, who may have to look at a certificate
            self._asked = True
        if self._password is None:
            raise SignInWanted(f"no password for {self._user}")
        form = {"grant_type": "password", "username": self._user, "password": self._password.reveal()}
        try:
            await self._obtain(form, former=None)
        except SignInRefused as error:
            self._password, self._refusal = None, str(error)
            raise

    async def _obtain(self, form: Mapping[str, str], *, former: Grant | None) -> None:
        """Ask for a token; its life counts from before the request, to be on the safe side."""
        early = self._not_before - self._seconds()
        if early > LONGEST_SLEEP:
            raise Throttled("the token endpoint asked for a pause", retry_after=early)
        if early > 0:
            await self._sleep(early)
        asked_at, pause = self._seconds(), APART
        try:
            grant = await self._post(form)
        except Throttled as error:
            pause = max(error.retry_after or 0.0, APART_WHEN_THROTTLED)
            raise
        finally:
            self._not_before = self._seconds() + pause  # the server counts from some moment before now
        if grant.refresh is None and former is not None:
            grant = Grant(grant.access, former.refresh, grant.life)
        life = grant.life or USUAL_LIFE
        self._held = _Held(grant, asked_at + life - min(LONGEST_MARGIN, life / 10), asked_at + life)

"""Who may come in: accounts, tokens, and how the real server says no.

Source:
    REST API reference, Authorization: form-encoded ``grant_type`` password or refresh_token;
    ``expires_in`` 3599 for a life of 60 minutes; 400 for a bad grant; the refresh token changes with
    every renewal; ``disable_antiforgery_token`` from v7. RFC 1123 times seen in v5. 429 with the message
    in the reason phrase seen in v6.
"""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any

from vbo_tui.simulator.versions import Version

LIFETIME = 3599
"""Seconds."""

DEFAULT_ACCOUNTS = {"CONTOSO\\operator": "demo"}
"""Names and passwords of the demonstration."""

TOKENS_KEPT = 1000
"""Tokens of each kind that are good at most; the oldest go first."""

QUOTAS = ((timedelta(seconds=1), 1, "Second"), (timedelta(minutes=1), 5, "Minute"))
"""Token requests that are admitted: in which time, how many, and what that time is called."""


class Refused(Exception):
    """A grant that the server does not give; the body says why."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(description)
        self.body = {"error": error, "error_description": description, "message": description}


class Exceeded(Exception):
    """Too many token requests; the message is the reason phrase."""


@dataclass(frozen=True, slots=True)
class _Access:
    """An access token that was given out."""

    until: datetime
    wants_cookie: bool
    """Whether it was asked for without giving up the antiforgery token."""


@dataclass(slots=True)
class Tokens:
    """The accounts of one server, and the tokens it has given out."""

    accounts: Mapping[str, str] = field(default_factory=lambda: dict(DEFAULT_ACCOUNTS))
    lifetime: int = LIFETIME
    """Seconds that an access token is good."""
    throttles_loopback: bool = False
    """Whether the throttle concerns requests from this machine, too; the real one is said not to."""
    _access: dict[str, _Access] = field(default_factory=dict)
    _refresh: dict[str, str] = field(default_factory=dict)
    _asked: deque[datetime] = field(default_factory=lambda: deque(maxlen=100))

    def admit(self, now: datetime) -> None:
        """Count a token request.

        Raises:
            Exceeded: There were too many of late.
        """
        for length, most, name in QUOTAS:
            if sum(now - asked < length for asked in self._asked) >= most:
                raise Exceeded(f"API calls quota exceeded! maximum admitted {most} per {name}.")
        self._asked.append(now)

    def grant(self, form: Mapping[str, str], now: datetime, version: Version) -> dict[str, Any]:
        """Return the answer to a token request.

        Raises:
            Refused: Name, password or refresh token is wrong, or the form makes no sense.
        """
        if "disable_antiforgery_token" in form and not version.antiforgery:
            raise Refused("invalid_request", "The field disable_antiforgery_token is not known")
        match form.get("grant_type"):
            case "password":
                user = form.get("username", "")
                if not self._knows(user, form.get("password")):
                    raise Refused("Authorization Error", "Invalid credential")
            case "refresh_token":
                found = self._refresh.pop(form.get("refresh_token", ""), None)
                if found is None:
                    raise Refused("invalid_grant", "The refresh token is not valid")
                user = found
            case _:
                raise Refused("unsupported_grant_type", "The grant type is not supported")
        free = form.get("disable_antiforgery_token", "").casefold() == "true"
        return self._issue(user, now, version, wants_cookie=version.antiforgery and not free)

    def _knows(self, user: str, password: str | None) -> bool:
        """Tell whether the account is there and the password is its own; no password is never right."""
        known = {name.casefold(): own for name, own in self.accounts.items()}
        own = known.get(user.casefold())
        return own is not None and own == password

    def accepts(self, header: str | None, now: datetime) -> bool:
        """Tell whether an ``Authorization`` header lets its sender in."""
        held = self._held(header)
        return held is not None and now < held.until

    def wants_cookie(self, header: str | None) -> bool:
        """Tell whether the token is good only together with the cookie that came with it."""
        held = self._held(header)
        return held is not None and held.wants_cookie

    def _held(self, header: str | None) -> _Access | None:
        scheme, _, token = (header or "").partition(" ")
        return self._access.get(token) if scheme.casefold() == "bearer" else None

    def revoke(self, *, refresh: bool = False) -> None:
        """Forget every access token, and every refresh token too where that is wanted."""
        self._access.clear()
        if refresh:
            self._refresh.clear()

    def forget(self, header: str | None) -> None:
        """Forget one access token."""
        self._access.pop((header or "").partition(" ")[2], None)

    def _issue(self, user: str, now: datetime, version: Version, *, wants_cookie: bool) -> dict[str, Any]:
        access, refresh = (f"AQAAANCMnd8B{secrets.token_urlsafe(400)}" for _ in range(2))
        expires = now + timedelta(seconds=self.lifetime)
        self._access = {token: held for token, held in self._access.items() if held.until > now}
        self._access[access] = _Access(expires, wants_cookie)
        self._refresh[refresh] = user
        for kept in (self._access, self._refresh):
            if len(kept) > TOKENS_KEPT:
                del kept[next(iter(kept))]
        return {
            "access_token": access,
            "token_type": "bearer",
            "expires_in": self.lifetime,
            "refresh_token": refresh,
            **({"userName": user} if version.user_name else {}),
            ".issued": _stamp(now, version),
            ".expires": _stamp(expires, version),
        }


def _stamp(moment: datetime, version: Version) -> str:
    if version.iso_stamps:
        return moment.replace(microsecond=0).isoformat()
    return format_datetime(moment, usegmt=True)

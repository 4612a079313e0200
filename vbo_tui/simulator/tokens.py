"""Who may come in: accounts, tokens, and how the real server says no.

Source:
    REST API v1, Authorization: form-encoded ``grant_type`` password or refresh_token; ``expires_in``
    3599 for a life of 60 minutes; RFC 1123 times; 400 with ``error`` and ``error_description`` for a
    bad grant; the refresh token changes with every renewal.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any

LIFETIME = 3599
"""Seconds."""

DEFAULT_ACCOUNTS = {"CONTOSO\\operator": "demo"}
"""Names and passwords of the demonstration."""


class Refused(Exception):
    """A grant that the server does not give; the body says why."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(description)
        self.body = {"error": error, "error_description": description}


@dataclass(slots=True)
class Tokens:
    """The accounts of one server, and the tokens it has given out."""

    accounts: Mapping[str, str] = field(default_factory=lambda: dict(DEFAULT_ACCOUNTS))
    lifetime: int = LIFETIME
    """Seconds that an access token is good."""
    _access: dict[str, datetime] = field(default_factory=dict)
    _refresh: dict[str, str] = field(default_factory=dict)

    def grant(self, form: Mapping[str, str], now: datetime) -> dict[str, Any]:
        """Return the answer to a token request.

        Raises:
            Refused: Name, password or refresh token is wrong, or the form makes no sense.
        """
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
        return self._issue(user, now)

    def _knows(self, user: str, password: str | None) -> bool:
        """Tell whether the account is there and the password is its own; no password is never right."""
        known = {name.casefold(): own for name, own in self.accounts.items()}
        own = known.get(user.casefold())
        return own is not None and own == password

    def accepts(self, header: str | None, now: datetime) -> bool:
        """Tell whether an ``Authorization`` header lets its sender in."""
        scheme, _, token = (header or "").partition(" ")
        expires = self._access.get(token)
        return scheme.casefold() == "bearer" and expires is not None and now < expires

    def revoke(self, *, refresh: bool = False) -> None:
        """Forget every access token, and every refresh token too where that is wanted."""
        self._access.clear()
        if refresh:
            self._refresh.clear()

    def _issue(self, user: str, now: datetime) -> dict[str, Any]:
        access, refresh = (f"AQAAANCMnd8B{secrets.token_urlsafe(400)}" for _ in range(2))
        expires = now + timedelta(seconds=self.lifetime)
        self._access = {token: until for token, until in self._access.items() if until > now} | {
            access: expires
        }
        self._refresh[refresh] = user
        return {
            "access_token": access,
            "token_type": "bearer",
            "expires_in": self.lifetime,
            "refresh_token": refresh,
            ".issued": format_datetime(now, usegmt=True),
            ".expires": format_datetime(expires, usegmt=True),
        }

"""How to reach one server: the fields of a saved profile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

DEFAULT_PORT = 4443
"""The REST service's port unless an administrator changed it.

Source: the URL template of ``GET /v1/RestoreSessions``.
"""

SINCE_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
"""What a letter behind a number of ``since`` stands for."""

SHORTEST_INTERVAL = 2.0
"""Seconds; polling faster helps nobody and burdens the server."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """How to reach one server. Holds no password: that is asked for."""

    name: str
    """The profile's name in ``profiles.toml``; for an unsaved one the host name."""
    url: str
    """``https://host[:port]`` without a path; the port is 4443 when absent."""
    user: str
    """As the server takes it: ``user``, ``DOMAIN\\user`` or ``user@domain``."""
    api: str = "auto"
    """The API version: ``auto``, or ``v1`` to ``v8``."""
    ca_file: str | None = None
    """A PEM file of certificate authorities to believe in place of the system's."""
    pin: str | None = None
    """The SHA-256 of the only certificate to believe: 64 lower-case hexadecimal digits."""
    verify: bool = True
    """False believes every certificate; the screen says so all the time."""
    allow_http: bool = False
    """True permits an ``http://`` URL; the screen says so all the time."""
    interval: float = 10.0
    """Seconds from an answer to the next question."""
    since: str | None = None
    """How far back sessions are of interest: ``12h``, ``30d``, ``8w``; None for all that there are."""
    connect_timeout: float = 5.0
    """Seconds for the name, TCP and TLS."""
    read_timeout: float = 30.0
    """Seconds without a byte after which an answer counts as lost."""
    largest_answer: float = 256.0
    """MiB of one answer, unpacked, past which it is given up; 100,000 sessions are 70."""
    password_command: tuple[str, ...] = ()
    """A program and its arguments, run without a shell, that prints the password."""

    @property
    def window(self) -> timedelta | None:
        """``since`` as a length of time."""
        return None if self.since is None else int(self.since[:-1]) * SINCE_UNITS[self.since[-1]]

    @property
    def address(self) -> str:
        """``host:port``, as a person names the server."""
        parts = urlsplit(self.url)
        host = parts.hostname or ""
        return (
            f"[{host}]:{parts.port or DEFAULT_PORT}"
            if ":" in host
            else f"{host}:{parts.port or DEFAULT_PORT}"
        )

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the screen says all the time, because this profile gives up some safety."""
        plain = self.url.lower().startswith("http:")
        return (*(("TLS OFF",) if not self.verify and not plain else ()), *(("PLAIN HTTP",) if plain else ()))

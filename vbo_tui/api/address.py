"""Where a request goes: always the profile's own origin, whatever a link says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from vbo_tui.api.dialect import Dialect
from vbo_tui.api.text import clean
from vbo_tui.errors import ConfigError
from vbo_tui.model.links import Link, Rel
from vbo_tui.model.session import SessionId

DEFAULT_PORT = 4443
"""The REST service's port. Source: the URL template of ``GET /v1/RestoreSessions``."""

_CLEAN_PATH = re.compile(r"/(v[0-9]+)/restoresessions/[A-Za-z0-9._~/-]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Origin:
    """A server: scheme, host and port."""

    scheme: str
    host: str
    port: int

    @classmethod
    def parse(cls, url: str, *, allow_http: bool = False) -> Origin:
        """Read ``https://host[:port]``.

        Raises:
            ConfigError: It names more, or less, than a server, or plain http without leave.
        """
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError as error:
            raise ConfigError(f"url is no address: {error}") from error
        if parts.scheme not in ("https", "http") or not host or re.search(r"[\s\\%]", url):
            raise ConfigError(f"url must look like https://host:{DEFAULT_PORT}")
        if parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc:
            raise ConfigError("url must name a host and a port, nothing else")
        if parts.scheme == "http" and not allow_http:
            raise ConfigError("url is plain http: password and token could be read on the way")
        return cls(parts.scheme, host, DEFAULT_PORT if port is None else port)

    @property
    def url(self) -> str:
        """``https://host:port``, without a slash at its end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        """Whether this machine itself is meant."""
        return self.host == "localhost" or self.host == "::1" or self.host.startswith("127.")


@dataclass(frozen=True, slots=True)
class Target:
    """What to ask for, on the profile's origin."""

    path: str
    moved_from: str = ""
    """The origin that the link named, where it is another one; "" where it is not."""


def target(link: Link, session: SessionId, origin: Origin, dialect: Dialect) -> Target:
    """Return where ``link`` of ``session`` leads on the profile's own server.

    A clean path below the sessions of the spoken version is kept; anything else is built from the id.
    Nothing of a link but its path is ever used.

    Source:
        Links are absolute in v1 to v5 and name the server as it calls itself, in v6 they come with
        and without a leading slash; paths are in lower case.
    """
    built = session_path(dialect, session, link.known)
    try:
        parts = urlsplit(link.href.strip())
        path = unquote(parts.path, errors="strict")
        named = parts.netloc and f"{parts.scheme}://{parts.netloc}"
        moved = bool(parts.netloc) and (parts.scheme, parts.hostname, parts.port) != (
            origin.scheme,
            origin.host.lower(),
            origin.port,
        )
    except ValueError:
        return Target(built)
    rooted = path if path.startswith("/") else f"/{path}"
    found = _CLEAN_PATH.fullmatch(rooted)
    usable = found and found[1].lower() == dialect.name and _is_straight(rooted)
    return Target(rooted if usable else built, clean(named[:200]) if moved else "")


def session_path(dialect: Dialect, session: SessionId, rel: Rel | None = None) -> str:
    """Return the path of one session, or of what ``rel`` names below it."""
    below = [dialect.below[rel]] if rel is not None and rel in dialect.below else []
    return dialect.path(dialect.sessions, quote(session, safe=""), *below)


def _is_straight(path: str) -> bool:
    return not {".", "..", ""} & set(path.strip("/").split("/"))

"""Where a request goes: always the profile's own origin, whatever a link says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit

from vbo_tui.api.dialect import Dialect
from vbo_tui.api.places import Kind, Place, is_clean, place_of
from vbo_tui.api.text import clean
from vbo_tui.errors import BadPayload, ConfigError
from vbo_tui.model.links import OF_A_SESSION, Link, Rel
from vbo_tui.model.session import SessionId

DEFAULT_PORT = 4443
"""The REST service's port. Source: the URL template of ``GET /v1/RestoreSessions``."""

_NUMBERS, _NAMES = ("offset", "limit"), ("setId", "parentId", "folderId", "channelId")
"""The parameters of lists below an organization that a link may carry, and none but those.

Source: v1 and v2, example links; v5 to v8, ``GET`` of mailboxes, folders, items, sites and the others.
"""

_NUMBER = re.compile("[0-9]{1,9}", re.ASCII)


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
    """From the root, escaped."""
    place: Place
    """What is there."""
    query: Mapping[str, str] = field(default_factory=dict)
    """Parameters; those of a list, if any."""
    moved_from: str = ""
    """The origin that the link named, where it is another one; "" where it is not."""


def target(link: Link, session: SessionId, origin: Origin, dialect: Dialect) -> Target:
    """Return where ``link`` of ``session`` leads on the profile's own server.

    A path of the spoken version is kept that leads to a documented place of this very session. What is
    none is built from the session's id, where the relation alone says what is meant. Nothing of a link
    but its path and the documented parameters of lists is ever used.

    Raises:
        BadPayload: The link leads to no documented place, and there is no telling what it should be.

    Source:
        Links are absolute in v1 to v5 and name the server as it calls itself, in v6 they come with
        and without a leading slash; paths are in lower case.
    """
    moved = ""
    try:
        parts = urlsplit(link.href.strip())
        moved = _named(parts, origin)
        found = _documented(parts, session, dialect)
    except ValueError:
        found = None
    if found is not None:
        path, place, query = found
        return Target(path, place, query, moved)
    from_id = link.known in OF_A_SESSION or (link.href == "" and link.rel in dialect.opened)
    path = session_path(dialect, session, link.known)
    built = _documented(urlsplit(path), session, dialect, own=True) if from_id else None
    if built is None:
        raise BadPayload(f"this link leads to no place that API {dialect.name} documents: it is not followed")
    return Target(path, built[1], {}, moved)


def session_path(dialect: Dialect, session: SessionId, rel: Rel | None = None) -> str:
    """Return the path of one session, or of what ``rel`` names below it."""
    below = [dialect.below[rel]] if rel is not None and rel in dialect.below else []
    if rel is not None and rel.value in dialect.opened:
        below = [dialect.below[Rel.ORGANIZATION], rel.value]
    return dialect.path(dialect.sessions, quote(session, safe=""), *below)


def _named(parts: SplitResult, origin: Origin) -> str:
    """Return the origin that a link names, where it is another one."""
    asked = (parts.scheme, parts.hostname, parts.port)
    if not parts.netloc or asked == (origin.scheme, origin.host.lower(), origin.port):
        return ""
    return clean(f"{parts.scheme}://{parts.netloc}"[:200])


def _documented(
    parts: SplitResult, session: SessionId, dialect: Dialect, *, own: bool = False
) -> tuple[str, Place, dict[str, str]] | None:
    """Return what a link may be asked for; None where it leads to no documented place of the session.

    Args:
        parts: The link.
        session: Whose link it is.
        dialect: The version that is spoken.
        own: Whether the path was built here, so that the id in it may be any.

    Raises:
        ValueError: The path is no text.
    """
    if "\\" in parts.path:
        return None
    names = [unquote(part, errors="strict") for part in parts.path.removeprefix("/").split("/")]
    if len(names) < 3 or names[0].lower() != dialect.name or names[1].lower() != "restoresessions":
        return None
    if names[2].lower() != session or not (own or is_clean(names[2])):
        return None
    below = [path.lower() for path in dialect.below.values()]
    place = place_of(names[3:], below, dialect.opened)
    query = {} if place is None or place.kind is not Kind.MANY else _parameters(parts.query)
    if place is None or query is None:
        return None
    return "/" + "/".join(quote(name, safe="") for name in names), place, query


def _parameters(query: str) -> dict[str, str] | None:
    """Return the documented parameters of a list's link; None where one of them is nonsense.

    Without it the list would be another one than the link means.
    """
    given = {name.casefold(): value for name, value in parse_qsl(query, keep_blank_values=True)}
    kept: dict[str, str] = {}
    for name in (*_NUMBERS, *_NAMES):
        value = given.get(name.casefold())
        if value is None:
            continue
        if not (_NUMBER.fullmatch(value) if name in _NUMBERS else is_clean(value)):
            return None
        kept[name] = value
    return kept

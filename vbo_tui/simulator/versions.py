"""What differs between the API's versions, as data: one entry each, read by everything that answers.

Source:
    The API reference of each version; what live servers were seen to send, where the two differ.
    What nobody has seen is our choice, and such as the end of a session that works, a
    :class:`~vbo_tui.simulator.app.Service` can be told otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Href(StrEnum):
    """How links are written."""

    ABSOLUTE = "https://host:port/vN/..."
    BARE = "vN/... without a leading slash; page links have one"
    ROOTED = "/vN/..."


class NoEnd(StrEnum):
    """What stands for the end of a session that works."""

    ABSENT = "absent"
    NULL = "null"
    SENTINEL = "sentinel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of the API."""

    name: str
    paged: bool = True
    """Whether lists are page objects, not bare arrays."""
    filters_start: bool = False
    filters_end: bool = False
    """Whether end times filter and the order can be chosen."""
    portal: bool = False
    """Whether ``scopeName``, ``clientHost`` and ``reason`` are sent."""
    etag: bool = False
    events: bool = True
    event_items: bool = True
    """Whether events name their items in fields of their own."""
    event_ids: bool = False
    events_linked: bool = True
    statistics: bool = False
    opens: frozenset[str] = frozenset()
    """The collections below an organization."""
    names_ids: bool = True
    """Whether folders and items of mailboxes have an ``id``; else their own link alone names it."""
    feed: bool = False
    href: Href = Href.ABSOLUTE
    no_end: NoEnd = NoEnd.ABSENT
    stop: tuple[str, int] = ("action", 200)
    """The last part of the path, and the status of success."""
    throttled: bool = False
    antiforgery: bool = False
    """Whether a token asked for without ``disable_antiforgery_token`` needs a cookie to be used."""
    iso_stamps: bool = False
    """Whether ``.issued`` and ``.expires`` are ISO 8601, not RFC 1123."""
    user_name: bool = False
    refusal: tuple[str, ...] = ("error", "error_description")
    """The keys of the answer to bad credentials."""
    error_keys: tuple[str, ...] = ("message",)
    error_codes: bool = False
    """Whether ``errorCode`` says what is wrong."""
    skips: bool = False
    """Whether an event may be ``Skipped``; before it is a ``Warning``."""
    service_instance: bool = False
    logout: int = 0
    """The status of a log-out; 0 where there is none."""
    strict_limit: bool = False
    """Whether a limit that is too large is an error; else it is lowered."""


HOLDS = {"Vex": "mailboxes", "Veod": "onedrives", "Vesp": "sites", "Vet": "teams"}
"""What is opened by a session of which type."""

_MAIL = frozenset({"mailboxes", "folders", "items"})
_SITES = _MAIL | {"onedrives", "documents", "sites", "libraries", "lists", "attachments"}
_TEAMS = _SITES | {"teams", "channels", "tabs", "posts", "files"}
_FORMER = _TEAMS | {"versions"}

_REFUSAL = ("message", "error", "error_description")

VERSIONS: Mapping[str, Version] = {
    version.name: version
    for version in (
        Version(name="v1", paged=False, events=False, events_linked=False, opens=_MAIL, names_ids=False),
        Version(name="v2", event_items=False, events_linked=False, opens=_SITES, names_ids=False),
        Version(name="v3", events_linked=False, opens=_SITES),
        Version(name="v4", filters_start=True, opens=_SITES),
        Version(name="v5", filters_start=True, no_end=NoEnd.SENTINEL, opens=_TEAMS),
        Version(
            name="v6",
            opens=_FORMER,
            filters_start=True,
            portal=True,
            href=Href.BARE,
            no_end=NoEnd.SENTINEL,
            stop=("stop", 200),
            throttled=True,
            user_name=True,
            refusal=_REFUSAL,
            skips=True,
            service_instance=True,
        ),
        Version(
            name="v7",
            opens=_FORMER,
            filters_start=True,
            portal=True,
            href=Href.ROOTED,
            no_end=NoEnd.SENTINEL,
            stop=("stop", 200),
            throttled=True,
            antiforgery=True,
            user_name=True,
            refusal=_REFUSAL,
            error_keys=("message", "errorCode"),
            skips=True,
            service_instance=True,
            logout=200,
        ),
        Version(
            name="v8",
            opens=_FORMER,
            filters_start=True,
            filters_end=True,
            portal=True,
            etag=True,
            event_ids=True,
            statistics=True,
            feed=True,
            href=Href.ROOTED,
            no_end=NoEnd.NULL,
            stop=("stop", 204),
            throttled=True,
            antiforgery=True,
            iso_stamps=True,
            refusal=("message",),
            error_keys=("message", "errorCode", "stackTrace"),
            error_codes=True,
            skips=True,
            service_instance=True,
            logout=204,
            strict_limit=True,
        ),
    )
}
"""Every version, oldest first."""

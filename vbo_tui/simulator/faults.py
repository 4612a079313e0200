"""Named misbehaviours of a server, switched on and off while it runs."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Fault(StrEnum):
    """What a server may do to its clients."""

    SLOW = "slow"
    """Every answer takes ``delay`` seconds."""
    UNAUTHORIZED = "unauthorized"
    """No bearer token is good; new ones are given out all the same."""
    THROTTLED = "throttled"
    """429 with ``Retry-After``."""
    SERVER_ERROR = "server-error"
    """500 with a message and a stack trace."""
    CUT_SHORT = "cut-short"
    """The body ends before its ``Content-Length``, and the connection with it."""
    NOT_JSON = "not-json"
    """200 with a page of HTML."""
    HOSTILE_TEXT = "hostile-text"
    """Words, names and messages hold what no terminal should see; one is ten megabytes long."""
    HOSTILE_LINKS = "hostile-links"
    """Links lead elsewhere, and what they lead to redirects to another server."""
    EXPIRED_ORGANIZATION = "expired-organization"
    """No organization can be opened."""
    SMALL_PAGES = "small-pages"
    """No page has more than ``largest_page`` items, whatever is asked for."""
    REPEATED_PAGE = "repeated-page"
    """``offset`` is ignored: every page is the first one, and says that there are more."""
    NEGATIVE_LIMIT = "negative-limit"
    """Every page says that its limit is -1."""
    NULLS = "nulls"
    """What may be missing is null, and numbers are text."""
    FEED_OUTDATED = "feed-outdated"
    """Every change token is too old."""
    FEED_DEAF = "feed-deaf"
    """The change feed does not tell of restore sessions."""
    FEED_FLOOD = "feed-flood"
    """The change feed tells of ten thousand other things each time."""
    FEED_BROKEN = "feed-broken"
    """The change feed answers 500."""


HOSTILE = (
    "[bold red]bold[/] [/foo] [red",
    "\x1b[2J\x1b]52;c;aGVsbG8=\x07\x1b]0;title\x07\x9b31m",
    "line\r\nbreak\ttab\x00nul\x7fdel\u2028sep",
    "\u202egnp.exe\u202c\u2066\u200b\u200dzero\u00adwidth",
    "\u5317\u98a8 \U0001f468\u200d\U0001f469\u200d\U0001f467 e\u0301\u0301\u0301 \ufdfa",
    '=HYPERLINK("http://evil.example")',
)
"""Markup, escape sequences, line breaks, direction and width tricks, a spreadsheet formula."""

SPOILING = frozenset({Fault.HOSTILE_TEXT, Fault.HOSTILE_LINKS, Fault.NULLS})
"""Faults that change what a session says."""


@dataclass(slots=True)
class Faults:
    """Which faults are on, and how badly."""

    active: set[Fault] = field(default_factory=set)
    delay: float = 3.0
    """Seconds that ``slow`` takes."""
    retry_after: str = "2"
    """The ``Retry-After`` of ``throttled``: seconds or a date."""
    only_tokens: bool = False
    """Whether ``throttled`` concerns token requests alone."""
    elsewhere: str = "https://evil.example:4443"
    """The origin that ``hostile-links`` lead to."""
    huge: int = 10_000_000
    """Characters of the one huge string of ``hostile-text``."""
    largest_page: int = 7
    """Items of a page of ``small-pages``."""
    unreadable: bool = False
    """Whether ``hostile-text`` adds a session for each id and time that is no id and no time."""

    def __contains__(self, fault: Fault) -> bool:
        return fault in self.active

    def word(self, text: str) -> str:
        """Return a name or message as it is sent: all hostile texts at once while they are on."""
        return " ".join(HOSTILE) if Fault.HOSTILE_TEXT in self else text

    def spoil(self, items: list[dict[str, Any]], version: str) -> list[dict[str, Any]]:
        """Return sessions of an API version as a hostile server would send them."""
        if Fault.HOSTILE_TEXT in self:
            broken = list(_broken(items[0])) if self.unreadable and items else []
            items = [self._with_hostile_text(item, number) for number, item in enumerate(items)] + broken
        if Fault.HOSTILE_LINKS in self:
            items = [self._with_hostile_links(item, number, version) for number, item in enumerate(items)]
        if Fault.NULLS in self:
            items = [_with_nulls(item) for item in items]
        return items

    def _with_hostile_text(self, item: dict[str, Any], number: int) -> dict[str, Any]:
        text = HOSTILE[number % len(HOSTILE)]
        huge = "x" * self.huge if number == 0 else text
        spoilt = {**item, "type": text, "result": huge, "note": text, text: text}
        spoilt |= {name: text for name in _FREE_TEXT if name in item}
        if number // len(HOSTILE) % 2:  # not everywhere: an unknown state hides the result
            spoilt["state"] = text
        return spoilt

    def _with_hostile_links(self, item: dict[str, Any], number: int, version: str) -> dict[str, Any]:
        path = f"/{version}/restoresessions/{item['id']}"
        host = self.elsewhere.partition("://")[2]
        hrefs = (
            f"{self.elsewhere}{path}",
            f"//{host}{path}",
            f"https://support.east.local:4443@{host}{path}",
            f"{path}/../../../{host}",
            "javascript:alert(1)",
            f"\\\\{host}\\share",
            f"{self.elsewhere}/{version}/restoresessions/%2e%2e/%2e%2e/Token",
        )
        href = hrefs[number % len(hrefs)]
        links = {
            "self": {"href": href},
            "organization": {"href": f"{href}/organization"},
            "evil": {"href": href},
        }
        return {**item, "_links": links}


_FREE_TEXT = ("name", "organization", "initiatedBy", "details", "scopeName", "clientHost", "reason")
"""What people wrote, or other systems."""

_CERTAIN = ("id", "type", "creationTime", "state", "result")
"""What every version requires."""


def _with_nulls(item: dict[str, Any]) -> dict[str, Any]:
    """Return a session as careless servers send it: null for nothing, numbers as text."""
    spoilt = {name: value if name in _CERTAIN else None for name, value in item.items()}
    return spoilt | ({"eTag": str(item["eTag"])} if "eTag" in item else {})


def _broken(item: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield copies of a session of which one string each cannot be what it should be."""
    for text in HOSTILE:
        yield {**item, "id": text}
        for name in ("creationTime", "endTime", "pointInTime"):
            yield {**item, "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{name}/{text}")), name: text}

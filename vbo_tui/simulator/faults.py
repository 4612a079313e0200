"""Named misbehaviours of a server, switched on and off while it runs."""

from __future__ import annotations

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
    """Every string holds what no terminal should see; one is ten megabytes long."""
    HOSTILE_LINKS = "hostile-links"
    """Links lead elsewhere, and what they lead to redirects to another server."""
    EXPIRED_ORGANIZATION = "expired-organization"
    """No organization can be opened."""


HOSTILE = (
    "[bold red]bold[/] [/foo] [red",
    "\x1b[2J\x1b]52;c;aGVsbG8=\x07\x1b]0;title\x07\x9b31m",
    "line\r\nbreak\ttab\x00nul\x7fdel\u2028sep",
    "\u202egnp.exe\u202c\u2066\u200b\u200dzero\u00adwidth",
    "\u5317\u98a8 \U0001f468\u200d\U0001f469\u200d\U0001f467 e\u0301\u0301\u0301 \ufdfa",
    '=HYPERLINK("http://evil.example")',
)
"""Markup, escape sequences, line breaks, direction and width tricks, a spreadsheet formula."""


@dataclass(slots=True)
class Faults:
    """Which faults are on, and how badly."""

    active: set[Fault] = field(default_factory=set)
    delay: float = 3.0
    """Seconds that ``slow`` takes."""
    retry_after: str = "2"
    """The ``Retry-After`` of ``throttled``: seconds or a date."""
    elsewhere: str = "https://evil.example:4443"
    """The origin that ``hostile-links`` lead to."""
    huge: int = 10_000_000
    """Characters of the one huge string of ``hostile-text``."""

    def __contains__(self, fault: Fault) -> bool:
        return fault in self.active

    def spoil(self, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return sessions as a hostile server would send them."""
        if Fault.HOSTILE_TEXT in self:
            items = [self._with_hostile_text(item, number) for number, item in enumerate(items)]
        if Fault.HOSTILE_LINKS in self:
            items = [self._with_hostile_links(item, number) for number, item in enumerate(items)]
        return items

    def _with_hostile_text(self, item: dict[str, Any], number: int) -> dict[str, Any]:
        text = HOSTILE[number % len(HOSTILE)]
        huge = "x" * self.huge if number == 0 else text
        return {**item, "type": text, "result": huge, "note": text, text: text}

    def _with_hostile_links(self, item: dict[str, Any], number: int) -> dict[str, Any]:
        path = f"/v1/restoresessions/{item['id']}"
        host = self.elsewhere.partition("://")[2]
        hrefs = (
            f"{self.elsewhere}{path}",
            f"//{host}{path}",
            f"https://support.east.local:4443@{host}{path}",
            f"{path}/../../../{host}",
            "javascript:alert(1)",
            f"\\\\{host}\\share",
            f"{self.elsewhere}/v1/restoresessions/%2e%2e/%2e%2e/Token",
        )
        href = hrefs[number % len(hrefs)]
        links = {
            "self": {"href": href},
            "organization": {"href": f"{href}/organization"},
            "evil": {"href": href},
        }
        return {**item, "_links": links}

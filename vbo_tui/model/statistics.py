"""What came of the items of a restore session."""

from __future__ import annotations

import msgspec


class ItemOutcome(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One item and what came of it. Every field may be missing: "" or empty then."""

    name: str = ""
    type: str = ""
    """``ExchangeMailbox``, ``SharePointSite``, ``TeamsFile`` and others."""
    status: str = ""
    """``Success``, ``Warning``, ``Failed`` or ``Skipped``."""
    where: str = ""
    """Its path, its mailbox's address or its site."""
    said: tuple[str, ...] = ()
    """Its title, its error and its warnings, in the server's words."""
    parts: tuple[ItemOutcome, ...] = ()
    """The items within it."""


class Statistics(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Counts of items, None where the server names none.

    Source:
        ``GET /v8/RestoreSessions/{id}/Statistics``.
    """

    total: int | None = None
    restored: int | None = None
    failed: int | None = None
    skipped: int | None = None
    warnings: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    items: tuple[ItemOutcome, ...] = ()

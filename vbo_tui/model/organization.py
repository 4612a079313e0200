"""The organization that a restore session opened."""

from __future__ import annotations

import msgspec

from vbo_tui.model.links import Link


class Organization(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A backed-up organization. Every field may be missing: "" then.

    Source:
        ``GET /v1/RestoreSessions/{id}/Organization``.
    """

    id: str = ""
    name: str = ""
    """In v1 the name plus the point in time: ``contoso.onmicrosoft.com (7/3/2017 3:00:25 PM)``."""
    links: tuple[Link, ...] = ()

"""The organization that a restore session opened."""

from __future__ import annotations

import msgspec

from vbo_tui.model.links import Link


class Organization(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A backed-up organization. Every field may be missing: "" then.

    Source:
        ``GET /vN/RestoreSessions/{id}/Organization``.
    """

    id: str = ""
    name: str = ""
    """Up to v5 the name plus the point in time: ``contoso.onmicrosoft.com (7/3/2017 3:00:25 PM)``."""
    type: str = ""
    """``Office365``, ``OnPremises`` or ``Hybrid``; from v6 on."""
    links: tuple[Link, ...] = ()

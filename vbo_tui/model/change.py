"""What a server tells of changes by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from vbo_tui.model.session import SessionId


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed since a token.

    Source:
        ``GET /v8/Events``: ``RestoreSessionUpdate`` and ``RestoreSessionDelete``.
    """

    token: str
    """What to ask for the changes after these with."""
    updated: Mapping[SessionId, int | None] = field(default_factory=dict)
    """Sessions that came or changed, and their newest ``eTag``."""
    deleted: frozenset[SessionId] = frozenset()

"""What a server's API version offers, in the monitor's own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from vbo_tui.model.links import Rel


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What can be asked of one server, and what its sessions say; by default no more than any has."""

    version: str = ""
    """``v1`` to ``v8``; "" before it is known."""
    fields: frozenset[str] = frozenset({"point_in_time"})
    """Fields of a session that this version sends, beyond those that every version sends."""
    rels: frozenset[Rel] = frozenset({Rel.SELF, Rel.ORGANIZATION})
    """Relations that can be followed."""
    filters_start: bool = False
    """Whether it can be asked for sessions by their start."""
    feed: bool = False
    """Whether it tells of changes by itself."""
    paged: bool = False
    """Whether a list comes in pages."""
    first_with: Mapping[Rel, str] = field(default_factory=dict)
    """The first version that has a relation, for those that this one may lack."""

    def lack_of(self, rel: Rel) -> str:
        """Return why ``rel`` cannot be followed, as a sentence; "" where it can."""
        if rel in self.rels:
            return ""
        first = self.first_with.get(rel)
        since = f"API {first} and later have them" if first else "no API version has them"
        return f"no {rel} here: {since}, this server speaks {self.version or 'none that is known yet'}"

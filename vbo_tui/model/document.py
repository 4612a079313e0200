"""What following a link brought back."""

from __future__ import annotations

from dataclasses import dataclass

from vbo_tui.model.event import EventLog
from vbo_tui.model.links import Rel
from vbo_tui.model.organization import Organization
from vbo_tui.model.session import Session
from vbo_tui.model.statistics import Statistics

Resource = Session | Organization | EventLog | Statistics
"""What a link may lead to."""


@dataclass(frozen=True, slots=True)
class Document:
    """A resource that a link led to, and the bytes it was read from."""

    rel: Rel
    resource: Resource
    raw: bytes
    """The body as the server sent it, for the raw view; of a list in pages, the first that was asked for."""
    path: str
    """The path that was asked for, on the profile's own origin."""
    moved_from: str = ""
    """The origin that the link named, where it is not the profile's; "" where it is."""

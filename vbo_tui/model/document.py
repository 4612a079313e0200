"""What following a link brought back."""

from __future__ import annotations

from dataclasses import dataclass

from vbo_tui.model.event import Event, EventLog
from vbo_tui.model.item import Item, ItemPage
from vbo_tui.model.links import Rel
from vbo_tui.model.organization import Organization
from vbo_tui.model.session import Session
from vbo_tui.model.statistics import Statistics

Resource = Session | Organization | EventLog | Event | Statistics | Item | ItemPage
"""What a link may lead to."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """What was asked for a document, and what that took."""

    url: str
    """What was asked for first, on the profile's own origin."""
    status: int
    """What the server answered with."""
    size: int
    """Bytes of all bodies, unpacked."""
    took: float
    """Seconds, over all requests."""
    requests: int = 1
    method: str = "GET"


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
    exchange: Exchange | None = None
    """How it was asked for; None where nobody kept a record."""

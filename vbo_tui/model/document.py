"""What following a link brought back."""

from __future__ import annotations

from dataclasses import dataclass

from vbo_tui.model.links import Rel
from vbo_tui.model.organization import Organization
from vbo_tui.model.session import Session


@dataclass(frozen=True, slots=True)
class Document:
    """A resource that a link led to, and the bytes it was read from."""

    rel: Rel
    resource: Session | Organization
    raw: bytes
    """The body as the server sent it, for the raw view."""
    path: str
    """The path that was asked for, on the profile's own origin."""
    moved_from: str = ""
    """The origin that the link named, where it is not the profile's; "" where it is."""

"""A list read by the program's own decoder, as its client does it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from vbo_tui.api import wire
from vbo_tui.api.client import SLICE
from vbo_tui.model.snapshot import Listing

NOW = datetime(2026, 9, 24, 14, 3, tzinfo=UTC)
"""When the lists were made."""


def parts(body: bytes) -> Iterator[Listing]:
    """Yield the sessions of one answer, slice by slice."""
    found = wire.decode_page(body).items
    for start in range(0, max(len(found), 1), SLICE):
        yield wire.decode_sessions(found[start : start + SLICE], NOW)


def read(body: bytes) -> list[Listing]:
    """Read a page, or a bare array."""
    return list(parts(body))

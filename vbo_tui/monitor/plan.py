"""What one poll asks for, and from when on it asks: the cheapest way to see what can have changed. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from vbo_tui.model.session import Session, SessionId

OVERLAP = timedelta(seconds=60)
"""How far the window of the newest sessions reaches back: one may come onto the list after a newer one."""

ONE_BY_ONE = 2
"""How many sessions of a list cost as much as a request for a single one, its head included."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What one poll asks for."""

    whole: bool = False
    """Everything."""
    since: datetime | None = None
    """What started from then on (aware); None for nothing of the kind."""
    head: bool = False
    """The newest ones, page by page, until all of a page are known."""
    ids: tuple[SessionId, ...] = ()
    """These, one by one."""


def window_start(newest: Sequence[Session]) -> datetime | None:
    """Return since when sessions are asked for: from the newest one on, or from one that works near it.

    Working sessions outside the window are asked for one by one, so that a window that is widened by
    some sessions may be the cheaper way.

    Args:
        newest: The newest sessions that are known, the newest first.
    """
    if not newest:
        return None
    left = sum(session.is_working for session in newest)
    start, least = newest[0].started, left * ONE_BY_ONE
    for rows, session in enumerate(newest, start=1):
        left -= session.is_working
        if session.is_working and rows + left * ONE_BY_ONE < least:
            start, least = session.started, rows + left * ONE_BY_ONE
    return start

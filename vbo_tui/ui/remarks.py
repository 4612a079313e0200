"""The two lines above a page of the detail pane: the way there, and what there is to say of it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from rich.text import Text

from vbo_tui.errors import ApiError, NotFound, ServerFault
from vbo_tui.model.event import EventLog
from vbo_tui.model.links import Link, Rel
from vbo_tui.ui import format as fmt
from vbo_tui.ui.trail import Page

ClockFace = Callable[[datetime], str]
"""Returns a moment as the user wants it printed."""


def way(pages: Sequence[Page], *, beyond: str = "") -> Text:
    """Return the way to the last of ``pages``: the session, then each relation followed.

    Args:
        pages: From the first one on; at least one.
        beyond: What of the last page is shown, "" for the page itself.
    """
    rels = (fmt.within(page.link.known or page.link.rel, fmt.LONGEST_WORD) for page in pages)
    names = [fmt.bounded(pages[-1].session), *rels, *([beyond] if beyond else [])]
    return Text(" > ".join(names), style="bold")


def remark(page: Page, *, gone: datetime | None, raw: bool, events: str, face: ClockFace) -> Text:
    """Return the most important thing to say of a page, or an empty line.

    Args:
        page: The page.
        gone: Since when its session is not on the server's list any more; None while it is.
        raw: Whether it is shown as the server sent it.
        events: What there is to say of the events that are shown.
        face: Prints a moment.
    """
    if page.loading and not page.quiet:
        return Text("loading ...", style="dim")
    if page.failure:
        return Text(fmt.bounded(page.failure), style="bold red")
    if gone is not None:
        return Text(f"gone since {face(gone)}", style="bold yellow")
    if page.document is not None and page.document.moved_from:
        moved = fmt.bounded(page.document.moved_from)
        return Text(f"the link named {moved}; asked the profile's own server", style="dim")
    if raw and page.fetched is not None:
        return Text(f"as sent at {face(page.fetched)}", style="dim")
    return Text(fmt.bounded(events), style="dim")


def of_events(log: EventLog, shown: int, *, status: str, filter_text: str, live: bool) -> str:
    """Return what there is to say of a table of events: how many are shown, why no more, what is missing."""
    total = len(log.events)
    noun = "event" if total == 1 else "events"
    parts = [f"{total:,} {noun}" if shown == total else f"{shown:,} of {total:,} {noun}"]
    parts += [f"only {status}"] if status else []
    parts += [f"filter /{filter_text}"] if filter_text else []
    parts += [f"{len(log.unreadable)} could not be read: {log.unreadable[0]}"] if log.unreadable else []
    parts += [log.incomplete] if log.incomplete else []
    parts += ["the session works: more may come"] if live else []
    return "  ".join(parts)


def sentence(link: Link, error: ApiError) -> str:
    """Return what a failure means to the user.

    Source: REST clients take a 500 below a session for "the session has expired": the organization
    is only there as long as the session is open.
    """
    if link.known is Rel.ORGANIZATION and isinstance(error, NotFound | ServerFault):
        return f"the organization can be opened only while the session works ({error})"
    if link.known is Rel.STATISTICS and isinstance(error, NotFound | ServerFault):
        return f"no statistics of this session ({error})"
    return str(error)

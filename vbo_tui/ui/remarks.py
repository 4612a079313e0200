"""The two lines above a page of the detail pane: the way there, and what there is to say of it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from rich.cells import cell_len
from rich.text import Text

from vbo_tui.errors import ApiError, NotFound, ServerFault
from vbo_tui.model.event import EventLog
from vbo_tui.model.item import Item, ItemPage
from vbo_tui.model.links import OF_A_SESSION, Link, Rel
from vbo_tui.ui import format as fmt
from vbo_tui.ui.trail import Face, Page

LONGEST_NAME = 40
"""Cells of a thing's name on the way to it."""

ClockFace = Callable[[datetime], str]
"""Returns a moment as the user wants it printed."""


def way(pages: Sequence[Page], *, width: int, beyond: str = "") -> Text:
    """Return the way to the last of ``pages``: the session, then each relation followed.

    Args:
        pages: From the first one on; at least one.
        width: Cells; where the way is longer, its beginning is left out.
        beyond: What of the last page is shown, "" for the page itself.
    """
    names: list[str] = []
    for page in pages:
        turned = page.link.known in (Rel.NEXT, Rel.PREVIOUS)
        if turned and names and names[-1].startswith("from "):
            names.pop()
        names.append(_name(page))
    names += [beyond] if beyond else []
    session = fmt.bounded(pages[-1].session)
    if cell_len(" > ".join([session, *names])) > width:
        session = session[:8]
    while len(names) > 2 and cell_len(" > ".join([session, *names])) > width:
        names = ["..", *names[2:]]
    return Text(" > ".join([session, *names]), style="bold")


def _name(page: Page) -> str:
    """Return what a page is called on the way to it."""
    resource = page.document.resource if page.document is not None else None
    if isinstance(resource, ItemPage) and page.link.known in (Rel.NEXT, Rel.PREVIOUS):
        return f"from {resource.offset + 1:,}"
    if isinstance(resource, Item):
        return fmt.within(resource.name, LONGEST_NAME) or resource.kind
    word = page.link.known if page.link.known in OF_A_SESSION else None
    return fmt.within(word or page.link.rel, fmt.LONGEST_WORD)


def remark(page: Page, *, gone: datetime | None, found: str, listed: str, face: ClockFace) -> Text:
    """Return the most important thing to say of a page, or an empty line.

    Args:
        page: The page.
        gone: Since when its session is not on the server's list any more; None while it is.
        found: What there is to say of what is looked for; "" where nothing is.
        listed: What there is to say of the rows that are shown.
        face: Prints a moment.
    """
    if page.loading and not page.quiet:
        return Text("loading ...", style="dim")
    if page.failure:
        return Text(fmt.bounded(page.failure), style="bold red")
    said = f"gone since {face(gone)}" if gone is not None else ""
    if page.document is not None and page.document.moved_from and not said:
        said = f"! the link named {fmt.bounded(page.document.moved_from)}; asked the profile's own server"
    if page.view.face is Face.RAW and page.fetched is not None and not said:
        said = f"as sent at {face(page.fetched)}"
    said = said or fmt.bounded(listed)
    style = "bold yellow" if gone is not None else "dim"
    return Text("  ").join([Text(text, style) for text in (fmt.bounded(found), said) if text])


def of_items(page: ItemPage, shown: int, *, filter_text: str) -> str:
    """Return what there is to say of a page of a list: which of how many, what is not shown, and why."""
    last = page.offset + len(page.items) + len(page.unreadable)
    total = "" if page.total is None else f" of {page.total:,}"
    parts = [f"{page.kind} {page.offset + 1:,}-{last:,}{total}" if page.items else f"no {page.kind}"]
    parts += [f"{shown:,} of these match"] if filter_text else []
    parts += [f"filter /{filter_text}"] if filter_text else []
    parts += ["more: > next page"] if page.more else []
    parts += ["before: <"] if page.offset else []
    parts += [f"{page.left_out:,} more came and are not shown"] if page.left_out else []
    parts += [f"{len(page.unreadable)} could not be read: {page.unreadable[0]}"] if page.unreadable else []
    return "  ".join(parts)


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
    if link.known not in OF_A_SESSION and isinstance(error, NotFound | ServerFault):
        return f"what a session opened can be seen only while it works ({error})"
    if link.known is Rel.STATISTICS and isinstance(error, NotFound | ServerFault):
        return f"no statistics of this session ({error})"
    return str(error)

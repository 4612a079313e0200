"""A resource as labelled values, in human words and units. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from rich.cells import cell_len
from rich.text import Text

from vbo_tui.model.document import Resource
from vbo_tui.model.event import Event
from vbo_tui.model.item import Item
from vbo_tui.model.links import OF_A_SESSION, OPENED_WITH, Link, Rel
from vbo_tui.model.organization import Organization
from vbo_tui.model.session import Session, Status
from vbo_tui.model.statistics import ItemOutcome, Statistics
from vbo_tui.model.stuck import Usual
from vbo_tui.ui import format as fmt

MOST_LINES = 2000
"""Lines of one resource."""

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)

LABEL_WIDTH = 15
"""Cells that a label takes, the gap after it included."""

LONGEST_LABEL = 26
"""Cells of a label at the most; what is longer is cut."""

CUT = "~  (cut here; y shows what was sent)"
"""What stands where a value goes on."""


@dataclass(frozen=True, slots=True)
class Field:
    """One line of the detail pane."""

    label: str
    value: str
    style: str = ""
    link: Link | None = None
    """What Enter follows on this line; None where there is nothing to follow."""

    def text(self) -> Text:
        """Return the line as printed: never markup, of bounded length, and harmless to the terminal."""
        room = min(max(cell_len(self.label), LABEL_WIDTH - 1), LONGEST_LABEL)
        label, value = fmt.cell(self.label, room), fmt.bounded(self.value, mark=CUT)
        return Text.assemble((f"{label} ", "dim"), (value, self.style))


UsualOf = Callable[[Session], Usual | None]
"""Returns how long sessions like a stuck one last; None for one that is not stuck."""


def never_stuck(session: Session) -> None:
    """Fulfil ``UsualOf`` where nothing is known."""


@dataclass(frozen=True, slots=True)
class Telling:
    """How a resource is told, apart from what it says."""

    now: datetime
    """Aware; a working session has lasted until then."""
    mode: fmt.TimeMode
    """How instants are printed."""
    organization: str = ""
    """The name of the session's organization, where a link told it."""
    rels: Collection[Rel] = ()
    """What can be followed even where the server sends no link for it."""
    session_type: str = ""
    """The type of the session whose organization is told; "" where that is not known."""
    usual: UsualOf = never_stuck
    """How long sessions like one that is stuck last."""


def fields(resource: Resource, telling: Telling) -> list[Field]:
    """Return a resource as lines: what it says, then its links."""
    match resource:
        case Session():
            links = with_own_links(resource.links, [rel for rel in OF_A_SESSION if rel in telling.rels])
            return [*_of_session(resource, telling), *link_fields(links)]
        case Organization():
            told = [Field("Organization", resource.name or "-"), Field("Id", resource.id or "-")]
            links = with_own_links(resource.links, _opened(telling))
            return [*told, *_if_any("Type", resource.type), *link_fields(links)]
        case Statistics():
            return _bounded(_of_statistics(resource))
        case Event():
            return event_fields(resource, telling)
        case Item():
            return item_fields(resource, telling)
    return []  # lists have tables


def with_own_links(links: Sequence[Link], rels: Iterable[Rel]) -> list[Link]:
    """Return the links that were sent, and for what can be followed without one, a link of our own."""
    there = {link.known for link in links}
    return [*links, *(Link(rel.value, "") for rel in rels if rel not in there)]


def _opened(telling: Telling) -> list[Rel]:
    """Return what the organization of a session of this type holds; of an unknown type, what any may."""
    likely = OPENED_WITH.get(telling.session_type.casefold())
    return [rel for rel in OPENED_WITH.values() if rel in telling.rels and likely in (None, rel)]


def _of_session(session: Session, telling: Telling) -> list[Field]:
    now, mode = telling.now, telling.mode
    ended = fmt.NOTHING if session.is_working else _moment(session.ended, mode, now)
    return [
        *_how_it_stands(session, telling),
        Field("Type", _type(session)),
        *_if_any("Name", session.name),
        *_if_any("Organization", session.organization or telling.organization),
        *_if_any("Initiated by", session.initiated_by),
        *_if_any("Client host", session.client_host),
        Field("Started", _moment(session.created, mode, now)),
        Field("Ended", ended),
        Field("Duration", fmt.lasted(session, now)),
        *_if_any("Details", session.details),
        *_if_any("Scope", session.scope),
        *_if_any("Reason", session.reason),
        *([Field("Point in time", fmt.exact(session.point_in_time))] if session.point_in_time else []),
        Field("Id", session.id),
    ]


def _if_any(label: str, value: str) -> list[Field]:
    return [Field(label, value)] if value else []


def _of_statistics(statistics: Statistics) -> Iterator[Field]:
    counts = (
        ("Items", statistics.total, ""),
        ("Restored", statistics.restored, "green"),
        ("Failed", statistics.failed, "bold red"),
        ("Skipped", statistics.skipped, ""),
    )
    for label, count, style in counts:
        yield Field(label, fmt.NOTHING if count is None else f"{count:,}", style if count else "")
    for label, texts, style in (
        ("Warnings", statistics.warnings, "yellow"),
        ("Errors", statistics.errors, "bold red"),
    ):
        for place, text in enumerate(texts):
            yield Field("" if place else label, text, style)
    if not statistics.items:
        yield Field("", "no items: nothing was restored yet, or it was only looked at", "dim")
    for item in sorted(statistics.items, key=_trouble):
        yield from _of_outcome(item, 0)


def _trouble(item: ItemOutcome) -> int:
    """Return 0 for what failed, and more for what is less in need of a look."""
    return {"failed": 0, "warning": 1, "skipped": 2}.get(item.status.casefold(), 3)


def _bounded(told: Iterator[Field]) -> list[Field]:
    kept = list(islice(told, MOST_LINES))
    return [*kept, Field("", "... and more: y shows what was sent", "dim")] if next(told, None) else kept


def _of_outcome(item: ItemOutcome, depth: int) -> Iterator[Field]:
    indent = "  " * depth
    what = f"{indent}{item.name or '-'}{f'  ({_word(item.type)})' if item.type else ''}"
    yield Field(fmt.event_status(item.status), what, fmt.event_style(item.status))
    for text in filter(None, (item.where, *item.said)):
        yield Field("", f"{indent}  {text}", "dim")
    for part in item.parts:
        yield from _of_outcome(part, depth + 1)


def event_fields(event: Event, telling: Telling) -> list[Field]:
    """Return one event as lines."""
    lasted = fmt.NOTHING if event.duration is None else f"{event.duration.total_seconds():g} s"
    ended = fmt.NOTHING if event.is_running else _moment(event.ended, telling.mode, telling.now)
    return [
        Field("Status", _event_status(event), fmt.event_style(event.status)),
        Field("Type", _word(event.type)),
        *_if_any("Item", event.item_name),
        *_if_any("Item type", event.item_type),
        *([] if event.item_size is None else [Field("Size", f"{event.item_size:,} bytes")]),
        *_if_any("Source", event.source),
        *_if_any("Target", event.target),
        Field("Started", _moment(event.started, telling.mode, telling.now)),
        Field("Ended", ended),
        Field("Duration", lasted),
        *_if_any("Title", event.title),
        *_if_any("Message", event.message if event.message != event.title else ""),
        Field("Order", fmt.NOTHING if event.order is None else str(event.order)),
        Field("Id", event.id),
        *link_fields(event.links),
    ]


def _event_status(event: Event) -> str:
    return f"{_word(fmt.event_status(event.status))}  {_word(event.status)}"


def item_fields(item: Item, telling: Telling) -> list[Field]:
    """Return one thing of a backup as lines: the server's own names in words, its times as the user's."""
    told = [Field(fmt.words(name), _value(text, telling)) for name, text in item.values]
    return [Field(fmt.words(item.kind), item.name or "-"), *told, *link_fields(item.links)]


def _value(text: str, telling: Telling) -> str:
    """Return a value as it came, but a time that names its zone as the user wants times printed."""
    if not _INSTANT.fullmatch(text):
        return text
    try:
        return _moment(datetime.fromisoformat(text), telling.mode, telling.now)
    except (ValueError, OverflowError):
        return text


def moment_of(text: str, mode: fmt.TimeMode) -> str:
    """Return a server's time as a table prints it, to the second; "" for what is none with a zone."""
    if not _INSTANT.fullmatch(text):
        return ""
    shown = fmt.TimeMode.UTC if mode is fmt.TimeMode.RELATIVE else mode
    try:
        return f"{shown.in_zone(datetime.fromisoformat(text)):%m-%d %H:%M:%S}"
    except (ValueError, OverflowError):
        return ""


def _how_it_stands(session: Session, telling: Telling) -> list[Field]:
    """Return the word, then what the server itself says: a verdict on a working session is provisional."""
    usual = telling.usual(session)
    stuck = usual is not None
    words = (fmt.status_word(session, stuck=stuck), session.state, session.result)
    shown, state, result = map(_word, words)
    so_far = " so far" if session.status is Status.RUNNING else ""
    style = fmt.status_style(session, stuck=stuck)
    why = [] if usual is None else [Field("", too_long(session, usual, telling.now), style)]
    return [Field("Status", f"{shown}  state {state}, result{so_far} {result}", style), *why]


def too_long(session: Session, usual: Usual, now: datetime) -> str:
    """Return why a session counts as stuck."""
    ran = f"runs {fmt.lasted(session, now)}"
    kind = f"{_word(fmt.type_name(session.type))} sessions" if session.type else "sessions without a type"
    if usual.median is None:
        return f"{ran}; too few {kind} have ended to say how long they take ({usual.among})"
    return f"{ran}; {kind} usually take {fmt.duration(usual.median)} (median of {usual.among:,})"


def _word(text: str) -> str:
    """Return what should be one of few words, and may be anything."""
    return fmt.within(text, fmt.LONGEST_WORD) or fmt.NOTHING


def _moment(value: datetime | None, mode: fmt.TimeMode, now: datetime) -> str:
    """Return an instant to the second with its zone; relative, with the UTC time beside it."""
    if value is None:
        return fmt.NOTHING
    shown = fmt.TimeMode.UTC if mode is fmt.TimeMode.RELATIVE else mode
    there = shown.in_zone(value)
    second = f"{there.replace(tzinfo=None).isoformat(' ', 'seconds')} {shown.zone_name(value)}"
    return second if shown is mode else f"{fmt.instant(value, mode, now)}  ({second})"


def _type(session: Session) -> str:
    word = fmt.type_name(session.type)
    return f"{word} ({session.type})" if session.type and word != session.type else _word(word)


def link_fields(links: Sequence[Link]) -> list[Field]:
    """Return one line per link: those that can be followed are numbered from 1, in the server's order."""
    listed: list[Field] = []
    for link in links:
        number = sum(field.link is not None for field in listed) + 1
        label = "" if listed else "Links"
        if link.known is None:
            said = "not followed: the API documents no such relation"
            listed.append(Field(label, f"    {_word(link.rel)}  ({said})", "dim"))
        else:
            word = link.known if link.known in OF_A_SESSION else _word(link.rel)
            listed.append(Field(label, f"[{number}] {word}", link=link))
    return listed


def link_of(session: Session, rel: Rel) -> Link:
    """Return a session's link; where it sent none, one without an address: the id will do."""
    return next((link for link in session.links if link.known is rel), Link(rel, ""))

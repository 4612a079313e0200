"""A resource as labelled values, in human words and units. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from rich.text import Text

from vbo_tui.model.document import Resource
from vbo_tui.model.event import Event
from vbo_tui.model.links import Link, Rel
from vbo_tui.model.organization import Organization
from vbo_tui.model.session import Session, Status
from vbo_tui.model.statistics import ItemOutcome, Statistics
from vbo_tui.model.stuck import Usual
from vbo_tui.ui import format as fmt

MOST_LINES = 2000
"""Lines of one resource."""

LABEL_WIDTH = 15
"""Cells that a label takes, the gap after it included."""

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
        label, value = fmt.cell(self.label, LABEL_WIDTH - 1), fmt.bounded(self.value, mark=CUT)
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
    """What can be followed from a session even where it carries no link for it."""
    usual: UsualOf = never_stuck
    """How long sessions like one that is stuck last."""


def fields(resource: Resource, telling: Telling) -> list[Field]:
    """Return a resource as lines: what it says, then its links."""
    match resource:
        case Session():
            return [
                *_of_session(resource, telling),
                *link_fields(with_own_links(resource.links, telling.rels)),
            ]
        case Organization():
            told = [Field("Organization", resource.name or "-"), Field("Id", resource.id or "-")]
            return [*told, *_if_any("Type", resource.type), *link_fields(resource.links)]
        case Statistics():
            return _bounded(_of_statistics(resource))
    return [field for event in resource.events for field in event_fields(event, telling)]


def with_own_links(links: Sequence[Link], rels: Collection[Rel]) -> list[Link]:
    """Return a session's links, and for what it can be followed to without one, a link of our own."""
    there = {link.known for link in links}
    return [*links, *(Link(rel.value, "") for rel in Rel if rel in rels and rel not in there)]


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
    ]


def _event_status(event: Event) -> str:
    return f"{_word(fmt.event_status(event.status))}  {_word(event.status)}"


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
            listed.append(Field(label, f"    {_word(link.rel)}  (not followed)", "dim"))
        else:
            listed.append(Field(label, f"[{number}] {link.known}", link=link))
    return listed


def link_of(session: Session, rel: Rel) -> Link:
    """Return a session's link; where it sent none, one without an address: the id will do."""
    return next((link for link in session.links if link.known is rel), Link(rel, ""))

"""A resource as labelled values, in human words and units. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.text import Text

from vbo_tui.model.links import Link, Rel
from vbo_tui.model.organization import Organization
from vbo_tui.model.session import Session, Status
from vbo_tui.ui import format as fmt

LABEL_WIDTH = 15
"""Cells that a label takes, the gap after it included."""


@dataclass(frozen=True, slots=True)
class Field:
    """One line of the detail pane."""

    label: str
    value: str
    style: str = ""
    link: Link | None = None
    """What Enter follows on this line; None where there is nothing to follow."""

    def text(self) -> Text:
        """Return the line as printed; never read as markup."""
        return Text.assemble((f"{self.label:<{LABEL_WIDTH}}", "dim"), (self.value, self.style))


def fields(
    resource: Session | Organization, *, now: datetime, mode: fmt.TimeMode, organization: str = ""
) -> list[Field]:
    """Return what there is to say of ``resource``, its links last.

    Args:
        resource: What a link led to.
        now: Aware; a working session has lasted until then.
        mode: How instants are printed.
        organization: The name of the session's organization, where it is known.
    """
    if isinstance(resource, Organization):
        told = [Field("Organization", resource.name or "-"), Field("Id", resource.id or "-")]
    else:
        told = _of_session(resource, now, mode)
        if organization:
            told.append(Field("Organization", organization))
    return [*told, *link_fields(resource.links)]


def _of_session(session: Session, now: datetime, mode: fmt.TimeMode) -> list[Field]:
    return [
        Field("Status", _status(session), fmt.status_style(session)),
        Field("Type", _type(session)),
        Field("Started", _moment(session.created, mode, now)),
        Field("Ended", fmt.NOTHING if session.is_working else _moment(session.ended, mode, now)),
        Field("Duration", fmt.lasted(session, now)),
        Field("Point in time", fmt.exact(session.point_in_time)),
        Field("Id", session.id),
    ]


def _status(session: Session) -> str:
    """Return the word, then what the server itself says: a verdict on a working session is provisional."""
    said = f"state {session.state or '-'}"
    if session.status is Status.RUNNING:
        return f"{fmt.status_word(session)}  {said}, result so far {session.result or '-'}"
    return f"{fmt.status_word(session)}  {said}, result {session.result or '-'}"


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
    return f"{word} ({session.type})" if session.type and word != session.type else word or "-"


def link_fields(links: Sequence[Link]) -> list[Field]:
    """Return one line per link: those that can be followed are numbered from 1, in the server's order."""
    listed: list[Field] = []
    for link in links:
        number = sum(field.link is not None for field in listed) + 1
        label = "" if listed else "Links"
        if link.known is None:
            listed.append(Field(label, f"    {fmt.plain(link.rel)}  (not followed)", "dim"))
        else:
            listed.append(Field(label, f"[{number}] {link.known}", link=link))
    return listed


def link_of(session: Session, rel: Rel) -> Link:
    """Return a session's link; where it sent none, one without an address: the id will do."""
    return next((link for link in session.links if link.known is rel), Link(rel, ""))

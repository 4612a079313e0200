"""``vbo-tui list`` and ``vbo-tui show``: one question, one answer on standard output."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from vbo_tui.api.text import one_line
from vbo_tui.commands.connection import checked_client, profiles_path, some_profile
from vbo_tui.commands.printing import as_json, as_lines, as_table
from vbo_tui.errors import BadPayload, ConfigError, FilterError
from vbo_tui.model.document import Resource
from vbo_tui.model.event import Event, EventLog
from vbo_tui.model.filter import SESSION_FIELDS, Filter, search_text
from vbo_tui.model.links import OF_A_SESSION, Link, Rel
from vbo_tui.model.organization import Organization
from vbo_tui.model.query import Order, SortKey, arrange
from vbo_tui.model.session import Session, SessionId, Status
from vbo_tui.model.snapshot import Listing
from vbo_tui.model.statistics import Statistics
from vbo_tui.model.stuck import StuckSessions
from vbo_tui.model.values import event_values, organization_values, session_values, statistics_values
from vbo_tui.model.written import csv_lines
from vbo_tui.profiles import settings

FOUND = 1
"""Exit code: there is what ``--fail-on`` names."""


def add_list_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``list``."""
    form = parser.add_mutually_exclusive_group()
    form.add_argument(
        "--table", dest="form", action="store_const", const="table", help="aligned text (default)"
    )
    form.add_argument("--json", dest="form", action="store_const", const="json", help="one JSON array")
    form.add_argument(
        "--jsonl", dest="form", action="store_const", const="jsonl", help="one JSON object per line"
    )
    form.add_argument("--csv", dest="form", action="store_const", const="csv", help="RFC 4180, with a header")
    parser.set_defaults(form="table")
    parser.add_argument("--filter", default="", metavar="FILTER", help="only these, as / filters them")
    parser.add_argument(
        "--fail-on", choices=["failed", "warning"], help="exit with 1 if there is one of these"
    )


def run_list(options: argparse.Namespace) -> int:
    """Print the sessions, newest first; what could not be read is named on standard error."""
    chosen = _filter(options)
    listing = asyncio.run(_sessions(options))
    now = listing.server_time or datetime.now(UTC)
    sessions = arrange(
        listing.sessions,
        chosen,
        Order(SortKey.STARTED),
        now,
        stuck=StuckSessions.among(listing.sessions, now),
        text=lambda session: search_text(session, _row(session, now)),
        zone=UTC,
    )
    sys.stdout.write(_printed(options.form, sessions, now))
    if listing.unreadable:
        count, total = len(listing.unreadable), len(listing.sessions) + len(listing.unreadable)
        _complain(f"{count} of {total} could not be read: {listing.unreadable[0]}")
    if listing.incomplete:
        _complain(listing.incomplete)
    return FOUND if any(_is_named(session, options.fail_on) for session in sessions) else 0


def _filter(options: argparse.Namespace) -> Filter:
    """Return the filter that is wanted, read before anything is asked.

    Raises:
        ConfigError: It cannot be read.
    """
    try:
        return Filter.parse(options.filter, SESSION_FIELDS, _named_filters(options))
    except FilterError as error:
        raise ConfigError(f"--filter {error}") from error


def _named_filters(options: argparse.Namespace) -> Mapping[str, str]:
    """Return the filters of the settings; complain about these where one may be used."""
    if "@" not in options.filter:
        return {}
    chosen = settings.load(settings.beside(profiles_path(options)))
    for complaint in chosen.complaints:
        sys.stderr.write(f"vbo-tui: {complaint}\n")
    return chosen.filters


async def _sessions(options: argparse.Namespace) -> Listing:
    profile = some_profile(options)
    client = checked_client(profile)
    try:
        return await client.sessions(None if profile.window is None else datetime.now(UTC) - profile.window)
    finally:
        await client.aclose()


def _is_named(session: Session, word: str | None) -> bool:
    """Tell whether ``--fail-on`` names a session; what failed counts as a warning, too."""
    named = {"failed": (Status.FAILED,), "warning": (Status.FAILED, Status.WARNING)}
    return session.status in named.get(word or "", ())


def _printed(form: str, sessions: list[Session], now: datetime) -> str:
    match form:
        case "json":
            return as_json([session_values(session, now) for session in sessions])
        case "jsonl":
            return as_lines(session_values(session, now) for session in sessions)
        case "csv":
            return "".join(csv_lines(sessions, now))
    rows = [_HEAD, *(_row(session, now) for session in sessions)]
    used = [column for column in range(len(_HEAD)) if any(row[column] not in ("-", "") for row in rows[1:])]
    return as_table([tuple(row[column] for column in used or range(len(_HEAD))) for row in rows])


_HEAD = (
    "STATUS", "TYPE", "STARTED (UTC)", "DURATION", "POINT IN TIME", "NAME", "ORGANIZATION", "INITIATED BY",
    "CLIENT HOST", "SCOPE", "DETAILS", "REASON", "ID",
)  # fmt: skip
"""Columns of the table; those that no session fills are left out."""


def _row(session: Session, now: datetime) -> tuple[str, ...]:
    values = session_values(session, now)
    lasted = values["duration_seconds"]
    told = (
        "point_in_time",
        "name",
        "organization",
        "initiated_by",
        "client_host",
        "scope",
        "details",
        "reason",
    )
    return (
        f"{values['status']} ({values['result'] or '-'})" if session.is_working else str(values["status"]),
        session.type or "-",
        (values["created"] or "-")[:19].replace("T", " "),
        "-" if lasted is None else f"{int(lasted)}s",
        *(values[key] or "-" for key in told),
        session.id,
    )


def add_show_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``show``."""
    parser.add_argument("id", help="a session's id")
    parser.add_argument(
        "--link", choices=[rel.value for rel in OF_A_SESSION], default=Rel.SELF.value, help="what to follow"
    )
    parser.add_argument("--json", action="store_true", help="as JSON")


def run_show(options: argparse.Namespace) -> int:
    """Print one session, or what one of its links leads to."""
    resource = asyncio.run(_followed(options))
    if not isinstance(resource, Session | Organization | EventLog | Statistics):
        raise BadPayload(f"the link {options.link} leads to something else than it says")
    if options.json:
        sys.stdout.write(as_json(_values(resource)))
        return 0
    match resource:
        case EventLog():
            sys.stdout.write(as_table([_EVENT_HEAD, *map(_event_row, resource.events)]))
            _complain_of(resource)
        case Statistics():
            sys.stdout.write(as_table(_statistics_rows(resource)))
        case _:
            values = _values(resource)
            links = "  ".join(link["rel"] for link in values.pop("links"))
            rows = [(key, "-" if value is None else str(value)) for key, value in values.items()]
            sys.stdout.write(as_table([*rows, ("links", links or "-")]))
    return 0


def _values(resource: Session | Organization | EventLog | Statistics) -> Any:
    match resource:
        case Organization():
            return organization_values(resource)
        case EventLog():
            return [event_values(event) for event in resource.events]
        case Statistics():
            return statistics_values(resource)
    return session_values(resource, datetime.now(UTC))


_EVENT_HEAD = ("STATUS", "TYPE", "STARTED (UTC)", "BYTES", "ITEM", "SOURCE", "TARGET", "MESSAGE")


def _event_row(event: Event) -> tuple[str, ...]:
    values = event_values(event)
    return (
        event.status or "-",
        event.type or "-",
        (values["started"] or "-")[:19].replace("T", " "),
        "-" if event.item_size is None else str(event.item_size),
        event.item_name or "-",
        event.source or "-",
        event.target or "-",
        event.message or event.title or "-",
    )


def _statistics_rows(statistics: Statistics) -> list[tuple[str, str]]:
    values = statistics_values(statistics)
    counts = [(key, str(values[key])) for key in ("total", "restored", "failed", "skipped")]
    warnings = [("warning", text) for text in statistics.warnings]
    errors = [("error", text) for text in statistics.errors]
    return [
        *counts,
        *warnings,
        *errors,
        *((item.status or "-", item.name or "-") for item in statistics.items),
    ]


def _complain_of(log: EventLog) -> None:
    if log.unreadable:
        _complain(f"{len(log.unreadable)} could not be read: {log.unreadable[0]}")
    if log.incomplete:
        _complain(log.incomplete)


def _complain(what: str) -> None:
    sys.stderr.write(f"vbo-tui: {one_line(what)}\n")


async def _followed(options: argparse.Namespace) -> Resource:
    """Ask for the session first, so that its own link is the one that is followed."""
    client = checked_client(some_profile(options))
    session_id = SessionId(options.id.strip().lower())
    try:
        found = (await client.follow(session_id, Link(Rel.SELF, ""))).resource
        if options.link == Rel.SELF or not isinstance(found, Session):
            return found
        link = next((link for link in found.links if link.known == options.link), Link(options.link, ""))
        return (await client.follow(session_id, link)).resource
    finally:
        await client.aclose()

"""Sessions and what their links lead to as programs get them: plain values, in one shape everywhere. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from vbo_tui.model.event import Event
from vbo_tui.model.links import Link
from vbo_tui.model.organization import Organization
from vbo_tui.model.session import Session
from vbo_tui.model.statistics import ItemOutcome, Statistics

KEYS = (
    "id", "name", "organization", "type", "state", "result", "status", "created", "ended", "point_in_time",
    "duration_seconds", "initiated_by", "client_host", "scope", "details", "reason", "links",
)  # fmt: skip
"""Keys of a session in JSON, in order; the columns of CSV are the same, without the links."""


def session_values(session: Session, now: datetime) -> dict[str, Any]:
    """Return a session as scripts get it: the server's words, ISO 8601 UTC instants, null for nothing."""
    lasted = session.duration(now)
    return {
        "id": session.id,
        "name": session.name or None,
        "organization": session.organization or None,
        "type": session.type or None,
        "state": session.state or None,
        "result": session.result or None,
        "status": str(session.status),
        "created": _utc(session.created),
        "ended": None if session.is_working else _utc(session.ended),
        "point_in_time": None if session.point_in_time is None else session.point_in_time.isoformat(),
        "duration_seconds": None if lasted is None else round(lasted.total_seconds(), 3),
        "initiated_by": session.initiated_by or None,
        "client_host": session.client_host or None,
        "scope": session.scope or None,
        "details": session.details or None,
        "reason": session.reason or None,
        "links": _links(session.links),
    }


def organization_values(organization: Organization) -> dict[str, Any]:
    """Return an organization as scripts get it."""
    return {
        "id": organization.id or None,
        "name": organization.name or None,
        "type": organization.type or None,
        "links": _links(organization.links),
    }


def event_values(event: Event) -> dict[str, Any]:
    """Return an event as scripts get it; sizes in bytes."""
    return {
        "id": event.id,
        "order": event.order,
        "type": event.type or None,
        "status": event.status or None,
        "started": _utc(event.started),
        "ended": _utc(event.ended),
        "duration_seconds": None if event.duration is None else event.duration.total_seconds(),
        "item_name": event.item_name or None,
        "item_type": event.item_type or None,
        "item_size": event.item_size,
        "source": event.source or None,
        "target": event.target or None,
        "title": event.title or None,
        "message": event.message or None,
    }


def statistics_values(statistics: Statistics) -> dict[str, Any]:
    """Return statistics as scripts get them."""
    return {
        "total": statistics.total,
        "restored": statistics.restored,
        "failed": statistics.failed,
        "skipped": statistics.skipped,
        "warnings": list(statistics.warnings),
        "errors": list(statistics.errors),
        "items": [_outcome_values(item) for item in statistics.items],
    }


def _outcome_values(item: ItemOutcome) -> dict[str, Any]:
    return {
        "name": item.name or None,
        "type": item.type or None,
        "status": item.status or None,
        "where": item.where or None,
        "said": list(item.said),
        "parts": [_outcome_values(part) for part in item.parts],
    }


def _utc(instant: datetime | None) -> str | None:
    if instant is None:
        return None
    try:
        return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
    except OverflowError:
        return instant.isoformat()


def _links(links: Sequence[Link]) -> list[dict[str, str]]:
    return [{"rel": link.rel, "href": link.href} for link in links]

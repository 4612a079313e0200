"""A page read as a competent engineer would without a library: ``json.loads`` and dataclasses."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class PlainLink:
    """An entry of ``_links``."""

    rel: str
    href: str


@dataclass(frozen=True, slots=True)
class PlainSession:
    """A session with all that the server says of it."""

    id: str
    name: str
    organization: str
    type: str
    state: str
    result: str
    created: datetime | None
    ended: datetime | None
    point_in_time: datetime | None
    initiated_by: str
    client_host: str
    scope: str
    details: str
    reason: str
    etag: int | None
    links: tuple[PlainLink, ...]


def read(body: bytes) -> list[PlainSession]:
    """Read a page, or a bare array."""
    document = json.loads(body)
    return [_session(item) for item in (document if isinstance(document, list) else document["results"])]


def _session(item: dict[str, Any]) -> PlainSession:
    get = item.get
    return PlainSession(
        item["id"],
        get("name", ""),
        get("organization", ""),
        get("type", ""),
        get("state", ""),
        get("result", ""),
        _instant(get("creationTime")),
        _instant(get("endTime")),
        _instant(get("pointInTime")),
        get("initiatedBy", ""),
        get("clientHost", ""),
        get("scopeName", ""),
        get("details", ""),
        get("reason", ""),
        get("eTag"),
        tuple([PlainLink(rel, link["href"]) for rel, link in get("_links", {}).items()]),
    )


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None

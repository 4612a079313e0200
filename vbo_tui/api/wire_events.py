"""Events, statistics and the change feed: bytes to model, as tolerant as ``wire``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import msgspec

from vbo_tui.api.decoding import (
    UNDECODABLE,
    Unreadable,
    decoded,
    instant,
    links,
    must_be_object,
    number,
    object_of,
    reason,
    text,
)
from vbo_tui.api.wire import session_id
from vbo_tui.errors import BadPayload
from vbo_tui.model.change import Changes
from vbo_tui.model.event import Event
from vbo_tui.model.session import SessionId
from vbo_tui.model.statistics import ItemOutcome, Statistics

DEEPEST = 10
"""Levels of items within items that are read."""

LONGEST_TOKEN = 4096
"""Characters of a change token: it becomes part of a URL."""

MOST_OUTCOMES = 10_000
"""Items of a session's statistics that are read."""


class _Item(msgspec.Struct, rename="camel", gc=False):
    """An event as it comes. Source: ``GET /vN/RestoreSessions/{id}/Events``, v2 to v8."""

    id: str
    status: str | None = None
    start_time: str | None = None
    end_time: str | None = None
    type: Any = None
    order: Any = None
    duration: Any = None
    title: Any = None
    message: Any = None
    item_name: Any = None
    item_type: Any = None
    item_size_bytes: Any = None
    source: Any = None
    target: Any = None
    links: Any = msgspec.field(default=None, name="_links")


_ITEM = msgspec.json.Decoder(_Item)
_ITEM_TEXTS = ("id", "status", "startTime", "endTime")

_TIMESPAN = re.compile(r"(-)?(?:(\d{1,8})\.)?(\d{1,2}):(\d{2}):(\d{2})(?:\.(\d{1,7}))?")
"""A .NET TimeSpan: ``00:00:04.4889376``, with days ``1.02:03:04``."""

_COURSE = re.compile(
    r"Item (?:(.+) was \w+ successfully|(.+?) (?:was skipped\.?|was \w+ with \w+\b.*|failed to be \w+\b.*))",
    re.DOTALL,
)
"""What a message says of an item, up to the bracket: good ends say nothing after it, others why."""


def decode_events(items: Iterable[msgspec.Raw]) -> tuple[list[Event], list[str]]:
    """Decode the items of a list of events; return those that can be read, and a reason for each other."""
    events: list[Event] = []
    unreadable: list[str] = []
    for raw in items:
        try:
            events.append(_event(raw))
        except Unreadable as error:
            unreadable.append(str(error))
    return events, unreadable


def decode_event(body: bytes) -> Event:
    """Decode the answer to ``GET /vN/RestoreSessions/{id}/Events/{eventId}``.

    Raises:
        BadPayload: The body is no event that can be read.
    """
    must_be_object(body)
    try:
        return _event(body)
    except Unreadable as error:
        raise BadPayload(f"the event cannot be read: {error}") from error


def decode_statistics(body: bytes) -> Statistics:
    """Decode the answer to ``GET /v8/RestoreSessions/{id}/Statistics``.

    Raises:
        BadPayload: The body is no object.
    """
    document = object_of(body)
    return Statistics(
        total=number(document.get("totalItemsCount")),
        restored=number(document.get("restoredItemsCount")),
        failed=number(document.get("failedItemsCount")),
        skipped=number(document.get("skippedItemsCount")),
        warnings=_texts(document.get("warnings")),
        errors=_texts(document.get("errors")),
        items=_outcomes(document.get("items"), DEEPEST),
    )


def decode_changes(body: bytes) -> Changes:
    """Decode the answer to ``GET /v8/Events``; what does not concern restore sessions is skipped.

    Raises:
        BadPayload: There is no token or no list in it.
    """
    try:
        page = decoded(_FEED, body)
    except UNDECODABLE as error:
        raise BadPayload("the answer is no part of a change feed") from error
    token = page.next_change_token
    if not 0 < len(token) <= LONGEST_TOKEN:
        raise BadPayload("the change feed's token cannot be used")
    updated: dict[SessionId, int | None] = {}
    deleted: set[SessionId] = set()
    for raw in page.results:
        try:
            entry = decoded(_ENTRY, raw)
            key = session_id(entry.id)
        except (*UNDECODABLE, Unreadable):
            continue  # of another kind, or nothing that can be asked for
        if entry.event_type == "RestoreSessionUpdate":
            updated[key] = number(entry.e_tag)
            deleted.discard(key)
        elif entry.event_type == "RestoreSessionDelete":
            deleted.add(key)
            updated.pop(key, None)
    return Changes(token, updated, frozenset(deleted))


class _Entry(msgspec.Struct, rename="camel", gc=False):
    """One change of whatever kind. Source: ``Events_GetResponse``, v8."""

    id: str
    event_type: Any = None
    e_tag: Any = None


class _Feed(msgspec.Struct, rename="camel", gc=False):
    next_change_token: str
    results: list[msgspec.Raw]


_ENTRY = msgspec.json.Decoder(_Entry)
_FEED = msgspec.json.Decoder(_Feed)


def _event(raw: msgspec.Raw | bytes) -> Event:
    try:
        item = decoded(_ITEM, raw)
    except UNDECODABLE as error:
        raise Unreadable(reason(bytes(raw), _ITEM_TEXTS)) from error
    if not item.id:
        raise Unreadable("id is empty")
    message = text(item.message)
    told = any((item.item_name, item.item_type, item.source, item.target))
    name, kind, source, target = _from_fields(item) if told else _from_message(message)
    return Event(
        id=text(item.id),
        order=number(item.order),
        type=text(item.type),
        status=text(item.status),
        started=instant(item.start_time, "startTime"),
        ended=instant(item.end_time, "endTime"),
        duration=_timespan(item.duration),
        title=text(item.title),
        message=message,
        item_name=name,
        item_type=kind,
        item_size=number(item.item_size_bytes),
        source=source,
        target=target,
        links=links(item.links),
    )


def _from_fields(item: _Item) -> tuple[str, str, str, str]:
    return text(item.item_name), text(item.item_type), text(item.source), text(item.target)


def _from_message(message: str) -> tuple[str, str, str, str]:
    """Return item, type, source and target as a message names them; empty where it names none.

    Names may hold brackets, colons and verbs, so that everything is looked for from the end.

    Source: messages of v2, whose events have no fields for them.
    """
    head, _, target = message.removesuffix(")").rpartition("; target: ")
    head, _, source = head.rpartition("; source: ")
    head, _, kind = head.rpartition(" (type: ")
    found = _COURSE.fullmatch(head)
    if not (found and message.endswith(")")):
        return "", "", "", ""
    return found[1] or found[2], kind, source, target


def _timespan(value: object) -> timedelta | None:
    found = _TIMESPAN.fullmatch(value) if isinstance(value, str) else None
    if found is None or found[1]:
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in found.group(2, 3, 4, 5))
    ticks = int((found[6] or "0").ljust(7, "0"))
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds, microseconds=ticks // 10)


def _texts(value: object) -> tuple[str, ...]:
    return tuple(filter(None, map(text, value[:MOST_OUTCOMES]))) if isinstance(value, list) else ()


def _outcomes(value: object, depth: int) -> tuple[ItemOutcome, ...]:
    if not isinstance(value, list) or depth == 0:
        return ()
    return tuple(_outcome(item, depth) for item in value[:MOST_OUTCOMES] if isinstance(item, dict))


def _outcome(item: dict[str, Any], depth: int) -> ItemOutcome:
    """Read one item of any kind. Source: ``RESTItemRestoreDetailsComposed``, v8."""
    where = (text(item.get(key)) for key in ("path", "mailboxEmail", "oneDriveUrl"))
    said = (text(item.get(key)) for key in ("title", "error", "cannotContinueMailboxError"))
    return ItemOutcome(
        name=text(item.get("name")),
        type=text(item.get("itemType")),
        status=text(item.get("status")),
        where=next(filter(None, where), ""),
        said=(*filter(None, said), *_texts(item.get("warnings"))),
        parts=_outcomes(item.get("childItems"), depth - 1),
    )

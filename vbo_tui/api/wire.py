"""Sessions and organizations: bytes to model. The names in their JSON are known here alone.

Tolerant where a person can live with less: an item that cannot be read is counted and named, and
costs no other; only ``id`` must be there. Everything after this module knows the model alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
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
    reason,
    text,
    wrong_shape,
)
from vbo_tui.api.link_forms import LastForms, forms_of
from vbo_tui.api.text import Vocabulary, clean, excerpt
from vbo_tui.errors import BadPayload
from vbo_tui.model.organization import Organization
from vbo_tui.model.session import Session, SessionId
from vbo_tui.model.snapshot import Listing

LONGEST_ID = 128
"""Characters; the documented ids are UUIDs of 36."""


class _Told(msgspec.Struct, rename="camel", gc=False):
    """What every session must say rightly, where it says it; times as text.

    .NET's last day is past what msgspec reads. Source: ``GET /vN/RestoreSessions``.
    """

    id: str
    type: str | None = None
    state: str | None = None
    result: str | None = None
    creation_time: str | None = None
    end_time: str | None = None
    point_in_time: str | None = None


class _Item(_Told, rename="camel", gc=False):
    """A session as it comes; ``Any`` where a wrong type costs no more than that field."""

    name: Any = None
    organization: Any = None
    initiated_by: Any = None
    client_host: Any = None
    scope_name: Any = None
    details: Any = None
    reason: Any = None
    e_tag: Any = None
    links: Any = msgspec.field(default=None, name="_links")


class _Usual(_Told, rename="camel", gc=False):
    """The same, for the sessions that are as documented: nearly all of them, and decoded at once."""

    name: str | None = None
    organization: str | None = None
    initiated_by: str | None = None
    client_host: str | None = None
    scope_name: str | None = None
    details: str | None = None
    reason: str | None = None
    e_tag: int | None = None
    links: msgspec.Raw = msgspec.field(default_factory=msgspec.Raw, name="_links")


class _OrganizationItem(msgspec.Struct, gc=False):
    """An organization as it comes. Source: ``GET /vN/RestoreSessions/{id}/organization``."""

    id: str | None = None
    name: str | None = None
    type: Any = None
    links: Any = msgspec.field(default=None, name="_links")


class _Page(msgspec.Struct, gc=False):
    """A page as it comes. Source: ``PageOfRESTRestoreSession``, v6 to v8; seen so from v2 on."""

    results: list[msgspec.Raw]
    offset: Any = None
    limit: Any = None
    total: Any = msgspec.field(default=None, name="totalCount")
    set_id: Any = msgspec.field(default=None, name="setId")
    links: Any = msgspec.field(default=None, name="_links")


_ITEM = msgspec.json.Decoder(_Item)
_USUAL = msgspec.json.Decoder(_Usual)
_RAWS = msgspec.json.Decoder(list[msgspec.Raw])
_ORGANIZATION = msgspec.json.Decoder(_OrganizationItem)
_PAGE = msgspec.json.Decoder(_Page)

_USUAL_ID = re.compile("[0-9a-z-]{36}")
"""As long as a UUID, and harmless: it needs no second look."""

_WORDS = Vocabulary()
_FORMS = LastForms()

_ITEM_TEXTS = ("id", "type", "state", "result", "creationTime", "endTime", "pointInTime")
_ORGANIZATION_TEXTS = ("id", "name")


@dataclass(frozen=True, slots=True)
class RawPage:
    """One part of a list, its items still as they were sent."""

    items: list[msgspec.Raw]
    whole: bool = False
    """Whether the list is no page but a bare array: all of it."""
    limit: int | None = None
    """How many items the server says a page has; None where it says nothing usable."""
    more: bool | None = None
    """Whether there is a link to a next page; None where there are no links at all."""
    set_id: str = ""
    """What later pages of the same reading are to be asked for with."""
    offset: int | None = None
    """How many items there are before these; None where the server says nothing usable."""
    total: int | None = None
    """How many there are in all. Source: v5 job sessions, optional in v6 and v7."""


def decode_page(body: bytes | bytearray) -> RawPage:
    """Split the answer to a request for a list into its items.

    Args:
        body: UTF-8 JSON: a bare array, as v1 sends it, or an object with ``results``.

    Raises:
        BadPayload: The body is neither.
    """
    try:
        return RawPage(decoded(_RAWS, body), whole=True)
    except UNDECODABLE:
        pass
    try:
        page = decoded(_PAGE, body)
    except UNDECODABLE as error:
        raise BadPayload(wrong_shape(body)) from error
    more = _leads_on(page.links.get("next")) if isinstance(page.links, dict) and page.links else None
    limit = number(page.limit)
    set_id = page.set_id if isinstance(page.set_id, str) and len(page.set_id) <= LONGEST_ID else ""
    return RawPage(
        page.results,
        limit=limit if limit and limit > 0 else None,
        more=more,
        set_id=set_id,
        offset=_count(page.offset),
        total=_count(page.total),
    )


def _count(value: object) -> int | None:
    found = number(value)
    return found if found is not None and found >= 0 else None


def _leads_on(link: object) -> bool:
    """Tell whether a link ``next`` is one."""
    return bool(link.get("href") if isinstance(link, dict) else link)


def decode_sessions(items: Iterable[msgspec.Raw], server_time: datetime | None = None) -> Listing:
    """Decode the items of ``GET /vN/RestoreSessions``.

    Args:
        items: As they were sent.
        server_time: When the server sent them, by its own clock.

    Returns:
        The sessions in the server's order, each id once; a reason for each item that was left out.
    """
    sessions: list[Session] = []
    unreadable: list[str] = []
    for raw in items:
        try:
            sessions.append(_session(raw))
        except Unreadable as error:
            unreadable.append(str(error))
    if len({session.id for session in sessions}) < len(sessions):
        once: dict[SessionId, Session] = {}
        for session in sessions:
            once.setdefault(session.id, session)
        sessions = list(once.values())
    return Listing(tuple(sessions), tuple(unreadable), server_time)


def decode_listing(body: bytes, server_time: datetime | None = None) -> Listing:
    """Decode a whole list that came in one body.

    Raises:
        BadPayload: The body is no list.
    """
    return decode_sessions(decode_page(body).items, server_time)


def decode_session(body: bytes) -> Session:
    """Decode the answer to ``GET /vN/RestoreSessions/{id}``.

    Raises:
        BadPayload: The body is no session that can be read.
    """
    must_be_object(body)
    try:
        return _session(body)
    except Unreadable as error:
        raise BadPayload(f"the session cannot be read: {error}") from error


def decode_organization(body: bytes) -> Organization:
    """Decode the answer to ``GET /vN/RestoreSessions/{id}/organization``.

    Raises:
        BadPayload: The body is no organization that can be read.
    """
    must_be_object(body)
    try:
        item = decoded(_ORGANIZATION, body)
    except UNDECODABLE as error:
        said = reason(body, _ORGANIZATION_TEXTS)
        raise BadPayload(f"the organization cannot be read: {said}") from error
    return Organization(
        id=clean(item.id or ""), name=clean(item.name or ""), type=text(item.type), links=links(item.links)
    )


def identity(raw: msgspec.Raw) -> str | bytes:
    """Return what tells an item of a list from the others: its id, where it has none all of it."""
    try:
        return decoded(_ID, raw).id.lower()
    except UNDECODABLE:
        return bytes(raw)


class _Identified(msgspec.Struct, gc=False):
    id: str


_ID = msgspec.json.Decoder(_Identified)


def _session(raw: msgspec.Raw | bytes) -> Session:
    try:
        item = _USUAL.decode(raw)
        if not _USUAL_ID.fullmatch(item.id):
            return _odd_session(raw)
        forms = _FORMS.of(item.id, bytes(item.links))
    except UNDECODABLE:
        return _odd_session(raw)
    return Session(  # by place, which takes an eighth of the time that it takes by name
        SessionId(item.id),
        clean(item.name or ""),
        _WORDS[item.organization],
        _WORDS[item.type],
        _WORDS[item.state],
        _WORDS[item.result],
        instant(item.creation_time, "creationTime"),
        instant(item.end_time, "endTime") if item.end_time else None,
        instant(item.point_in_time, "pointInTime") if item.point_in_time else None,
        _WORDS[item.initiated_by],
        _WORDS[item.client_host],
        _WORDS[item.scope_name],
        _WORDS[item.details],
        _WORDS[item.reason],
        item.e_tag,
        forms,
    )


def _odd_session(raw: msgspec.Raw | bytes) -> Session:
    """Decode a session that is not as documented, as far as it can be read."""
    try:
        item = decoded(_ITEM, raw)
    except UNDECODABLE as error:
        raise Unreadable(reason(bytes(raw), _ITEM_TEXTS)) from error
    return Session(
        id=session_id(item.id),
        type=clean(item.type or ""),
        state=clean(item.state or ""),
        result=clean(item.result or ""),
        created=instant(item.creation_time, "creationTime"),
        ended=instant(item.end_time, "endTime"),
        point_in_time=instant(item.point_in_time, "pointInTime"),
        name=text(item.name),
        organization=text(item.organization),
        initiated_by=text(item.initiated_by),
        client_host=text(item.client_host),
        scope=text(item.scope_name),
        details=text(item.details),
        reason=text(item.reason),
        etag=number(item.e_tag),
        link_forms=forms_of(item.id, links(item.links)),
    )


def session_id(raw: str) -> SessionId:
    """Return an id in lower case, fit to stand in a path.

    Raises:
        Unreadable: It is not.
    """
    usable = 0 < len(raw) <= LONGEST_ID and raw.isascii() and raw.isprintable() and raw.strip(".")
    if not usable or set(raw) & set("/\\?#% "):
        raise Unreadable(f"id is {excerpt(raw)}")
    return SessionId(raw.lower())

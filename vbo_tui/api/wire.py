"""Bytes to model: the only module that knows the names in the JSON.

Tolerant where a person can live with less: an item that cannot be read is counted and named, and
costs no other; only ``id`` must be there. Everything after this module knows the model alone.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec

from vbo_tui.api.text import clean, excerpt, mended
from vbo_tui.errors import BadPayload
from vbo_tui.model.links import Link
from vbo_tui.model.organization import Organization
from vbo_tui.model.session import Session, SessionId
from vbo_tui.model.snapshot import Listing
from vbo_tui.secret import Secret

_T = TypeVar("_T")

LONGEST_ID = 128
"""Characters; the documented ids are UUIDs of 36."""

MOST_LINKS = 50
"""Links kept of one resource."""


class Unreadable(ValueError):
    """One item cannot be read; the message names the field and what stands there."""


class _Item(msgspec.Struct, rename="camel", gc=False):
    """A session as it comes; times as text, since .NET's last day is past what msgspec reads.

    Source: ``GET /v1/RestoreSessions``.
    """

    id: str
    type: str | None = None
    state: str | None = None
    result: str | None = None
    creation_time: str | None = None
    end_time: str | None = None
    point_in_time: str | None = None
    links: dict[str, Any] | None = msgspec.field(default=None, name="_links")


class _OrganizationItem(msgspec.Struct, gc=False):
    """An organization as it comes. Source: ``GET /v1/RestoreSessions/{id}/Organization``."""

    id: str | None = None
    name: str | None = None
    links: dict[str, Any] | None = msgspec.field(default=None, name="_links")


class Grant(msgspec.Struct, frozen=True):
    """What the server grants for a password or a refresh token."""

    access: Secret
    refresh: Secret | None
    life: float | None
    """Seconds from issue to expiry by the server's own reckoning; None where it names none."""


_ITEM = msgspec.json.Decoder(_Item)
_RAWS = msgspec.json.Decoder(list[msgspec.Raw])
_ORGANIZATION = msgspec.json.Decoder(_OrganizationItem)


class _Page(msgspec.Struct, gc=False):
    results: list[msgspec.Raw]


_PAGE = msgspec.json.Decoder(_Page)


def decode_listing(body: bytes, server_time: datetime | None = None) -> Listing:
    """Decode the answer to ``GET /v1/RestoreSessions``.

    Args:
        body: UTF-8 JSON: a bare array, as v1 sends it, or an object with ``results``.
        server_time: When the server sent it, by its own clock.

    Returns:
        The sessions in the server's order, each id once; a reason for each item that was left out.

    Raises:
        BadPayload: The body is neither.
    """
    sessions: dict[SessionId, Session] = {}
    unreadable: list[str] = []
    for raw in _items(body):
        try:
            session = _session(raw)
        except Unreadable as error:
            unreadable.append(str(error))
        else:
            sessions.setdefault(session.id, session)
    return Listing(tuple(sessions.values()), tuple(unreadable), server_time)


def decode_session(body: bytes) -> Session:
    """Decode the answer to ``GET /v1/RestoreSessions/{id}``.

    Raises:
        BadPayload: The body is no session that can be read.
    """
    _must_be_object(body)
    try:
        return _session(body)
    except Unreadable as error:
        raise BadPayload(f"the session cannot be read: {error}") from error


def decode_organization(body: bytes) -> Organization:
    """Decode the answer to ``GET /v1/RestoreSessions/{id}/Organization``.

    Raises:
        BadPayload: The body is no organization that can be read.
    """
    _must_be_object(body)
    try:
        item = _decoded(_ORGANIZATION, body)
    except _UNDECODABLE as error:
        raise BadPayload(f"the organization cannot be read: {_reason(body, _ORGANIZATION_FIELDS)}") from error
    return Organization(id=clean(item.id or ""), name=clean(item.name or ""), links=_links(item.links))


def decode_grant(body: bytes) -> Grant:
    """Decode the answer to ``POST /v1/Token``.

    Raises:
        BadPayload: There is no usable token in it. The message quotes nothing of the body.

    Source:
        REST API v1, Authorization: ``access_token``, ``refresh_token``, ``expires_in``,
        ``.issued``, ``.expires`` (RFC 1123, later ISO 8601).
    """
    document = _object(body)
    access, refresh = document.get("access_token"), document.get("refresh_token")
    if not isinstance(access, str) or not _fits_header(access):
        raise BadPayload("the server's answer to the sign-in holds no usable token")
    renewal = Secret(refresh) if isinstance(refresh, str) and refresh else None
    return Grant(Secret(access), renewal, _life(document))


def without(secrets: Iterable[str], text: str) -> str:
    """Return ``text``, or "" where it holds one of ``secrets``."""
    return "" if any(secret and secret in text for secret in secrets) else text


def error_message(body: bytes, secrets: Iterable[str] = ()) -> str:
    """Return what a server says went wrong, "" where it says nothing that can be shown.

    Args:
        body: The answer.
        secrets: What was sent in confidence: a message that repeats it is not shown.

    Source:
        v1 sends ``message``, its token endpoint ``error`` and ``error_description``.
    """
    try:
        document = msgspec.json.decode(mended(body[:65536]))
    except _UNDECODABLE:
        return ""
    if not isinstance(document, dict):
        return ""
    said = (document.get(key) for key in ("message", "error_description", "error"))
    text = next((text for text in said if isinstance(text, str) and text.strip()), "")
    return clean(" ".join(without(secrets, text)[:1000].split()))[:200]


def _items(body: bytes) -> Iterable[msgspec.Raw]:
    try:
        return _decoded(_RAWS, body)
    except _UNDECODABLE:
        pass
    try:
        return _decoded(_PAGE, body).results
    except _UNDECODABLE as error:
        raise BadPayload(_wrong_shape(body)) from error


_UNDECODABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


def _decoded(decoder: msgspec.json.Decoder[_T], body: bytes | msgspec.Raw) -> _T:
    """Decode strictly; where that fails for the text alone, decode the mended text."""
    try:
        return decoder.decode(body)
    except (msgspec.ValidationError, RecursionError):
        raise
    except _UNDECODABLE:
        return decoder.decode(mended(bytes(body)))


def _session(raw: msgspec.Raw | bytes) -> Session:
    try:
        item = _decoded(_ITEM, raw)
    except _UNDECODABLE as error:
        raise Unreadable(_reason(bytes(raw), _ITEM_FIELDS)) from error
    return Session(
        id=_id(item.id),
        type=clean(item.type or ""),
        state=clean(item.state or ""),
        result=clean(item.result or ""),
        created=_instant(item.creation_time, "creationTime"),
        ended=_instant(item.end_time, "endTime"),
        point_in_time=_instant(item.point_in_time, "pointInTime"),
        links=_links(item.links),
    )


def _id(text: str) -> SessionId:
    usable = 0 < len(text) <= LONGEST_ID and text.isascii() and text.isprintable() and text.strip(".")
    if not usable or set(text) & set("/\\?#% "):
        raise Unreadable(f"id is {excerpt(text)}")
    return SessionId(text.lower())


def _instant(text: str | None, field: str) -> datetime | None:
    """Read a time; None for none, and for the years 1 and 9999, which mean "none" to .NET."""
    if not text:
        return None
    if text.startswith(("9999-", "0001-")):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise Unreadable(f"{field} is {excerpt(text)}") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _links(links: Mapping[str, Any] | None) -> tuple[Link, ...]:
    found: list[Link] = []
    for rel, target in (links or {}).items():
        href = target.get("href") if isinstance(target, dict) else None
        if isinstance(href, str) and len(found) < MOST_LINKS:
            found.append(Link(clean(rel), clean(href)))
    return tuple(found)


_ITEM_FIELDS = ("id", "type", "state", "result", "creationTime", "endTime", "pointInTime")
_ORGANIZATION_FIELDS = ("id", "name")


def _reason(raw: bytes, fields: tuple[str, ...]) -> str:
    """Return which field of an item that was refused is to blame; the slow way."""
    try:
        document = msgspec.json.decode(mended(raw))
    except _UNDECODABLE:
        return "it is not JSON that can be read"
    if not isinstance(document, dict):
        return f"it is {excerpt(document)}, not an object"
    for name in fields:
        value = document.get(name)
        if value is not None and not isinstance(value, str):
            return f"{name} is {excerpt(value)}"
    if not isinstance(document.get("id"), str):
        return "id is missing" if "id" not in document else "id is null"
    return f"_links is {excerpt(document.get('_links'))}"


def _object(body: bytes) -> dict[str, Any]:
    try:
        document = msgspec.json.decode(body)
    except _UNDECODABLE as error:
        raise BadPayload(_wrong_shape(body)) from error
    if not isinstance(document, dict):
        raise BadPayload("the answer is JSON, but no object")
    return document


def _must_be_object(body: bytes) -> None:
    if not body.lstrip()[:1] == b"{":
        raise BadPayload(_wrong_shape(body))


def _wrong_shape(body: bytes) -> str:
    """Say in a sentence what came in place of the JSON that was expected."""
    start = body[:512].lstrip().lower()
    if not start:
        return "the answer is empty"
    if start.startswith(b"<"):
        return "the answer is HTML or XML, not JSON"
    if start[:1] not in (b"[", b"{"):
        return "the answer is not JSON"
    try:
        msgspec.json.decode(mended(body))
    except msgspec.DecodeError as error:
        cut = "truncated" in str(error)
        return "the answer is cut short" if cut else "the answer is not valid JSON"
    except (UnicodeDecodeError, RecursionError):
        return "the answer is not valid JSON"
    return "the answer is JSON, but holds no list of sessions"


def _fits_header(token: str) -> bool:
    return 0 < len(token) <= 65536 and token.isascii() and token.isprintable() and " " not in token


def _life(document: Mapping[str, Any]) -> float | None:
    """Return a token's life in seconds: the shortest that the server names, all by its own clock."""
    lives: list[float] = []
    with contextlib.suppress(KeyError, TypeError, ValueError, OverflowError):
        lives.append(float(document["expires_in"]))
    issued, expires = (_stamp(document.get(key)) for key in (".issued", ".expires"))
    if issued is not None and expires is not None:
        lives.append((expires - issued).total_seconds())
    good = [life for life in lives if 0 < life < 1e9]
    return min(good, default=None)


def _stamp(value: object) -> datetime | None:
    from email.utils import parsedate_to_datetime

    if not isinstance(value, str):
        return None
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            moment = read(value)
        except (ValueError, TypeError, OverflowError):
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None

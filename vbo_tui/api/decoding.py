"""JSON from a server, read with care: what every decoder shares. Knows no resource."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec

from vbo_tui.api.text import clean, excerpt, mended
from vbo_tui.errors import BadPayload
from vbo_tui.model.links import Link

_T = TypeVar("_T")

MOST_LINKS = 50
"""Links kept of one resource."""

UNDECODABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""What decoding may raise."""


_WHOLE = re.compile(r"-?[0-9]{1,18}")
_ANYTHING = msgspec.json.Decoder()


class Unreadable(ValueError):
    """One item cannot be read; the message names the field and what stands there."""


def decoded(decoder: msgspec.json.Decoder[_T], body: bytes | bytearray | msgspec.Raw) -> _T:
    """Decode strictly; where that fails for the text alone, decode the mended text."""
    try:
        return decoder.decode(body)
    except (msgspec.ValidationError, RecursionError):
        raise
    except UNDECODABLE:
        return decoder.decode(mended(bytes(body)))


def text(value: object) -> str:
    """Return what may be shown of a field that should hold text: "" for null and for what is none."""
    if isinstance(value, str):
        return clean(value)
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def number(value: object) -> int | None:
    """Return a whole number, also where it came as text; None for anything else."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and _WHOLE.fullmatch(value):
        return int(value)
    return None


def instant(value: str | None, field: str) -> datetime | None:
    """Read a time; None for none, and for the years 1 and 9999, which mean "none" to .NET.

    Raises:
        Unreadable: It is no time.
    """
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise Unreadable(f"{field} is {excerpt(value)}") from error
    if moment.year in (1, 9999):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def links(found: object) -> tuple[Link, ...]:
    """Return the links of a resource; what is none is left out."""
    kept: list[Link] = []
    for rel, target in found.items() if isinstance(found, dict) else ():
        href = target.get("href") if isinstance(target, dict) else None
        if isinstance(href, str) and len(kept) < MOST_LINKS:
            kept.append(Link(clean(rel), clean(href)))
    return tuple(kept)


def reason(raw: bytes, texts: tuple[str, ...]) -> str:
    """Return which field of an item that was refused is to blame; the slow way.

    Args:
        raw: The item.
        texts: The fields that must hold text where they hold anything.
    """
    try:
        document = msgspec.json.decode(mended(raw))
    except UNDECODABLE:
        return "it is not JSON that can be read"
    if not isinstance(document, dict):
        return f"it is {excerpt(document)}, not an object"
    for name in texts:
        value = document.get(name)
        if value is not None and not isinstance(value, str):
            return f"{name} is {excerpt(value)}"
    return "id is missing" if "id" not in document else "id is null"


def object_of(body: bytes) -> dict[str, Any]:
    """Return the one object that a body is.

    Raises:
        BadPayload: It is something else. The message quotes nothing of it.
    """
    try:
        document = decoded(_ANYTHING, body)
    except UNDECODABLE as error:
        raise BadPayload(wrong_shape(body)) from error
    if not isinstance(document, dict):
        raise BadPayload("the answer is JSON, but no object")
    return document


def must_be_object(body: bytes) -> None:
    """Check that a body begins as an object does.

    Raises:
        BadPayload: It does not.
    """
    if not body.lstrip()[:1] == b"{":
        raise BadPayload(wrong_shape(body))


def wrong_shape(body: bytes | bytearray) -> str:
    """Say in a sentence what came in place of the JSON that was expected."""
    start = body[:512].lstrip().lower()
    if not start:
        return "the answer is empty"
    if start.startswith(b"<"):
        return "the answer is HTML or XML, not JSON"
    if start[:1] not in (b"[", b"{"):
        return "the answer is not JSON"
    try:
        msgspec.json.decode(mended(bytes(body)))
    except msgspec.DecodeError as error:
        cut = "truncated" in str(error)
        return "the answer is cut short" if cut else "the answer is not valid JSON"
    except (UnicodeDecodeError, RecursionError):
        return "the answer is not valid JSON"
    return "the answer is JSON, but holds no list"

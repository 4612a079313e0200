"""What a session opened: bytes to model. Of dozens of kinds of things few names are known here.

What a thing says of itself is kept under the server's own names, so that nothing has to be known of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from vbo_tui.api.decoding import UNDECODABLE, Unreadable, decoded, links, object_of, text
from vbo_tui.api.text import excerpt
from vbo_tui.model.item import Item

MOST_VALUES = 100
"""Values of one thing that are kept; the largest documented kind, an appointment, has some twenty."""

MOST_IN_LIST = 20
"""Entries of a list within a thing that are printed."""

_NAMES = ("displayName", "name", "subject", "title", "fullName", "email", "url", "itemClass")
"""Where a person would look for a thing's name, the best first."""

_ANYTHING = msgspec.json.Decoder()


def decode_item(body: bytes, kind: str) -> Item:
    """Decode one thing.

    Args:
        body: UTF-8 JSON, an object.
        kind: What it is, by the path that it came from.

    Raises:
        BadPayload: The body is no object.
    """
    return _item(object_of(body), kind)


def decode_items(items: Iterable[msgspec.Raw], kind: str) -> tuple[list[Item], list[str]]:
    """Decode the members of a list; return those that can be read, and a reason for each other."""
    read: list[Item] = []
    unreadable: list[str] = []
    for raw in items:
        try:
            read.append(_listed(raw, kind))
        except Unreadable as error:
            unreadable.append(str(error))
    return read, unreadable


def _listed(raw: msgspec.Raw, kind: str) -> Item:
    try:
        document = decoded(_ANYTHING, raw)
    except UNDECODABLE as error:
        raise Unreadable("it is not JSON that can be read") from error
    if not isinstance(document, dict):
        raise Unreadable(f"it is {excerpt(document)}, not an object")
    return _item(document, kind)


def _item(document: Mapping[str, Any], kind: str) -> Item:
    """Read a thing of any kind.

    Source: posts of teams have no ``id`` but a number, ``postId``; versions of documents have the
    document's ``id``, and their own number is ``versionId``.
    """
    names = (text(document.get(name)) for name in _NAMES)
    found = text(document.get(f"{kind}Id")) or text(document.get("id"))
    return Item(
        kind=kind,
        id=found,
        name=next(filter(None, names), found),
        values=tuple(_values(document)),
        links=links(document.get("_links")),
    )


def _values(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield names and values, of an object within it each value by itself; links and actions are neither."""
    left = MOST_VALUES
    for name, value in document.items():
        if name in ("_links", "_actions"):
            continue
        inner = value.items() if isinstance(value, dict) else [("", value)]
        for part, found in inner:
            told = _told(found)
            if told and left:
                left -= 1
                yield text(f"{name}.{part}" if part else name), told


def _told(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case dict():
            return f"{len(value)} values" if value else ""
        case list():
            shown = [text(entry) or ("{...}" if entry else "") for entry in value[:MOST_IN_LIST]]
            more = [f"and {len(value) - MOST_IN_LIST:,} more"] if len(value) > MOST_IN_LIST else []
            return text(", ".join([*filter(None, shown), *more]))
    return text(value)

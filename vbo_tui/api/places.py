"""The documented places below a restore session: only to these does a link lead.

Source:
    API reference of v1 to v8, ``/RestoreSessions/{id}`` and all that lies below it by GET: mailboxes in
    all versions, OneDrives and sites from v2 on, teams from v5 on, former versions of documents and
    folders from v6 on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeAlias

Tree: TypeAlias = "Mapping[str, Tree]"
"""Collections by their names in a path; below each, those that one of its members has."""

MAILBOXES: dict[str, Tree] = {"mailboxes": {"folders": {}, "items": {}}}
ONEDRIVES: dict[str, Tree] = {"onedrives": {"folders": {}, "documents": {}}}
SITES: dict[str, Tree] = {
    "sites": {
        "libraries": {},
        "lists": {},
        "folders": {},
        "documents": {},
        "items": {"attachments": {}},
    }
}
TEAMS: dict[str, Tree] = {"teams": {"channels": {"tabs": {}}, "posts": {}, "files": {}}}

_VERSIONED = {"onedrives": ("folders", "documents"), "sites": ("folders", "documents", "items")}

SINGULAR = {
    "mailboxes": "mailbox",
    "onedrives": "OneDrive",
    "libraries": "library",
}
"""What one member of a collection is called, where that is not the name without its last letter."""

LONGEST_PART = 1024
"""Characters of one part of a path; the longest ids that were seen, of items in sites, have some 200."""


class Kind(Enum):
    """What is found at a place."""

    SESSION = auto()
    ORGANIZATION = auto()
    EVENTS = auto()
    EVENT = auto()
    STATISTICS = auto()
    MANY = auto()
    """A list of things that a session opened."""
    ONE = auto()
    """One of them."""


@dataclass(frozen=True, slots=True)
class Place:
    """One documented place."""

    kind: Kind
    name: str = ""
    """What is in a list, or what one of it is called: ``mailboxes``, ``mailbox``; "" elsewhere."""
    below: tuple[str, ...] = ()
    """The collections that the thing itself has, or each one of a list."""


def with_versions(tree: Tree) -> Tree:
    """Return ``tree`` with former versions where later servers keep them."""
    return {
        name: {
            part: {**below, "versions": {}} if part in _VERSIONED.get(name, ()) else below
            for part, below in parts.items()
        }
        for name, parts in tree.items()
    }


def collections(tree: Tree) -> Iterator[str]:
    """Yield the name of every collection in ``tree``; some come more than once."""
    for name, below in tree.items():
        yield name
        yield from collections(below)


def singular(collection: str) -> str:
    """Return what one member of a collection is called."""
    return SINGULAR.get(collection, collection.removesuffix("s"))


def place_of(parts: Sequence[str], own: Sequence[str], opened: Tree) -> Place | None:
    """Return what is at a path below a session; None where nothing is documented.

    Args:
        parts: The path's parts behind the session's id.
        own: What lies right below a session in this version, in lower case.
        opened: What lies below its organization.
    """
    if not all(map(is_clean, parts)):
        return None
    match [part.lower() for part in parts]:
        case []:
            return Place(Kind.SESSION)
        case ["organization", *deeper] if "organization" in own:
            return _opened(deeper, opened) if deeper else Place(Kind.ORGANIZATION, below=tuple(opened))
        case ["events"] if "events" in own:
            return Place(Kind.EVENTS)
        case ["events", _] if "events" in own:
            return Place(Kind.EVENT)
        case ["statistics"] if "statistics" in own:
            return Place(Kind.STATISTICS)
    return None


def _opened(parts: Sequence[str], tree: Tree) -> Place | None:
    """Return what is at a path below the organization: collection, member, collection, member ..."""
    below = tree
    for name in parts[::2]:
        if name not in below:
            return None
        below = below[name]
    name = parts[::2][-1]
    if len(parts) % 2:
        return Place(Kind.MANY, name, tuple(below))
    return Place(Kind.ONE, singular(name), tuple(below))


def is_clean(part: str) -> bool:
    """Tell whether a part of a path, decoded, may be sent: no dots alone, no separator, nothing unseen."""
    return (
        0 < len(part) <= LONGEST_PART
        and part.isascii()
        and part.isprintable()
        and bool(part.strip("."))
        and not set(part) & set('/\\?#% "<>`{|}^')
    )

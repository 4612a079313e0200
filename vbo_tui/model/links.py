"""The links that a resource carries, and which of them we follow."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Rel(StrEnum):
    """A relation that we know how to follow, by the word that the user sees.

    Source:
        Restore sessions, REST API v1 to v8: ``_links.self``, ``_links.organization``, from v2 on the
        paths ``/Events``, in v8 ``/Statistics``; below the organization, the resources of its mailboxes,
        from v2 on of OneDrives and sites, from v5 on of teams, from v6 on the versions of documents.
    """

    SELF = "self"
    ORGANIZATION = "organization"
    EVENTS = "events"
    STATISTICS = "statistics"
    MAILBOXES = "mailboxes"
    ONEDRIVES = "onedrives"
    SITES = "sites"
    TEAMS = "teams"
    FOLDERS = "folders"
    ITEMS = "items"
    DOCUMENTS = "documents"
    LIBRARIES = "libraries"
    LISTS = "lists"
    ATTACHMENTS = "attachments"
    VERSIONS = "versions"
    CHANNELS = "channels"
    POSTS = "posts"
    FILES = "files"
    TABS = "tabs"
    OWNER = "owner"
    """What something belongs to: a folder's mailbox, a folder's parent, an event's session."""
    NEXT = "next"
    PREVIOUS = "prev"


OF_A_SESSION = (Rel.SELF, Rel.ORGANIZATION, Rel.EVENTS, Rel.STATISTICS)
"""What can be followed from a session itself."""

OPENED_WITH = {"vex": Rel.MAILBOXES, "veod": Rel.ONEDRIVES, "vesp": Rel.SITES, "vet": Rel.TEAMS}
"""What the organization of a session holds, by the session's type in lower case."""


class Link(msgspec.Struct, frozen=True, gc=False):
    """One entry of ``_links``, as the server sent it; never followed as it stands."""

    rel: str
    """The server's word for the relation; it may be one that we do not know."""

    href: str
    """What the server wrote: absolute, rooted, relative, or nonsense; "" for a link of our own."""

    @property
    def known(self) -> Rel | None:
        """The relation, or None when we do not follow it."""
        return _BY_WORD.get(self.rel.casefold())


ID_HERE = "\0"
"""Stands for a resource's id in the forms of its links; nothing that is shown holds this character."""

LinkForms = tuple[Link, ...]
"""Links with ``ID_HERE`` where they name the resource: one and the same for many resources."""


def filled_in(forms: LinkForms, resource_id: str) -> tuple[Link, ...]:
    """Return the links of one resource."""
    return tuple(Link(form.rel, form.href.replace(ID_HERE, resource_id)) for form in forms)


_OWNERS = (
    *("restoresession", "parent", "mailbox", "onedrive", "site", "team", "channel"),
    *("library", "list", "folder", "item", "document"),
)

_BY_WORD = {
    **{rel.value: rel for rel in Rel},
    **dict.fromkeys(_OWNERS, Rel.OWNER),
    "restoresessionevents": Rel.EVENTS,
    "restoresessionstatistics": Rel.STATISTICS,
    "allfolders": Rel.FOLDERS,
    "children": Rel.FOLDERS,
    "previous": Rel.PREVIOUS,
}
"""The words of the relations; the second one for events was seen in v5 and v6."""

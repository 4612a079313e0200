"""What a session opened: mailboxes, OneDrives, sites and teams, and what is in them; follows from its id.

Source:
    API reference, ``/RestoreSessions/{id}/organization`` and below: mailboxes in all versions, OneDrives
    and sites from v2 on, teams from v5 on, former versions of documents from v6 on. In v1 and v2 folders
    and items of mailboxes carry their ids in their own link alone.
"""

from __future__ import annotations

import base64
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeAlias

from vbo_tui.simulator.resources import dotnet, href
from vbo_tui.simulator.versions import Version
from vbo_tui.simulator.world import SimulatedSession

Tree: TypeAlias = "Mapping[str, Tree]"

PLACES: Mapping[str, Tree] = {
    "mailboxes": {"folders": {}, "items": {}},
    "onedrives": {"folders": {"versions": {}}, "documents": {"versions": {}}},
    "sites": {
        "libraries": {},
        "lists": {},
        "folders": {"versions": {}},
        "documents": {"versions": {}},
        "items": {"attachments": {}, "versions": {}},
    },
    "teams": {"channels": {"tabs": {}}, "posts": {}, "files": {}},
}

COUNTS = {
    "mailboxes": 42,
    "onedrives": 35,
    "sites": 31,
    "teams": 12,
    "folders": 9,
    "items": 75,
    "documents": 64,
    "libraries": 4,
    "lists": 6,
    "attachments": 2,
    "versions": 3,
    "channels": 5,
    "posts": 40,
    "files": 33,
    "tabs": 3,
}
"""Members of each collection; more than thirty are more than the server sends unasked."""

PEOPLE = ("Adele Vance", "Ben Miller [EMEA]", "Justin Bryant", "Ærø Sejlklub", "北風 [/]", "Megan Bowen")

SUBJECTS = (
    "[Warning] VMware - Veeam Explorers (3 machines) 3 warnings",
    "Undeliverable: Report Datastore Capacity",
    "Re: Fwd: 見積書 [/draft]",
    "Quarterly figures",
)

FOLDERS = (
    *("Inbox", "Sent Items", "Drafts", "Calendar", "Contacts", "Tasks", "Notes", "Archive"),
    "{A9E2BC46-B3A0-4243-B315-60D991004455}",
)

FOLDER_TYPES = {"Calendar": "Appointment", "Contacts": "Contact", "Tasks": "Task", "Notes": "StickyNote"}


@dataclass(frozen=True, slots=True)
class Thing:
    """One member of a collection."""

    id: str
    """As it stands in the path."""
    number: int
    """Its place in the collection, from 0 on."""
    path: tuple[str, ...]
    """From the collection below the organization down to it."""


class Backup:
    """What one version of the API tells of what sessions opened."""

    def __init__(self, version: Version, origin: str) -> None:
        self._version = version
        self._origin = origin

    def offers(self, parts: Sequence[str]) -> bool:
        """Return whether this version has such a path below the organization."""
        tree: Tree = PLACES
        for name in parts[::2]:
            if name not in tree or name not in self._version.opens:
                return False
            tree = tree[name]
        return bool(parts)

    def members(self, made: SimulatedSession, parts: Sequence[str]) -> list[Thing] | None:
        """Return what is in the collection at ``parts``; None where what it would be in is not there."""
        if len(parts) > 1 and self.find(made, parts[:-1]) is None:
            return None
        count = COUNTS[parts[-1]]
        return [self._thing(made, tuple(parts), number) for number in range(count)]

    def find(self, made: SimulatedSession, parts: Sequence[str]) -> Thing | None:
        """Return the member at ``parts``; ids are compared in any letter case."""
        wanted = parts[-1].casefold()
        there = self.members(made, parts[:-1]) or ()
        return next((thing for thing in there if thing.id.casefold() == wanted), None)

    def _thing(self, made: SimulatedSession, parts: tuple[str, ...], number: int) -> Thing:
        name = uuid.uuid5(uuid.UUID(made.id), f"{'/'.join(parts).casefold()}/{number}")
        identity = _id(parts, name, number)
        return Thing(identity, number, (*parts, identity))

    def written(self, made: SimulatedSession, thing: Thing) -> dict[str, Any]:
        """Return a member as JSON."""
        collections = thing.path[::2]
        write = WRITERS[collections[-1]]
        body = write(made, thing, self._version)
        if not (self._version.names_ids or thing.path[0] != "mailboxes" or len(collections) == 1):
            body.pop("id")
        return body | {"_links": dict(self._links(made, thing))}

    def _links(self, made: SimulatedSession, thing: Thing) -> Iterator[tuple[str, dict[str, str]]]:
        path = thing.path
        yield "self", self._link(made, *path)
        below: Tree = PLACES
        for name in path[::2]:
            below = below[name]
        if path[0] == "mailboxes" and len(path) == 2:
            yield "folders", self._link(made, *path, "folders", query="?parentId=null")
            yield "allfolders", self._link(made, *path, "folders")
            yield "items", self._link(made, *path, "items")
            return
        if path[0] == "sites" and len(path) == 2:
            yield "sites", self._link(made, "sites", query=f"?parentId={thing.id}")
        for name in below:
            if name in self._version.opens:
                yield name, self._link(made, *path, name)
        if len(path) == 2:
            yield "organization", self._link(made)
        else:
            yield OWNERS[path[-4]], self._link(made, *path[:-2])
        if path[-2] == "folders" and path[0] == "mailboxes":
            yield "children", self._link(made, *path[:-1], query=f"?parentId={thing.id}")

    def _link(self, made: SimulatedSession, *parts: str, query: str = "") -> dict[str, str]:
        path = "/".join(("restoresessions", made.id, "organization", *parts))
        return {"href": href(self._version, self._origin, path) + query}


OWNERS = {
    "mailboxes": "mailbox",
    "onedrives": "oneDrive",
    "sites": "site",
    "teams": "team",
    "channels": "channel",
    "folders": "folder",
    "documents": "document",
    "items": "item",
}
"""What a link to the thing above is called."""


def _id(parts: tuple[str, ...], name: uuid.UUID, number: int) -> str:
    """Return an id in the form that such things have."""
    match parts[0], parts[-1]:
        case "mailboxes", "folders" | "items":
            return "AAAAAKGE4dIvQUtGjuSnq8JTHAgB" + base64.urlsafe_b64encode(name.bytes).decode("ascii")
        case "onedrives" | "sites", "onedrives" | "sites":
            return f"{name}{uuid.uuid5(name, 'web')}"
        case "sites", "items" | "documents" | "folders" | "attachments":
            return f"{name}{uuid.uuid5(name, 'list')}{uuid.uuid5(name, 'item')}"
        case _, "channels":
            return f"19:{name.hex}@thread.tacv2"
        case _, "versions":
            return str(512 * (number + 1))
        case _, "posts":
            return str(1_500_000_000_000 + name.int % 10**9)
    return str(name)


def _who(number: int) -> str:
    return PEOPLE[number % len(PEOPLE)]


def _account(number: int) -> str:
    return f"user{number:03}@contoso.com"


def _authored(made: SimulatedSession, number: int) -> dict[str, Any]:
    created = made.point_in_time - timedelta(days=number + 1)
    return {
        "createdBy": _who(number),
        "creationTime": dotnet(created),
        "modifiedBy": _who(number + 1),
        "modificationTime": dotnet(created + timedelta(hours=5)),
    }


def _mailbox(made: SimulatedSession, thing: Thing, version: Version) -> dict[str, Any]:
    body: dict[str, Any] = {"id": thing.id, "name": f"{_who(thing.number)} {thing.number}"}
    body |= {"email": _account(thing.number), "isArchive": thing.number % 7 == 6}
    return body | ({"isPublic": False} if version.service_instance else {})


def _folder(made: SimulatedSession, thing: Thing, version: Version) -> dict[str, Any]:
    name = FOLDERS[thing.number % len(FOLDERS)]
    if thing.path[0] == "mailboxes":
        return {"id": thing.id, "name": name, "type": FOLDER_TYPES.get(name, "None"), "description": ""}
    kind = {"type": "ListFolder"} if thing.path[0] == "sites" else {}
    return kind | {"id": thing.id, "name": name, **_authored(made, thing.number), **_version(version, 512)}


def _item(made: SimulatedSession, thing: Thing, version: Version) -> dict[str, Any]:
    if thing.path[0] == "mailboxes":
        return _letter(made, thing)
    body = {"title": SUBJECTS[thing.number % len(SUBJECTS)], "version": "5.0", "id": thing.id}
    body |= {"name": f"{thing.number + 1}_.000"}
    return body | _authored(made, thing.number) | _version(version, 2560)


def _letter(made: SimulatedSession, thing: Thing) -> dict[str, Any]:
    at = made.point_in_time - timedelta(hours=thing.number)
    if thing.number % 5 == 4:
        return {
            "id": thing.id,
            "startTime": dotnet(at),
            "endTime": dotnet(at + timedelta(hours=1)),
            "organizer": _who(thing.number),
            "location": "Room [2/3]",
            "attendees": "",
            "recurring": False,
            "itemClass": "IPM.Appointment",
        }
    return {
        "id": thing.id,
        "from": _account(thing.number),
        "to": _account(thing.number + 1),
        "sent": dotnet(at),
        "received": dotnet(at + timedelta(seconds=2)),
        "reminder": False,
        "subject": SUBJECTS[thing.number % len(SUBJECTS)],
        "itemClass": "IPM.Note",
    }


def _document(made: SimulatedSession, thing: Thing, version: Version) -> dict[str, Any]:
    body = {"version": "1.0", "sizeBytes": 1024 * (thing.number + 1), "id": thing.id}
    body |= {"name": f"comparison [{thing.number}].pdf"}
    return body | _authored(made, thing.number) | _version(version, 512)


def _former(made: SimulatedSession, thing: Thing, version: Version) -> dict[str, Any]:
    """Return a former version: with the id of what it is a version of, and a number of its own."""
    body = {"id": thing.path[-3], "name": "comparison.pdf", "version": f"{thing.number + 1}.0"}
    return body | _authored(made, thing.number) | {"versionId": int(thing.id)}


def _version(version: Version, number: int) -> dict[str, Any]:
    return {"versionId": number} if "versions" in version.opens else {}


def _store(made: SimulatedSession, thing: Thing, version: Version) -> dict[str, Any]:
    """Return a OneDrive or a site."""
    kind = "personal" if thing.path[0] == "onedrives" else "sites"
    name = f"{_who(thing.number)} {thing.number}"
    return {"id": thing.id, "name": name, "url": f"https://contoso.sharepoint.com/{kind}/{thing.number}"}


def _shelf(made: SimulatedSession, thing: Thing, version: Version) -> dict[str, Any]:
    """Return a library or a list."""
    body = {
        "id": thing.id,
        "name": f"Documents {thing.number}",
        "url": f"/sites/demo/Documents {thing.number}",
    }
    return body | {"creationTime": dotnet(made.point_in_time), "description": "for [all]"}


def _attachment(made: SimulatedSession, thing: Thing, version: Version) -> dict[str, Any]:
    name = f"ItemAttachment{thing.number:02}.txt"
    return {"id": thing.id, "name": name, "size": 16, "url": f"/sites/demo/Lists/a/Attachments/11/{name}"}


def _team(made: SimulatedSession, thing: Thing, version: Version) -> dict[str, Any]:
    return {
        "id": thing.id,
        "displayName": f"Team [{thing.number}]",
        "description": "Alle für einen",
        "groupEmail": f"team{thing.number}@contoso.com",
        "alias": f"team{thing.number}",
        "privacy": "Private" if thing.number % 2 else "Public",
        "isArchived": False,
    }


def _channel(made: SimulatedSession, thing: Thing, version: Version) -> dict[str, Any]:
    name = "General" if thing.number == 0 else f"Channel {thing.number}"
    return {"id": thing.id, "displayName": name, "description": ""}


def _post(made: SimulatedSession, thing: Thing, version: Version) -> dict[str, Any]:
    at = made.point_in_time - timedelta(hours=thing.number)
    return {
        "postId": int(thing.id),
        "isImportant": thing.number % 9 == 8,
        "author": _who(thing.number),
        "subject": SUBJECTS[thing.number % len(SUBJECTS)],
        "createdTime": dotnet(at),
        "lastModifiedTime": dotnet(at),
        "isDeleted": False,
        "parentId": None,
    }


def _file(made: SimulatedSession, thing: Thing, version: Version) -> dict[str, Any]:
    at = made.point_in_time - timedelta(hours=thing.number)
    body = {"id": thing.id, "name": f"plan {thing.number}.docx", "sizeBytes": 2048, "version": "1.0"}
    return body | {"modified": dotnet(at), "modifiedBy": _who(thing.number)}


def _tab(made: SimulatedSession, thing: Thing, version: Version) -> dict[str, Any]:
    body = {"id": thing.id, "displayName": f"Wiki {thing.number}", "type": "Wiki"}
    return body | {"contentUrl": "https://contoso.sharepoint.com/wiki"}


WRITERS: Mapping[str, Callable[[SimulatedSession, Thing, Version], dict[str, Any]]] = {
    "mailboxes": _mailbox,
    "folders": _folder,
    "items": _item,
    "onedrives": _store,
    "documents": _document,
    "versions": _former,
    "sites": _store,
    "libraries": _shelf,
    "lists": _shelf,
    "attachments": _attachment,
    "teams": _team,
    "channels": _channel,
    "posts": _post,
    "files": _file,
    "tabs": _tab,
}

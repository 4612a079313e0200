"""A session and what belongs to it as JSON, the way each version of the API writes it.

Source:
    ``GET /vN/RestoreSessions``, ``.../{id}/Organization``, ``.../{id}/Events``, ``.../{id}/Statistics``;
    the order of the keys as live servers were seen to send it.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from vbo_tui.simulator.events import SimulatedEvent, events_of, items_of
from vbo_tui.simulator.versions import HOLDS, Href, NoEnd, Version
from vbo_tui.simulator.world import OREGON, SimulatedSession, World

SENTINEL = "9999-12-31T23:59:59.9999999Z"
""".NET's last moment: what some versions send for the end of a session that works."""

WORKLOADS = {"Vex": "Exchange", "Veod": "OneDrive", "Vesp": "SharePoint", "Vet": "Teams"}


def dotnet(moment: datetime, tick: int = 0) -> str:
    """Return a UTC time as .NET prints it: up to seven digits, trailing zeros dropped.

    Args:
        moment: The time, to the microsecond.
        tick: The seventh digit, which a ``datetime`` cannot hold: 0 to 9, in units of 100 ns.
    """
    text = f"{moment:%Y-%m-%dT%H:%M:%S}"
    fraction = f"{moment.microsecond:06d}{tick}".rstrip("0")
    return f"{text}.{fraction}Z" if fraction else f"{text}Z"


def timespan(length: timedelta) -> str:
    """Return a length of time as .NET prints it: ``00:00:04.4889376``, with days as ``1.02:03:04``."""
    seconds, days = length.seconds, length.days
    text = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    fraction = f".{length.microseconds:06}0" if length.microseconds else ""
    return f"{f'{days}.' if days else ''}{text}{fraction}"


def href(version: Version, origin: str, path: str, *, page: bool = False) -> str:
    """Return a link to ``path`` (lower case, without the version) as ``version`` writes it."""
    rooted = f"/{version.name}/{path}"
    match version.href:
        case Href.ABSOLUTE:
            return origin + rooted
        case Href.BARE:
            return rooted if page else rooted[1:]
    return rooted


class Resources:
    """Writes down what a world holds, for one version of the API."""

    def __init__(self, world: World, version: Version, origin: str, no_end: NoEnd | None = None) -> None:
        """Prepare to write.

        Args:
            world: What there is.
            version: How it is written.
            origin: What the server believes to be its own address.
            no_end: What stands for the end of a session that works; None for the version's own way.
        """
        self.world = world
        self.version = version
        self.origin = origin
        self._no_end = no_end or version.no_end

    def session(self, made: SimulatedSession, now: datetime) -> dict[str, Any]:
        """Return a session."""
        version, working = self.version, made.is_working(now)
        paged = version.paged
        body: dict[str, Any] = {"id": made.id}
        if paged:
            body |= {"name": _name(made), "organization": made.organization}
        body["type"] = made.type
        if not paged:
            body["pointInTime"] = made.point_in_time.astimezone(timezone(OREGON)).isoformat()
        body["creationTime"] = dotnet(made.created, made.created_tick)
        body |= self._end(made, working=working)
        body |= {"state": "Working" if working else "Stopped", "result": made.verdict(now)}
        if paged:
            body["initiatedBy"] = made.initiated_by
            if not working:
                body["details"] = _details(made, self.world)
        if version.portal:
            body |= {"scopeName": made.scope, "clientHost": made.client_host}
            body |= {"reason": made.reason} if made.reason else {}
        if version.etag:
            body["eTag"] = self.world.version(made, now)
        body["_links"] = self._session_links(made)
        return body

    def _end(self, made: SimulatedSession, *, working: bool) -> dict[str, Any]:
        if not working and made.ends is not None:
            return {"endTime": dotnet(made.ends, made.end_tick)}
        match self._no_end:
            case NoEnd.NULL:
                return {"endTime": None}
            case NoEnd.SENTINEL:
                return {"endTime": SENTINEL}
        return {}

    def _session_links(self, made: SimulatedSession) -> dict[str, Any]:
        links = {"self": self._link(made), "organization": self._link(made, "organization")}
        if self.version.events_linked:
            links["restoreSessionEvents"] = self._link(made, "events")
        return links

    def _link(self, made: SimulatedSession, *parts: str) -> dict[str, str]:
        path = "/".join(("restoresessions", made.id, *parts))
        return {"href": href(self.version, self.origin, path)}

    def organization(self, made: SimulatedSession) -> dict[str, Any]:
        """Return the organization that a session opened; its name holds the point in time up to v5."""
        point = made.point_in_time.astimezone(timezone(OREGON))
        clock = f"{point.month}/{point.day}/{point.year} {point:%I:%M:%S %p}".replace(" 0", " ")
        newer = self.version.service_instance
        body: dict[str, Any] = {
            "id": self.world.organization_id(made.organization),
            "name": made.organization if newer else f"{made.organization} ({clock})",
        }
        body |= {"type": "Office365"} if newer else {}
        links = {"self": self._link(made, "organization")}
        held = HOLDS.get(made.type, "mailboxes")
        if held in self.version.opens:
            links[held] = self._link(made, "organization", held)
        return body | {"_links": links}

    def events(self, made: SimulatedSession, now: datetime) -> list[dict[str, Any]]:
        """Return the events of a session up to ``now``, the first one first."""
        return [self.event(made, event, now) for event in events_of(self.world, made, now)]

    def event(self, made: SimulatedSession, event: SimulatedEvent, now: datetime) -> dict[str, Any]:
        """Return one event."""
        running = event.ends > now
        body: dict[str, Any] = {}
        if self.version.event_items:
            if event.item:
                body |= {"itemName": event.item, "itemType": event.item_type}
            body["itemSizeBytes"] = event.size
            if event.item:
                body |= {"source": event.source, "target": event.target}
        body |= {
            "id": event.id,
            "type": event.type,
            "status": "Running" if running else self._status(event.status),
            "startTime": dotnet(event.starts),
            **({} if running else {"endTime": dotnet(event.ends)}),
            "duration": timespan((now if running else event.ends) - event.starts),
            "title": event.title,
            "message": event.message,
            "order": event.order,
        }
        if self.version.event_ids:
            body |= {"organizationId": self.world.organization_id(made.organization), "teamId": None}
            body |= {"backedUpOrganizationId": None, "userId": None, "groupId": None, "siteId": None}
        links = {"self": self._link(made, "events", event.id), "restoreSession": self._link(made)}
        return body | {"_links": links}

    def _status(self, status: str) -> str:
        return "Warning" if status == "Skipped" and not self.version.skips else status

    def statistics(self, made: SimulatedSession, now: datetime) -> dict[str, Any]:
        """Return what came of a session's items up to ``now``; what was only opened is none."""
        items = items_of(self.world, made, now)
        statuses = [event.status for event in items]
        return {
            "totalItemsCount": len(items),
            "restoredItemsCount": sum(status in ("Success", "Warning") for status in statuses),
            "failedItemsCount": statuses.count("Failed"),
            "skippedItemsCount": statuses.count("Skipped"),
            "items": [_item(made, event) for event in items],
            "warnings": [event.message for event in items if event.status == "Warning"],
            "errors": [event.message for event in items if event.status == "Failed"],
        }


def _name(made: SimulatedSession) -> str:
    """Return a session's name: the point in time is in it in the server's own way of writing dates."""
    workload = WORKLOADS.get(made.type, made.type)
    if made.scope:
        return f"Restore {workload}"
    point = made.point_in_time
    clock = f"{point:%d/%m/%Y} {point:%I:%M:%S %p}".replace(" 0", " ")
    return f"{workload} restore (Entire organization - {clock})"


def _details(made: SimulatedSession, world: World) -> str:
    """Return the count of items in words, as live servers write it; warnings and failures are our guess."""
    items = items_of(world, made, made.ends or made.created)
    said = f"{len(items)} item{'' if len(items) == 1 else 's'} processed"
    counts = []
    for status, one, many in (
        ("Success", "success", "successes"),
        ("Warning", "warning", "warnings"),
        ("Failed", "failure", "failures"),
    ):
        count = sum(event.status == status for event in items)
        if count:
            counts.append(f"{count} {one if count == 1 else many}")
    return f"{said} ({', '.join(counts)})" if counts else said


def _item(made: SimulatedSession, event: SimulatedEvent) -> dict[str, Any]:
    kinds = {"Vex": "ExchangeMailbox", "Veod": "OneDriveItem", "Vesp": "SharePointItem", "Vet": "TeamsFile"}
    common: dict[str, Any] = {
        "id": event.id,
        "name": event.item,
        "itemType": kinds.get(made.type, "ExchangeMailbox"),
        "status": event.status,
        "title": event.title,
        "warnings": [event.message] if event.status == "Warning" else [],
    }
    common |= {"error": event.message} if event.status == "Failed" else {}
    if made.type != "Vex":
        return {"itemRestoreDetailsType": "Item", **common, "path": event.source}
    done = int(event.status in ("Success", "Warning"))
    return {
        "itemRestoreDetailsType": "BulkMailbox",
        **common,
        "mailboxEmail": "AdeleV@contoso.com",
        "mailboxIsArchive": False,
        "mailboxIsPublic": False,
        "createdMailboxItemsCount": done,
        "mergedMailboxItemsCount": 0,
        "failedMailboxItemsCount": int(event.status == "Failed"),
        "skippedMailboxItemsCount": int(event.status == "Skipped"),
    }

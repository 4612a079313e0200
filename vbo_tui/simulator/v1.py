"""API v1's way of writing sessions down: a bare array, absolute links, its own idea of time.

Source:
    ``GET /v1/RestoreSessions``, ``GET /v1/RestoreSessions/{id}/Organization``; links seen on later
    servers show that paths come in lower case.
"""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from vbo_tui.simulator.world import OREGON, SimulatedSession, World

TYPE = "Vex"
"""The only type of restore session in v1."""


def dotnet(moment: datetime, tick: int = 0) -> str:
    """Return a UTC time as .NET prints it: up to seven digits, trailing zeros dropped.

    Args:
        moment: The time, to the microsecond.
        tick: The seventh digit, which a ``datetime`` cannot hold: 0 to 9, in units of 100 ns.
    """
    text = f"{moment:%Y-%m-%dT%H:%M:%S}"
    fraction = f"{moment.microsecond:06d}{tick}".rstrip("0")
    return f"{text}.{fraction}Z" if fraction else f"{text}Z"


def session(made: SimulatedSession, now: datetime, origin: str) -> dict[str, Any]:
    """Return a session's JSON as v1 sends it: ``endTime`` is absent while it works.

    Args:
        made: The session.
        now: The server's time.
        origin: What the server believes to be its own address.
    """
    href = f"{origin}/v1/restoresessions/{made.id}"
    zone = timezone(OREGON)
    body: dict[str, Any] = {
        "id": made.id,
        "type": TYPE,
        "pointInTime": made.point_in_time.astimezone(zone).isoformat(),
        "creationTime": dotnet(made.created, made.created_tick),
    }
    working = made.is_working(now)
    if not working and made.ends is not None:
        body["endTime"] = dotnet(made.ends, made.end_tick)
    body["state"] = "Working" if working else "Stopped"
    body["result"] = made.verdict(now)
    body["_links"] = {"self": {"href": href}, "organization": {"href": f"{href}/organization"}}
    return body


def organization(made: SimulatedSession, world: World, origin: str) -> dict[str, Any]:
    """Return the JSON of the organization that a session opened: its name holds the point in time."""
    href = f"{origin}/v1/restoresessions/{made.id}/organization"
    point = made.point_in_time.astimezone(timezone(OREGON))
    clock = f"{point.month}/{point.day}/{point.year} {point:%I:%M:%S %p}".replace(" 0", " ")
    return {
        "id": world.organization_id(made.organization),
        "name": f"{made.organization} ({clock})",
        "_links": {"self": {"href": href}, "mailboxes": {"href": f"{href}/mailboxes"}},
    }

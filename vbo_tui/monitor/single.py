"""Single sessions, asked for by their ids."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field

from vbo_tui.errors import ApiError, BadPayload, NotAllowed, NotFound, ServerFault
from vbo_tui.model.links import Link, Rel
from vbo_tui.model.session import Session, SessionId
from vbo_tui.monitor.server import Server

AT_ONCE = 3
"""Requests under way at the same time."""


@dataclass(slots=True)
class Singles:
    """What came of asking for single sessions."""

    found: dict[SessionId, Session] = field(default_factory=dict)
    gone: set[SessionId] = field(default_factory=set)
    """Those that are not there any more."""
    foreign: set[SessionId] = field(default_factory=set)
    """Those that the account may not see."""
    unreadable: dict[SessionId, str] = field(default_factory=dict)
    """Why the others could not be read."""

    @property
    def reasons(self) -> tuple[str, ...]:
        """A reason for each that could not be read."""
        return tuple(f"{key}: {said}" for key, said in sorted(self.unreadable.items()))


async def ask_for(server: Server, ids: Iterable[SessionId]) -> Singles:
    """Ask for single sessions, a few at a time; one that cannot be read costs no other.

    Raises:
        ApiError: The server cannot be asked.
    """
    singles = Singles()
    slots = asyncio.Semaphore(AT_ONCE)

    async def ask(key: SessionId) -> None:
        async with slots:
            try:
                resource = (await server.follow(key, Link(Rel.SELF, ""))).resource
            except NotFound:
                singles.gone.add(key)
            except NotAllowed:
                singles.foreign.add(key)
            except (ServerFault, BadPayload) as error:
                singles.unreadable[key] = str(error)
            else:
                if isinstance(resource, Session) and resource.id == key:
                    singles.found[key] = resource
                else:
                    singles.unreadable[key] = "the server answered with something else"

    try:
        async with asyncio.TaskGroup() as group:
            for key in ids:
                group.create_task(ask(key))
    except* ApiError as failures:
        raise _first(failures) from None
    return singles


def _first(group: BaseExceptionGroup[ApiError]) -> ApiError:
    """Return one failure of several that came together."""
    failure = group.exceptions[0]
    return _first(failure) if isinstance(failure, BaseExceptionGroup) else failure

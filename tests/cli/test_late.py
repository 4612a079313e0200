"""The client is made when the server is first asked, and not before."""

from __future__ import annotations

from contextlib import aclosing
from typing import Any

from tests.monitor.scripted import ScriptedServer
from vbo_tui.commands.late import LateClient
from vbo_tui.model.capabilities import Capabilities
from vbo_tui.model.session import Session, SessionId


def late(*lists: list[Session]) -> tuple[LateClient, list[ScriptedServer]]:
    made: list[ScriptedServer] = []

    def make() -> Any:
        made.append(ScriptedServer(*lists))
        return made[-1]

    return LateClient(make, module="json"), made


async def test_nothing_is_made_before_it_is_asked_and_then_once() -> None:
    client, made = late([Session(id=SessionId("1"))])
    assert client.capabilities == Capabilities()
    await client.aclose()
    assert made == []
    await client.meet()
    async with aclosing(client.pages()) as parts:
        found = [session.id async for part in parts for session in part.sessions]
    assert found == ["1"]
    assert client.capabilities == made[0].capabilities
    assert len(made) == 1
    await client.aclose()

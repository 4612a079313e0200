"""Wherever links lead: the profile's own server alone is asked, and only below its sessions."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.api.recorder import Recorder
from tests.secrecy.asking import EVERYTHING, USER, asking, client, of_a_session
from tests.secrecy.astray import FORMS, ID, RELS, AstrayServer
from tests.secrecy.needles import found
from tests.ui.stage import until
from vbo_tui.api.client import Client
from vbo_tui.api.text import clean
from vbo_tui.errors import ApiError
from vbo_tui.model.document import Document
from vbo_tui.model.links import OF_A_SESSION, Link, Rel
from vbo_tui.model.session import SessionId
from vbo_tui.monitor.clock import SystemClock
from vbo_tui.monitor.health import Word
from vbo_tui.profiles.profile import Profile
from vbo_tui.simulator.versions import VERSIONS
from vbo_tui.ui.app import VboApp
from vbo_tui.ui.screens.sessions import SessionsScreen

HOLDS = {"Vex": Rel.MAILBOXES, "Veod": Rel.ONEDRIVES, "Vesp": Rel.SITES, "Vet": Rel.TEAMS}
"""What lies below the organization, by the session's type."""

FORMS_OF_A_LINK = 6
"""Forms that each of the many links below a session is followed in; in turn, so that all come up."""


@asynccontextmanager
async def strangers(server: AstrayServer) -> AsyncIterator[None]:
    """Let two strangers listen, with TLS and without; at the end neither was even called."""
    async with Recorder(tls=True) as tls, Recorder(tls=False) as plain:
        server.spoilt.ports = {"own": server.port, "tls": tls.port, "plain": plain.port}
        yield
        assert (tls.callers, plain.callers) == (0, 0)
        assert found(server.spoilt.secrets, bytes(tls.heard + plain.heard)) == []


async def followed(asking: Client, session: SessionId, link: Link) -> Document | None:
    """Follow a link; None where that brings nothing."""
    if link.known is None:
        return None
    try:
        return await asking.follow(session, link)
    except ApiError:
        return None  # another resource than the relation promises, or one that this version has not


@pytest.mark.parametrize("api", VERSIONS)
async def test_no_link_of_any_answer_leads_to_a_stranger(api: str) -> None:
    with AstrayServer(api) as server:
        async with strangers(server), client(server.url, EVERYTHING, api=api) as asks:
            for name, server.spoilt.form in FORMS.items():
                session = next(one for one in (await asks.sessions()).sessions if one.id == ID)
                assert {link.known for link in session.links} == set(OF_A_SESSION)
                sent = {clean(server.spoilt.href(path)) for path in paths(api, session.id)}
                assert {link.href for link in session.links} == sent, "the client read what was sent"
                read = [await followed(asks, ID, link) for link in session.links]
                assert {document.rel for document in read if document} == set(of_a_session(asks)), (
                    f"{name}: the profile's own server is asked instead"
                )
    sessions = f"get /{api}/restoresessions"
    assert {line for line in map(str.casefold, server.spoilt.asked) if not line.startswith(sessions)} == {
        f"post /{api}/token"
    }


def paths(api: str, session: SessionId) -> list[str]:
    """Return the paths that an honest server's links to a session, and below it, would have."""
    own = f"/{api}/restoresessions/{session}"
    return [own, *(f"{own}/{word}" for word in RELS if word != "self")]


async def every_link_below(asks: Client) -> list[Link]:
    """Return the links of all that hangs below the session: of each kind of thing, each relation once."""
    kinds: set[tuple[str, str]] = set()
    found: list[Link] = []
    to_follow = [Link(rel.value, "") for rel in of_a_session(asks)]
    while to_follow:
        document = await followed(asks, ID, to_follow.pop())
        if document is None:
            continue
        resource = document.resource
        within = getattr(resource, "items", ()) or getattr(resource, "events", ())
        links = [*getattr(resource, "links", ()), *getattr(within[-1] if within else None, "links", ())]
        kind = "/".join(document.path.split("/")[4::2])
        fresh = [link for link in links if link.known and (kind, link.rel) not in kinds]
        kinds.update((kind, link.rel) for link in fresh)
        found += fresh
        to_follow += fresh
    return found


@pytest.mark.parametrize("api", VERSIONS)
@pytest.mark.parametrize(("kind", "opened"), list(HOLDS.items()))
async def test_nor_does_any_link_of_what_hangs_below_a_session(api: str, kind: str, opened: Rel) -> None:
    with AstrayServer(api, kind) as server:
        async with strangers(server), client(server.url, EVERYTHING, api=api) as asks:
            links = await every_link_below(asks)
            assert (opened in [link.known for link in links]) is (opened in asks.capabilities.rels)
            server.spoilt.asked.clear()
            forms = cycle(FORMS.values())
            for link in links:
                for server.spoilt.form in islice(forms, FORMS_OF_A_LINK):
                    await followed(asks, ID, Link(link.rel, server.spoilt.href(urlsplit(link.href).path)))
        own = f"get /{api}/restoresessions/{ID}"
        assert server.spoilt.asked
        assert not [line for line in server.spoilt.asked if not line.casefold().startswith(own)]


async def test_nor_do_the_keys_of_the_screen(tmp_path: Path) -> None:
    with AstrayServer("v8") as server:
        async with strangers(server):
            app = VboApp(
                connect=lambda _: asking(server.url, EVERYTHING, api="v8"),
                profiles=tmp_path / "profiles.toml",
                profile=Profile(name="prod", url=server.url, user=USER, verify=False),
                clock=SystemClock(),
            )
            server.spoilt.form = FORMS["another port"]
            async with app.run_test(size=(140, 40)) as pilot:
                screen = next(one for one in app.screen_stack if isinstance(one, SessionsScreen))
                await until(pilot, lambda: screen.word is Word.LIVE)
                for name in ("another host", "no scheme", "a user where a path would begin", "backslashes"):
                    server.spoilt.form = FORMS[name]
                    for keys in ("r", "d", "o", "l", "d1", "d2", "d3", "d4"):
                        server.spoilt.asked.clear()
                        await pilot.press(*keys)
                        await until(pilot, lambda: server.spoilt.asked)
                    await pilot.press("escape", "escape", "escape", "escape")

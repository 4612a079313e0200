"""No redirect is followed, whatever asks for it and wherever it leads."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from tests.api.recorder import Recorder
from tests.secrecy.asking import EVERYTHING, client, of_a_session
from tests.secrecy.astray import ID, AstrayServer
from tests.secrecy.needles import found
from vbo_tui.api.client import Client
from vbo_tui.errors import ServerFault
from vbo_tui.model.links import Link
from vbo_tui.model.session import Session
from vbo_tui.simulator.versions import VERSIONS

GOALS = (
    "https://localhost:{tls}{path}",
    "https://127.0.0.1:{tls}{path}",
    "http://127.0.0.1:{plain}{path}",
    "http://127.0.0.1:{own}{path}",
    "//127.0.0.1:{tls}{path}",
    "https://127.0.0.1:{own}@127.0.0.1:{tls}{path}",
    "/{api}/stolen",
    "stolen",
)
"""Where ``Location`` leads: ``own``, ``tls`` and ``plain`` are ports, the server's and two strangers'."""

Ask = Callable[[], Awaitable[object]]


def questions(asks: Client, session: Session, api: str) -> dict[str, Ask]:
    """Return everything that is asked for with a token, by the end of its path in lower case."""

    def follow(rel: str) -> Ask:
        return lambda: asks.follow(session.id, Link(rel, ""))

    every: dict[str, Ask] = {f"/{rel}": follow(rel) for rel in of_a_session(asks) if rel != "self"}
    every["/mailboxes"] = follow("mailboxes")

    every |= {"/restoresessions": asks.sessions, f"/restoresessions/{session.id}": follow("self")}
    if asks.capabilities.feed:
        every[f"/{api}/events"] = lambda: asks.changes("", 1.0)
    return every


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("api", VERSIONS)
async def test_no_answer_leads_elsewhere(api: str, status: int) -> None:
    async with Recorder(tls=True) as tls, Recorder(tls=False) as plain:
        with AstrayServer(api) as server:
            spoilt = server.spoilt
            spoilt.status, spoilt.ports = status, {"own": server.port, "tls": tls.port, "plain": plain.port}
            async with client(server.url, EVERYTHING, api=api) as asks:
                session = next(one for one in (await asks.sessions()).sessions if one.id == ID)
                for spoilt.goal in GOALS:
                    for spoilt.place, ask in questions(asks, session, api).items():
                        spoilt.asked.clear()
                        with pytest.raises(ServerFault, match=rf"redirects elsewhere \({status}\)"):
                            await ask()
                        assert len(spoilt.asked) == 1, "that alone was asked for"
                spoilt.place = "/token"  # the renewal, with a refresh token
                for spoilt.goal in GOALS:
                    server.tokens.revoke()
                    with pytest.raises(ServerFault, match="redirects elsewhere"):
                        await asks.sessions()
            for spoilt.goal in GOALS:  # the sign-in, with the password
                async with client(server.url, EVERYTHING, api=api) as asks:
                    with pytest.raises(ServerFault, match="redirects elsewhere"):
                        await asks.sessions()
            spoilt.place = ""  # the question for the version, without a token
            for spoilt.goal in GOALS:
                async with client(server.url, EVERYTHING, api="auto") as asks:
                    with pytest.raises(ServerFault, match="redirects elsewhere"):
                        await asks.sessions()
            assert not [line for line in spoilt.asked if "stolen" in line]
        assert (tls.callers, plain.callers) == (0, 0)
        assert found(spoilt.secrets, bytes(tls.heard + plain.heard)) == []

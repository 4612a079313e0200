"""Clients that ask as the account whose password is looked for everywhere."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.api.speaking import Clock
from tests.secrecy.needles import PASSWORD
from vbo_tui.api.auth import Greet
from vbo_tui.api.client import Client
from vbo_tui.api.trust import Trust
from vbo_tui.model.links import OF_A_SESSION, Rel
from vbo_tui.secret import Secret

USER = "CONTOSO\\operator"


EVERYTHING = Trust(verify=False)
"""Every certificate is believed, so that a stranger's would be believed as well."""


async def password(_: Greet) -> Secret:
    return Secret(PASSWORD)


def of_a_session(asks: Client) -> list[Rel]:
    """Return what can be followed from any session, in the version that is spoken."""
    return [rel for rel in OF_A_SESSION if rel in asks.capabilities.rels]


def asking(url: str, trust: Trust, *, api: str, allow_http: bool = False) -> Client:
    """Return a client, for which no time passes but that between two sign-ins; who opens it closes it."""
    clock = Clock()
    return Client(
        url,
        user=USER,
        ask_password=password,
        seconds=clock.seconds,
        sleep=clock.sleep,
        api=api,
        trust=trust,
        allow_http=allow_http,
        read_timeout=20,
    )


@asynccontextmanager
async def client(url: str, trust: Trust, *, api: str, allow_http: bool = False) -> AsyncIterator[Client]:
    made = asking(url, trust, api=api, allow_http=allow_http)
    try:
        yield made
    finally:
        await made.aclose()

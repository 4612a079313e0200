"""Once the certificate is another one not a byte is said, at whatever moment it changed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tests.api.recorder import Recorder
from tests.conftest import NOW
from tests.secrecy.asking import USER, client, of_a_session
from tests.secrecy.needles import PASSWORD, GivenOut
from vbo_tui.api.client import Client
from vbo_tui.api.trust import Trust
from vbo_tui.errors import CertificateChanged, CertificateRejected
from vbo_tui.model.links import Link
from vbo_tui.model.session import SessionId
from vbo_tui.simulator.serve import Simulator
from vbo_tui.simulator.versions import VERSIONS
from vbo_tui.simulator.world import World

ID = SessionId("9f786f0f-de9a-4a90-8118-093b6cb2c4fc")

Step = Callable[[Client], Awaitable[object]]


async def sign_in(asks: Client) -> None:
    await asks.sign_in()


async def poll(asks: Client) -> None:
    await asks.sessions()


async def listen(asks: Client) -> None:
    await asks.changes("", 1.0)


async def sign_in_anew(asks: Client) -> None:
    held = await asks._sign_in.token()
    await asks._sign_in.replace(held)


async def follow_links(asks: Client) -> None:
    for rel in of_a_session(asks):
        await asks.follow(ID, Link(rel.value, ""))


MOMENTS: dict[str, tuple[tuple[Step, ...], Step]] = {
    "before the sign-in": ((), sign_in),
    "between sign-in and poll": ((sign_in,), poll),
    "between two polls": ((sign_in, poll), poll),
    "between poll and link": ((sign_in, poll), follow_links),
    "between link and link": ((sign_in, poll, follow_links), follow_links),
    "between poll and renewal": ((sign_in, poll), sign_in_anew),
}

FEED: tuple[tuple[Step, ...], Step] = ((sign_in, poll, listen), listen)

WHEN = [
    *((api, name, *moment) for api in VERSIONS for name, moment in MOMENTS.items()),
    ("v8", "between two answers of the feed", *FEED),
]


@pytest.mark.parametrize("pinned", [True, False], ids=["pinned", "of an authority"])
@pytest.mark.parametrize(
    ("api", "before", "then"),
    [(api, before, then) for api, _, before, then in WHEN],
    ids=[f"{api}, {name}" for api, name, *_ in WHEN],
)
async def test_another_certificate_hears_nothing(
    api: str, before: tuple[Step, ...], then: Step, pinned: bool, tmp_path: Path
) -> None:
    tokens = GivenOut(accounts={USER: PASSWORD})
    authority = tmp_path / "authority.pem"
    with Simulator(World(sessions=3), api=(api,), tokens=tokens, now=lambda: NOW) as server:
        authority.write_bytes(server.certificate.ca_pem)
        trust = Trust(pin=server.certificate.sha256) if pinned else Trust(ca_file=str(authority))
        async with client(server.url, trust, api=api) as asks:
            for step in before:
                await step(asks)
            server.stop()
            async with Recorder(tls=True, port=server.port) as stranger:
                with pytest.raises(CertificateChanged if pinned else CertificateRejected) as caught:
                    await then(asks)
                assert caught.value.certificate.sha256 == stranger.certificate.sha256
                assert stranger.callers >= 1
                assert bytes(stranger.heard) == b""
            server.start()
            await poll(asks)  # the right one is back, and is asked again

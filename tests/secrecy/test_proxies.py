"""A proxy of the environment learns the server's name and port, and nothing of what is said there."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.recorder import Recorder
from tests.conftest import NOW
from tests.secrecy.asking import USER, client, of_a_session
from tests.secrecy.needles import PASSWORD, GivenOut, found
from tests.secrecy.proxy import Proxy
from vbo_tui.api.trust import Trust
from vbo_tui.errors import ApiError, CertificateChanged, CertificateRejected, NameUnknown, Unreachable
from vbo_tui.model.links import Link
from vbo_tui.simulator.serve import Simulator
from vbo_tui.simulator.versions import VERSIONS
from vbo_tui.simulator.world import World

ELSEWHERE = "https://veeam01.example:4443"
"""A server that only the proxy knows the way to."""

VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget the proxies of whoever runs the tests, and let a name that is asked for resolve to nothing."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    known = socket.getaddrinfo

    def look_up(host: Any, *asked: Any, **more: Any) -> Any:
        if host in (b"veeam01.example", "veeam01.example"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return known(host, *asked, **more)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


@pytest.fixture
def server() -> Iterator[Simulator]:
    tokens = GivenOut(accounts={USER: PASSWORD})
    with Simulator(World(sessions=3), tokens=tokens, now=lambda: NOW) as running:
        yield running


def secrets(server: Simulator) -> list[str]:
    return [PASSWORD, *getattr(server.tokens, "ever", [])]


def told(proxy: Proxy) -> tuple[str, dict[str, str]]:
    """Return the first line and the headers of what a proxy was asked in clear."""
    head = bytes(proxy.heard).partition(b"\r\n\r\n")[0].decode("ascii")
    line, *headers = head.split("\r\n")
    return line, dict(header.lower().split(": ", 1) for header in headers)


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
@pytest.mark.parametrize("api", VERSIONS)
async def test_a_proxy_is_told_where_to_and_hears_nothing_but_tls(
    server: Simulator, api: str, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Proxy(server.port) as proxy:
        monkeypatch.setenv(variable, proxy.url)
        async with client(ELSEWHERE, Trust(pin=server.certificate.sha256), api=api) as asking:
            session = (await asking.sessions()).sessions[0]
            for rel in of_a_session(asking):
                await asking.follow(session.id, Link(rel.value, ""))
            server.tokens.revoke()
            await asking.sessions()
        line, headers = told(proxy)
        assert line == "CONNECT veeam01.example:4443 HTTP/1.1"
        assert headers.keys() <= {"host", "accept", "user-agent"}
        inside = bytes(proxy.heard).partition(b"\r\n\r\n")[2]
        assert inside.startswith(b"\x16\x03"), "the greeting of TLS"
        assert proxy.callers == 1
        assert len(secrets(server)) >= 5
        assert found([*secrets(server), USER], bytes(proxy.heard)) == []


@pytest.mark.parametrize(
    "answer", [b"407 Proxy Authentication Required", b"502 Bad Gateway", b"302 Found\r\nLocation: {}"]
)
async def test_a_proxy_that_refuses_hears_no_more(
    server: Simulator, answer: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Recorder(tls=False) as stranger:
        head = answer.replace(b"{}", stranger.url.encode())
        async with Proxy(server.port, answer=b"HTTP/1.1 " + head + b"\r\nContent-Length: 0\r\n\r\n") as proxy:
            monkeypatch.setenv("HTTPS_PROXY", proxy.url)
            async with client(ELSEWHERE, Trust(pin=server.certificate.sha256), api="v8") as asking:
                with pytest.raises(
                    Unreachable, match=rf"proxy in the environment refuses \({answer[:3].decode()}"
                ):
                    await asking.sessions()
            assert bytes(proxy.heard).count(b"\r\n\r\n") == proxy.callers, "heads, and nothing behind them"
            assert found([*secrets(server), USER], bytes(proxy.heard)) == []
        assert stranger.callers == 0
    assert not server.requests


async def test_a_proxy_that_speaks_for_the_server_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    async with Recorder(tls=True) as between, Proxy(between.port) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        async with client(ELSEWHERE, Trust(pin="0" * 64), api="v8") as asking:
            with pytest.raises(CertificateChanged) as changed:
                await asking.sessions()
        async with client(ELSEWHERE, Trust(), api="v8") as asking:
            with pytest.raises(CertificateRejected) as rejected:
                await asking.sessions()
        for caught in (changed, rejected):
            assert caught.value.certificate.sha256 == between.certificate.sha256, (
                "what the user decides about"
            )
        assert proxy.callers == 3
        assert bytes(between.heard) == b""


async def test_the_proxys_own_password_goes_to_the_proxy_alone(
    server: Simulator, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with Proxy(server.port) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url.replace("//", "//jump:pr0xyword@"))
        async with client(ELSEWHERE, Trust(pin=server.certificate.sha256), api="v8") as asking:
            await asking.sessions()
            printed = repr(vars(asking)) + repr(vars(asking._connection))
        assert told(proxy)[1]["proxy-authorization"].startswith("basic ")
    assert "pr0xyword" not in printed + caplog.text


async def test_what_no_proxy_names_is_asked_directly(
    server: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Proxy(server.port) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        monkeypatch.setenv("NO_PROXY", "other.example,veeam01.example")
        async with client(ELSEWHERE, Trust(pin=server.certificate.sha256), api="v8") as asking:
            with pytest.raises(NameUnknown):
                await asking.sessions()
        assert proxy.callers == 0


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_this_machine_is_asked_directly(
    server: Simulator, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Proxy(server.port) as proxy:
        for name in VARIABLES[:3]:
            monkeypatch.setenv(name, proxy.url)
        url = f"https://{host}:{server.port}"
        async with client(url, Trust(pin=server.certificate.sha256), api="v8") as asking:
            assert len((await asking.sessions()).sessions) == 3
        assert proxy.callers == 0


async def test_over_plain_http_no_proxy_is_told_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would be told password and token; the profile permits plain http to its own server only."""
    grant = b'{"access_token": "t0ken", "expires_in": 3600}'
    head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(grant)
    known = socket.getaddrinfo

    def look_up(host: Any, *asked: Any, **more: Any) -> Any:
        ours = host in (b"veeam02.example", "veeam02.example")
        return known("127.0.0.1" if ours else host, *asked, **more)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    async with Recorder(tls=False, answer=head + grant) as server, Proxy(server.port) as proxy:
        for name in VARIABLES[:3]:
            monkeypatch.setenv(name, proxy.url)
        url = f"http://veeam02.example:{server.port}"
        async with client(url, Trust(), api="v8", allow_http=True) as asking:
            with pytest.raises(ApiError, match="holds no list"):
                await asking.sessions()
        assert proxy.callers == 0
        assert b"Bearer t0ken" in server.heard, "it was asked itself"


async def test_the_keys_of_the_conversation_are_written_nowhere(
    server: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys"))
    authority = tmp_path / "authority.pem"
    authority.write_bytes(server.certificate.ca_pem)
    for trust in (
        Trust(ca_file=str(authority)),
        Trust(pin=server.certificate.sha256),
        Trust(verify=False),
    ):
        async with client(f"https://localhost:{server.port}", trust, api="v8") as asking:
            assert (await asking.sessions()).sessions
    assert not (tmp_path / "keys").exists()

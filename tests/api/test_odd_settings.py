"""What a profile or the environment may hold that is no name, no proxy, no file, no text."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.api.recorder import Recorder
from vbo_tui.api.auth import Greet
from vbo_tui.api.client import Client
from vbo_tui.api.trust import Trust
from vbo_tui.errors import ApiError, NameUnknown, SignInRefused, TlsFailed, Unreachable
from vbo_tui.secret import Secret


async def failure(url: str, *, user: str = "u", password: str = "p", trust: Trust | None = None) -> ApiError:
    """Return what one poll fails with."""

    async def ask(_: Greet) -> Secret:
        return Secret(password)

    client = Client(url, user=user, ask_password=ask, seconds=time.monotonic, api="v1", trust=trust)
    with pytest.raises(ApiError) as caught:
        await client.sessions()
    await client.aclose()
    return caught.value


@pytest.mark.parametrize(
    "host",
    [
        *("\ufb00.invalid", "xn--a.invalid", "a\u200db.invalid", "256.256.256.256", "\udcff.invalid"),
        *(f"{'a' * 64}.invalid", "a..invalid", "x_y.invalid", "-x.invalid", "*.invalid"),
    ],
)
async def test_a_host_that_can_be_no_name_does_not_resolve(host: str) -> None:
    error = await failure(f"https://{host}")
    assert isinstance(error, NameUnknown)
    assert "does not resolve" in str(error)
    str(error).encode()


@pytest.mark.parametrize(
    "proxy",
    ["socks5://u:geheim@127.0.0.1:9", "ftp://u:geheim@x", "http://u:geheim@[::1"],
)
async def test_a_proxy_that_cannot_be_used_is_named_without_its_password(
    monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    error = await failure("https://nobody.invalid")
    assert isinstance(error, Unreachable)
    assert "proxy" in str(error)
    assert "geheim" not in str(error) + repr(error)


async def test_exceptions_from_the_proxy_that_make_no_sense_are_named_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_PROXY", "[::1,:::")
    error = await failure("https://nobody.invalid")
    assert isinstance(error, Unreachable)
    assert "proxy" in str(error)


@pytest.mark.parametrize("name", ["a\0b", ".", "notes.txt"])
async def test_a_ca_file_that_is_none_is_a_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / "notes.txt").write_text("no certificate")
    error = await failure("https://127.0.0.1:1", trust=Trust(ca_file=str(tmp_path / name)))
    assert isinstance(error, TlsFailed)
    assert "cannot be used" in str(error)
    assert str(error).isprintable()


@pytest.mark.parametrize(("user", "password"), [("u", "geheim\udcff"), ("operat\udcff", "geheim")])
async def test_a_password_that_is_no_text_is_refused_unsent_and_unquoted(user: str, password: str) -> None:
    async with Recorder(tls=True) as server:
        trust = Trust(pin=server.certificate.sha256)
        error = await failure(server.url, user=user, password=password, trust=trust)
        assert bytes(server.heard) == b""
    assert isinstance(error, SignInRefused)
    assert "not valid text" in str(error)
    causes = repr(error) + repr(error.__cause__) + repr(error.__context__)
    assert "geheim" not in causes, "an encoding error carries the whole text"

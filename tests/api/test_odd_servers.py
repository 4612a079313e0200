"""Servers whose HTTP or certificate is odd: each is an error with a sentence, none ends the program."""

from __future__ import annotations

import ssl
import time
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.api.recorder import Recorder
from vbo_tui.api.auth import Greet
from vbo_tui.api.client import Client
from vbo_tui.api.trust import Trust, read_certificate
from vbo_tui.errors import ApiError, BadPayload, ServerFault, SignInRefused, Throttled, Unreachable
from vbo_tui.secret import Secret
from vbo_tui.simulator.certificate import ServerCertificate

PASSWORD = 'p\u00e4ss "w\u00f6rd" & sure'


@asynccontextmanager
async def asking(answer: bytes) -> AsyncIterator[Client]:
    """A client of a server that answers everything with ``answer``."""

    async def ask(_: Greet) -> Secret:
        return Secret(PASSWORD)

    async with Recorder(tls=True, answer=answer) as server:
        trust = Trust(pin=server.certificate.sha256)
        client = Client(server.url, user="u", ask_password=ask, seconds=time.monotonic, api="v1", trust=trust)
        try:
            yield client
        finally:
            await client.aclose()


def answer(status: str, *headers: bytes, body: bytes = b"") -> bytes:
    head = [f"HTTP/1.1 {status}".encode("latin-1"), *headers, f"Content-Length: {len(body)}".encode()]
    return b"\r\n".join(head) + b"\r\n\r\n" + body


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    "location",
    [
        b"javascript:alert(1)",
        b"mailto:x",
        b"",
        b"http://",
        b"//",
        b"http://[::1",
        b"http://x:99999/",
        b"https://xn--a/",
        b"http://\xc3\xa9..x/",
        b"\xff\xfe",
        b"/" + b"x" * 70_000,
    ],
)
async def test_wherever_a_redirect_leads_it_is_named_as_one(status: int, location: bytes) -> None:
    async with asking(answer(f"{status} Moved", b"Location: " + location)) as client:
        with pytest.raises(ServerFault, match=f"redirects elsewhere \\({status}\\)"):
            await client.sessions()


@pytest.mark.parametrize(
    ("sent", "kind", "sentence"),
    [
        (answer("204 No Content"), ServerFault, "204"),
        (answer("200 OK"), BadPayload, "empty"),
        (answer("200 OK", b"Content-Encoding: gzip", body=b"abc"), BadPayload, "unpacked"),
        (answer("200 OK", b"Set-Cookie: \xff=;;=\xfe; expires=foo; domain=\x01"), BadPayload, "empty"),
        (answer("200 OK", b"Content-Type: text/html; charset=\xff", body=b"abc"), BadPayload, "not JSON"),
        (answer("400 \x1b[2J"), SignInRefused, "400 \ufffd\\[2J"),
        (answer("429 x", b"Retry-After: \xb2", b"Date: ("), Throttled, "pause"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: abc\r\n\r\n", Unreachable, "broke off"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", Unreachable, "broke off"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"a" * 200_000 + b"\r\n\r\n", Unreachable, "broke off"),
        (b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n", Unreachable, "broke off"),
    ],
)
async def test_broken_http_is_told_in_a_sentence(sent: bytes, kind: type[ApiError], sentence: str) -> None:
    async with asking(sent) as client:
        with pytest.raises(kind, match=sentence):
            await client.sessions()


@pytest.mark.parametrize(
    "echo",
    [
        answer("400 Bad", body=b'{"error_description": "no p\xc3\xa4ss \\"w\xc3\xb6rd\\" & sure here"}'),
        answer("500 Bad", body=b'{"message": "' + b"x " * 90 + b'p\\u00e4ss \\"w\\u00f6rd\\" & sure"}'),
        answer('400 p\u00e4ss "w\u00f6rd" & sure'),
    ],
)
async def test_a_server_that_repeats_the_password_is_not_repeated(echo: bytes) -> None:
    async with asking(echo) as client:
        with pytest.raises(ApiError, match=r"[45]00") as caught:
            await client.sessions()
    assert "rd" not in str(caught.value).replace(" Bad", ""), "not even with its letters thinned out"


def der() -> bytes:
    context = ServerCertificate.make().ca_pem.decode()
    return ssl.PEM_cert_to_DER_cert(context)


DER = der()


def test_a_certificate_of_an_unknown_version_still_has_a_fingerprint() -> None:
    version = DER.index(b"\xa0\x03\x02\x01\x02") + 4
    shown = read_certificate(DER[:version] + b"\x07" + DER[version + 1 :])
    assert (shown.subject, len(shown.sha256)) == ("not readable", 64)


def test_what_is_odd_about_a_certificate_is_not_printed_across_the_screen() -> None:
    serial = DER.index(b"\xa0\x03\x02\x01\x02") + 7
    negative = DER[:serial] + b"\x80" + DER[serial + 1 :]
    long_country = DER.replace(b"\x55\x04\x0a", b"\x55\x04\x06")  # an organization's name as a country's
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        for odd in (negative, long_country):
            assert read_certificate(odd).subject != "not readable"
    assert seen == []


@given(st.lists(st.tuples(st.integers(0, len(DER) - 1), st.integers(0, 255)), min_size=1, max_size=3))
def test_no_certificate_whatever_is_wrong_with_it_raises(changes: list[tuple[int, int]]) -> None:
    spoilt = bytearray(DER)
    for place, byte in changes:
        spoilt[place] = byte
    assert len(read_certificate(bytes(spoilt)).sha256) == 64

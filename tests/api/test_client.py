"""The client against the simulator, over real TLS sockets."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from tests.api.recorder import Recorder
from tests.conftest import NOW
from vbo_tui.api.auth import Greet
from vbo_tui.api.client import Client
from vbo_tui.api.trust import Trust
from vbo_tui.errors import (
    ApiError,
    BadPayload,
    CertificateRejected,
    NameUnknown,
    NotFound,
    ServerFault,
    SignInRefused,
    Throttled,
    TlsFailed,
    Unreachable,
)
from vbo_tui.model.links import Link
from vbo_tui.model.organization import Organization
from vbo_tui.model.session import Session, SessionId
from vbo_tui.secret import Secret
from vbo_tui.simulator.faults import Fault
from vbo_tui.simulator.serve import Simulator

USER, PASSWORD = "CONTOSO\\operator", "demo"
WORKING = SessionId("9f786f0f-de9a-4a90-8118-093b6cb2c4fc")
ENDED = SessionId("0800471b-d0e2-422b-9d7c-35d15661c3fb")


@asynccontextmanager
async def client(
    simulator: Simulator,
    *,
    user: str = USER,
    password: str = PASSWORD,
    trust: Trust | None = None,
    url: str = "",
    read_timeout: float = 10,
    largest_body: int = 2**20,
) -> AsyncIterator[Client]:
    async def ask(_: Greet) -> Secret:
        return Secret(password)

    asking = Client(
        url or simulator.url,
        user=user,
        ask_password=ask,
        seconds=time.monotonic,
        api="v1",
        trust=trust or Trust(pin=simulator.certificate.sha256),
        read_timeout=read_timeout,
        largest_body=largest_body,
    )
    try:
        yield asking
    finally:
        await asking.aclose()


async def test_the_list_is_asked_for_as_documented(simulator: Simulator) -> None:
    async with client(simulator) as asking:
        listing = await asking.sessions()
    assert len(listing.sessions) == 30
    assert listing.unreadable == ()
    assert listing.server_time == NOW
    last = simulator.requests[-1]
    assert (last.method, last.path, last.status, last.bearer, last.fields) == (
        "GET",
        "/v1/RestoreSessions",
        200,
        True,
        (),
    )
    sign_in = simulator.requests[-2]
    assert (sign_in.method, sign_in.path, sign_in.bearer) == ("POST", "/v1/Token", False)
    assert sign_in.fields == ("grant_type", "username", "password")


async def test_self_and_organization_are_followed(simulator: Simulator) -> None:
    async with client(simulator) as asking:
        listing = await asking.sessions()
        session = next(session for session in listing.sessions if session.id == WORKING)
        own = await asking.follow(WORKING, session.links[0])
        organization = await asking.follow(WORKING, session.links[1])
    assert own.resource == session
    assert b'"id":"9f786f0f' in own.raw
    assert own.moved_from == "https://support.east.local:4443"
    assert isinstance(organization.resource, Organization)
    assert organization.resource.name.startswith("veeam.onmicrosoft.com (")


async def test_a_link_without_an_address_is_built_from_the_id(simulator: Simulator) -> None:
    async with client(simulator) as asking:
        found = (await asking.follow(WORKING, Link("self", ""))).resource
    assert isinstance(found, Session)
    assert found.id == WORKING


async def test_an_unknown_relation_is_never_followed(simulator: Simulator) -> None:
    async with client(simulator) as asking:
        with pytest.raises(ValueError, match="evil is not followed"):
            await asking.follow(WORKING, Link("evil", f"/v1/restoresessions/{WORKING}/organization"))
    assert not simulator.requests


async def test_the_organization_of_an_ended_session_is_an_error_of_its_own(simulator: Simulator) -> None:
    async with client(simulator) as asking:
        with pytest.raises(ServerFault, match="500: The restore session has expired"):
            await asking.follow(ENDED, Link("organization", ""))
        with pytest.raises(NotFound):
            await asking.follow(SessionId("00000000-0000-0000-0000-000000000000"), Link("self", ""))
        assert len((await asking.sessions()).sessions) == 30


@pytest.mark.parametrize(
    "user", ["CONTOSO\\operator", "operator@contoso.example", "Ærø & Söhne", "a+b%20c=d"]
)
@pytest.mark.parametrize(
    "password", ["a&b=c", "100% +sure", " blank ", "pässwörd€", "日本語", "\"'\\;#?", "%26%2B"]
)
async def test_any_name_and_password_arrives_as_it_was_typed(
    simulator: Simulator, user: str, password: str
) -> None:
    simulator.tokens.accounts = {user: password}
    async with client(simulator, user=user, password=password) as asking:
        assert len((await asking.sessions()).sessions) == 30


async def test_a_wrong_password_is_refused_and_sent_once(simulator: Simulator) -> None:
    async with client(simulator, password="wrong") as asking:
        for _ in range(3):
            with pytest.raises(SignInRefused, match="Invalid credential"):
                await asking.sessions()
    assert [seen.method for seen in simulator.requests].count("POST") == 1


async def test_a_token_that_the_server_forgot_is_renewed_without_a_word(simulator: Simulator) -> None:
    async with client(simulator) as asking:
        await asking.sessions()
        simulator.tokens.revoke()
        before = len(simulator.requests)
        await asking.sessions()
    assert [(seen.method, seen.status) for seen in list(simulator.requests)[before:]] == [
        ("GET", 401), ("POST", 200), ("GET", 200),
    ]  # fmt: skip


async def test_requests_that_are_refused_together_share_one_renewal(simulator: Simulator) -> None:
    async with client(simulator) as asking:
        await asking.sessions()
        simulator.tokens.revoke()
        before = len(simulator.requests)
        await asyncio.gather(*(asking.sessions() for _ in range(4)))
    assert [seen.method for seen in list(simulator.requests)[before:]].count("POST") == 1


async def test_a_server_that_takes_no_token_is_asked_twice_and_no_more(simulator: Simulator) -> None:
    async with client(simulator) as asking:
        await asking.sessions()
        simulator.faults.active.add(Fault.UNAUTHORIZED)
        before = len(simulator.requests)
        with pytest.raises(SignInRefused, match="401"):
            await asking.sessions()
    assert [seen.status for seen in list(simulator.requests)[before:]] == [401, 200, 401]


@pytest.mark.parametrize(
    ("fault", "kind", "sentence"),
    [
        (Fault.SERVER_ERROR, ServerFault, "500: Object reference"),
        (Fault.CUT_SHORT, Unreachable, "broke off"),
        (Fault.NOT_JSON, BadPayload, "HTML"),
        (Fault.THROTTLED, Throttled, "429"),
    ],
)
async def test_each_fault_is_told_apart(
    simulator: Simulator, fault: Fault, kind: type[ApiError], sentence: str
) -> None:
    async with client(simulator) as asking:
        await asking.sessions()
        simulator.faults.active.add(fault)
        with pytest.raises(kind, match=sentence) as caught:
            await asking.sessions()
        assert "Veeam.Archiver" not in str(caught.value), "no stack trace"
        simulator.faults.active.clear()
        assert len((await asking.sessions()).sessions) == 30


async def test_an_answer_that_takes_too_long_is_given_up(simulator: Simulator) -> None:
    async with client(simulator, read_timeout=0.2) as asking:
        await asking.sessions()
        simulator.faults.active.add(Fault.SLOW)
        simulator.faults.delay = 1.0
        with pytest.raises(Unreachable, match=r"no answer within 0\.2 s"):
            await asking.sessions()


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7),
        (format_datetime(NOW + timedelta(seconds=90), usegmt=True), 90),
        ("0000000000000007", 7),
        ("999999999", 86400),
        ("9" * 400, 86400),
        ("-5", None),
        ("soon", None),
        ("1e9", None),
        ("\u0664", None),
    ],
)
async def test_a_pause_that_the_server_asks_for_is_read(
    simulator: Simulator, header: str, seconds: float | None
) -> None:
    async with client(simulator) as asking:
        await asking.sessions()
        simulator.faults.retry_after = header.encode("utf-8").decode("latin-1")
        simulator.faults.active.add(Fault.THROTTLED)
        with pytest.raises(Throttled) as caught:
            await asking.sessions()
    assert caught.value.retry_after == seconds


async def test_a_body_larger_than_the_bound_is_given_up(simulator: Simulator) -> None:
    simulator.faults.active.add(Fault.HOSTILE_TEXT)
    async with client(simulator) as asking:
        with pytest.raises(BadPayload, match="larger than 1 MiB"):
            await asking.sessions()


async def test_ten_megabytes_in_one_string_cost_nothing_but_their_end(simulator: Simulator) -> None:
    simulator.faults.active.add(Fault.HOSTILE_TEXT)
    async with client(simulator, largest_body=2**26) as asking:
        listing = await asking.sessions()
    assert len(listing.sessions) == 30
    assert max(len(session.result) for session in listing.sessions) == 4096


async def test_a_server_that_went_is_told_and_its_return_is_noticed(simulator: Simulator) -> None:
    async with client(simulator) as asking:
        await asking.sessions()
        simulator.stop()
        with pytest.raises(Unreachable):
            await asking.sessions()
        with pytest.raises(Unreachable, match="connection refused"):
            await asking.sessions()
        simulator.start()
        assert len((await asking.sessions()).sessions) == 30


async def test_many_polls_use_one_connection(simulator: Simulator) -> None:
    async with Recorder(tls=True, answer=b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n") as server:
        async with client(simulator, url=server.url, trust=Trust(pin=server.certificate.sha256)) as asking:
            for _ in range(5):
                with pytest.raises(NotFound):
                    await asking.sessions()
        assert server.callers == 1


async def test_a_request_that_is_given_up_leaves_the_next_one_in_peace(simulator: Simulator) -> None:
    async with client(simulator) as asking:
        await asking.sessions()
        simulator.faults.active.add(Fault.SLOW)
        simulator.faults.delay = 0.5
        stuck = asyncio.create_task(asking.sessions())
        await asyncio.sleep(0)
        stuck.cancel()
        with pytest.raises(asyncio.CancelledError):
            await stuck
        simulator.faults.active.clear()
        assert len((await asking.sessions()).sessions) == 30


async def test_a_name_that_does_not_resolve_is_told(simulator: Simulator) -> None:
    async with client(simulator, url="https://nobody.invalid") as asking:
        with pytest.raises(NameUnknown, match=r"nobody\.invalid does not resolve"):
            await asking.sessions()


async def test_a_server_without_tls_is_told(simulator: Simulator) -> None:
    async with (
        Recorder(tls=False, answer=b"HTTP/1.1 400 Bad Request\r\n\r\n") as plain,
        client(simulator, url=plain.url.replace("http:", "https:")) as asking,
    ):
        with pytest.raises(TlsFailed, match="no TLS"):
            await asking.sessions()


def ca_file(simulator: Simulator, folder: Path) -> str:
    path = folder / "ca.pem"
    path.write_bytes(simulator.certificate.ca_pem)
    return str(path)


async def test_a_ca_file_is_believed_for_the_names_in_the_certificate(
    simulator: Simulator, tmp_path: Path
) -> None:
    async with client(simulator, trust=Trust(ca_file=ca_file(simulator, tmp_path))) as asking:
        assert len((await asking.sessions()).sessions) == 30


async def test_a_certificate_of_another_name_is_rejected(simulator: Simulator, tmp_path: Path) -> None:
    url = simulator.url.replace("127.0.0.1", "127.0.0.2")
    with Simulator(simulator.service.world, host="127.0.0.2", now=lambda: NOW) as other:
        other.certificate = simulator.certificate
        other.stop()
        other.start()
        url = other.url
        async with client(simulator, url=url, trust=Trust(ca_file=ca_file(simulator, tmp_path))) as asking:
            with pytest.raises(CertificateRejected, match=r"IP address mismatch|not valid for"):
                await asking.sessions()
        async with client(simulator, url=url) as pinned:
            assert len((await pinned.sessions()).sessions) == 30, "with a pin the name does not matter"


async def test_a_ca_file_that_is_gone_is_a_sentence_and_may_come_back(
    simulator: Simulator, tmp_path: Path
) -> None:
    async with client(simulator, trust=Trust(ca_file=str(tmp_path / "ca.pem"))) as asking:
        with pytest.raises(TlsFailed, match=r"ca\.pem cannot be used"):
            await asking.sessions()
        ca_file(simulator, tmp_path)
        assert len((await asking.sessions()).sessions) == 30


async def test_without_verification_anything_is_believed(simulator: Simulator) -> None:
    async with client(simulator, trust=Trust(verify=False)) as asking:
        assert len((await asking.sessions()).sessions) == 30

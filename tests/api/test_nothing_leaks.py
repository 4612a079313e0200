"""Not a byte of HTTP to whoever is not the profile's own, believed server; no secret in any message."""

from __future__ import annotations

import logging
import time

import pytest

from tests.api.recorder import Recorder
from vbo_tui.api.auth import Greet
from vbo_tui.api.client import Client
from vbo_tui.api.trust import Trust
from vbo_tui.errors import ApiError, CertificateChanged, CertificateRejected, SignInRefused
from vbo_tui.model.session import SessionId
from vbo_tui.secret import Secret
from vbo_tui.simulator.faults import Fault
from vbo_tui.simulator.serve import Simulator

USER = "CONTOSO\\operator"
PASSWORD = "demo"
ID = SessionId("9f786f0f-de9a-4a90-8118-093b6cb2c4fc")


def client(url: str, trust: Trust, password: str = PASSWORD) -> Client:
    async def ask(_: Greet) -> Secret:
        return Secret(password)

    return Client(
        url, user=USER, ask_password=ask, seconds=time.monotonic, api="v1", trust=trust, read_timeout=5
    )


async def test_another_certificate_than_the_pinned_one_hears_nothing() -> None:
    async with Recorder(tls=True) as recorder:
        asking = client(recorder.url, Trust(pin="0" * 64))
        with pytest.raises(CertificateChanged) as caught:
            await asking.sessions()
        await asking.aclose()
        assert caught.value.certificate.sha256 == recorder.certificate.sha256
        assert bytes(recorder.heard) == b""


async def test_an_unknown_certificate_hears_nothing_and_is_shown() -> None:
    async with Recorder(tls=True) as recorder:
        asking = client(recorder.url, Trust())
        with pytest.raises(CertificateRejected) as caught:
            await asking.sessions()
        await asking.aclose()
        assert caught.value.certificate.sha256 == recorder.certificate.sha256
        assert "simulator" in caught.value.certificate.issuer
        assert bytes(recorder.heard) == b""


async def test_what_can_go_wrong_never_tells_the_password_or_the_token(
    simulator: Simulator, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    trust = Trust(pin=simulator.certificate.sha256)
    secret = "pässword & 100% +sure"
    refused = client(simulator.url, trust, secret)
    told: list[str] = []
    with pytest.raises(SignInRefused) as caught:
        await refused.sessions()
    told += [str(caught.value), repr(caught.value), repr(vars(refused)), repr(vars(refused._sign_in))]
    await refused.aclose()
    asking = client(simulator.url, trust)
    await asking.sessions()
    token = (await asking._sign_in.token()).reveal()
    for fault in Fault:
        simulator.faults.active = {fault}
        simulator.faults.delay = 0.01
        simulator.faults.huge = 10_000
        try:
            await asking.sessions()
        except ApiError as error:
            told += [str(error), repr(error), repr(error.__cause__)]
    told += [
        repr(vars(asking)),
        repr(vars(asking._sign_in)),
        *(record.getMessage() for record in caplog.records),
    ]
    await asking.aclose()
    text = "\n".join(told)
    assert token not in text
    assert secret not in text
    assert "p%C3%A4ssword" not in text

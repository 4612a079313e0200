from __future__ import annotations

from datetime import UTC, datetime

import pytest

from vbo_tui.errors import (
    ApiError,
    BadPayload,
    Certificate,
    CertificateChanged,
    CertificateRejected,
    NotAllowed,
    NotFound,
    ServerFault,
    SignInRefused,
    SignInWanted,
    TlsFailed,
    Unreachable,
)
from vbo_tui.model.snapshot import Delta, Snapshot
from vbo_tui.monitor.health import Health, Word
from vbo_tui.monitor.poller import Polled, PollFailed

POLLED = Polled(Snapshot(1), Delta(0))
CERTIFICATE = Certificate(
    "CN=a", "CN=a", datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC), "0" * 64
)


def test_before_the_first_answer_it_is_connecting() -> None:
    health = Health(100)
    assert (health.word(500, 10), health.age(500)) == (Word.CONNECTING, None)


def test_the_age_comes_from_the_clock_and_only_an_answer_resets_it() -> None:
    health = Health(100)
    health.note(POLLED, 110)
    health.note(PollFailed(Unreachable("refused"), 5), 130)
    assert health.age(170) == 60
    health.note(POLLED, 175)
    assert health.age(176) == 1


def test_a_part_of_an_answer_makes_nothing_fresh_and_ends_no_outage() -> None:
    health = Health(100)
    health.note(POLLED, 110)
    part = Polled(Snapshot(2, answer=2, more=True), Delta(1))
    health.note(part, 130)
    assert (health.age(130), health.word(131, 10)) == (20, Word.STALE)
    health.note(PollFailed(Unreachable("broke off"), 5), 132)
    health.note(part, 140)
    assert (health.age(140), health.word(140, 10)) == (30, Word.OFFLINE)
    health.note(Polled(Snapshot(4, answer=3), Delta(3)), 141)
    assert (health.age(141), health.word(141, 10), health.outage) == (0, Word.LIVE, 31)


def test_while_the_first_list_is_read_its_parts_count() -> None:
    health = Health(100)
    health.note(Polled(Snapshot(1, answer=1, more=True, loading=True), Delta(0)), 110)
    assert (health.age(111), health.word(111, 10)) == (1, Word.LIVE)


@pytest.mark.parametrize(
    ("seconds", "word"), [(0, Word.LIVE), (20, Word.LIVE), (20.1, Word.STALE), (9999, Word.STALE)]
)
def test_it_is_live_for_two_intervals_and_stale_from_then_on(seconds: float, word: Word) -> None:
    health = Health(100)
    health.note(POLLED, 100)
    assert health.word(100 + seconds, interval=10) is word


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (Unreachable("x"), Word.OFFLINE),
        (TlsFailed("x"), Word.OFFLINE),
        (ServerFault("x"), Word.OFFLINE),
        (NotFound("x"), Word.OFFLINE),
        (BadPayload("x"), Word.OFFLINE),
        (SignInWanted("x"), Word.AUTH),
        (SignInRefused("x"), Word.AUTH),
        (NotAllowed("x"), Word.AUTH),
        (CertificateRejected("x", certificate=CERTIFICATE), Word.CERT),
        (CertificateChanged("x", certificate=CERTIFICATE), Word.CERT),
    ],
)
@pytest.mark.parametrize("answered_before", [False, True])
def test_a_failed_poll_is_never_live_however_fresh_the_data(
    error: ApiError, word: Word, answered_before: bool
) -> None:
    health = Health(100)
    if answered_before:
        health.note(POLLED, 100)
    health.note(PollFailed(error, None), 100)
    assert health.word(100, interval=10) is word


def test_the_outage_is_told_once_when_it_is_over() -> None:
    health = Health(100)
    health.note(POLLED, 110)
    health.note(PollFailed(Unreachable("x"), 5), 120)
    health.note(PollFailed(Unreachable("x"), 5), 125)
    assert (health.outage, health.broken_since) == (None, 120)
    health.note(POLLED, 140)
    assert (health.outage, health.error) == (30, None)
    health.note(POLLED, 150)
    assert health.outage is None


def test_an_answer_after_a_failed_start_is_no_return() -> None:
    health = Health(100)
    health.note(PollFailed(SignInWanted("no password"), None), 101)
    health.note(POLLED, 110)
    assert health.outage is None

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from vbo_tui.errors import Certificate, CertificateChanged, ServerFault, SignInRefused, Unreachable
from vbo_tui.model.snapshot import Delta, Snapshot
from vbo_tui.monitor.health import Health
from vbo_tui.monitor.poller import Polled, PollFailed
from vbo_tui.ui.situation import Pause, Situation
from vbo_tui.ui.widgets.status_line import clock_face, status

POLLED = Polled(Snapshot(1), Delta(0))
REFUSED = PollFailed(Unreachable("connection refused"), 20)
CERTIFICATE = Certificate(
    "a", "a", datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC), "0" * 64
)


def situation(
    at: float, *, is_asking: bool = False, due: float | None = None, note: str = "", away: str = ""
) -> Situation:
    return Situation(
        away=away,
        note=note,
        is_asking=is_asking,
        due=due,
        at=at,
        now=datetime(2026, 9, 24, 14, 5, 35, tzinfo=UTC),
        interval=10,
        address="veeam01:4443",
        order="started",
        shown=480,
        total=480,
    )


def line(health: Health, told: Situation, width: int = 120) -> str:
    return status(health, told, width).plain


def test_live_tells_the_age_the_interval_and_the_order() -> None:
    health = Health(0)
    health.note(POLLED, 100)
    assert line(health, situation(104)) == "LIVE 4s  every 10s  sort started"


def test_a_filter_is_always_told_with_what_it_leaves() -> None:
    health = Health(0)
    health.note(POLLED, 100)
    told = replace(situation(104), filter="contoso", shown=12)
    assert line(health, told) == "LIVE 4s  every 10s  sort started  filter /contoso  12 of 480"
    assert "12 of 480" in line(health, told, width=20)


def test_a_late_answer_is_stale_not_live() -> None:
    health = Health(0)
    health.note(POLLED, 100)
    assert line(health, situation(131, is_asking=True)).startswith("STALE 31s  waiting for answer")


def test_a_late_answer_is_not_said_to_be_awaited_where_nobody_asked() -> None:
    health = Health(0)
    health.note(POLLED, 100)
    assert line(health, situation(131, due=110)).startswith("STALE 31s  asks in a moment")


def test_before_the_first_answer_the_server_is_named() -> None:
    assert line(Health(100), situation(103)).startswith("CONNECTING  veeam01:4443  3s")


def test_offline_tells_age_reason_last_data_and_the_next_try() -> None:
    health = Health(0)
    health.note(POLLED, 100)
    health.note(REFUSED, 231)
    assert line(health, situation(233, due=250.5)).startswith(
        "OFFLINE 02:13  connection refused  last data 14:03:22  retry in 18s  r now"
    )


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (situation(233, is_asking=True), "trying"),
        (situation(233, due=233.0), "asks in a moment"),
        (situation(233, due=233.1), "retry in 1s"),
    ],
)
def test_a_try_is_announced_until_it_is_due_and_told_while_it_is_made(now: Situation, said: str) -> None:
    health = Health(0)
    health.note(REFUSED, 231)
    assert f"  {said}  r now" in line(health, now)


def test_while_a_password_is_tried_none_is_asked_for() -> None:
    health = Health(0)
    health.note(PollFailed(SignInRefused("the password was refused"), None), 100)
    assert line(health, situation(101, is_asking=True)).startswith("AUTH  trying  the password was refused")


def test_offline_without_any_data_says_so() -> None:
    health = Health(100)
    health.note(REFUSED, 105)
    assert "no data yet" in line(health, situation(106))


def test_the_end_of_an_outage_is_told_with_what_it_changed() -> None:
    health = Health(0)
    health.note(POLLED, 100)
    health.note(REFUSED, 110)
    health.note(POLLED, 532)
    assert line(health, replace(situation(532), changed=3)).startswith(
        "LIVE 0s  back after 00:07:12, 3 changed"
    )


def test_a_refused_password_and_a_changed_certificate_say_what_to_press() -> None:
    health = Health(0)
    health.note(PollFailed(SignInRefused("the password was refused"), None), 100)
    assert line(health, situation(101)).startswith("AUTH  Enter to sign in  the password was refused")
    health.note(PollFailed(CertificateChanged("another certificate", certificate=CERTIFICATE), None), 100)
    assert line(health, situation(101)).startswith("CERT  not connecting  Enter to look  another certificate")


def test_a_pause_counts_the_changes_and_still_tells_of_an_outage() -> None:
    health = Health(0)
    health.note(POLLED, 100)
    held = replace(situation(110), pause=Pause(310, 3))
    assert line(health, held).startswith("PAUSED 05:10  3 changes waiting  p resume")
    health.note(REFUSED, 110)
    assert "OFFLINE: connection refused" in line(health, held)
    assert "OFFLINE: connection refused" in line(health, replace(held, incomplete="x" * 40), width=45)


def test_a_note_is_read_in_a_pause_too() -> None:
    health = Health(0)
    health.note(POLLED, 100)
    held = replace(situation(110), pause=Pause(310, 3), note="quit? q again")
    assert "quit? q again" in line(health, held)


def test_a_pause_hides_neither_a_note_nor_what_happened_while_away() -> None:
    health = Health(0)
    health.note(POLLED, 100)
    told = replace(situation(110), pause=Pause(310, 3), note="quit? q again", away="while away: 1 ended")
    assert "quit? q again  while away: 1 ended" in line(health, told)


def test_items_that_could_not_be_read_are_counted_and_named() -> None:
    health = Health(0)
    health.note(POLLED, 100)
    told = replace(situation(101), total=479, unreadable=["creationTime is 'soon'"])
    assert "1 of 480 could not be read: creationTime is 'soon'" in line(health, told)


@pytest.mark.parametrize("width", range(12, 121, 3))
@pytest.mark.parametrize("update", [POLLED, REFUSED])
def test_the_word_is_there_at_every_width_and_the_line_never_too_long(
    width: int, update: Polled | PollFailed
) -> None:
    health = Health(0)
    health.note(update, 100)
    printed = status(health, replace(situation(104), filter="x" * 40, shown=1), width)
    assert printed.plain.split()[0] in ("LIVE", "OFFLINE")
    assert printed.cell_len <= width


@pytest.mark.parametrize(
    ("seconds", "face"), [(0, "00:00"), (133, "02:13"), (3599, "59:59"), (3600, "01:00:00"), (-5, "00:00")]
)
def test_a_clock_face_has_hours_only_where_there_are_any(seconds: float, face: str) -> None:
    assert clock_face(seconds) == face


def test_a_long_reason_leaves_room_for_the_next_try() -> None:
    health = Health(0.0)
    health.note(PollFailed(ServerFault("the server answered 500: " + "very long " * 20), 18.0), 5.0)
    printed = status(health, situation(10.0, due=23.0), 80).plain
    assert printed.startswith("OFFLINE 00:10  the server answered 500: very long")
    assert "~" in printed
    assert "retry in 13s" in printed
    assert status(health, situation(10.0), 40).plain.startswith("OFFLINE 00:10  the server answered 500")


def test_a_note_that_is_too_long_is_cut_and_not_left_out() -> None:
    health = Health(0.0)
    health.note(POLLED, 5.0)
    printed = status(health, replace(situation(6.0), note=f"written: /{'folder/' * 20}file.csv"), 80).plain
    assert printed.startswith("LIVE 1s  written: /folder/folder")
    assert printed.endswith("~")


def test_while_the_server_is_away_the_next_try_comes_before_what_happened_meanwhile() -> None:
    health = Health(0.0)
    health.note(POLLED, 5.0)
    away = "while away: 2 started, 2 ended, 1 WARN"
    assert away in status(health, situation(6.0, away=away), 80).plain
    health.note(PollFailed(Unreachable("connection refused"), 5.0), 15.0)
    printed = status(health, situation(16.0, due=20.0, away=away), 80).plain
    assert "retry in 4s" in printed
    assert away not in printed
    assert away in status(health, situation(16.0, due=20.0, away=away), 140).plain

"""Certificates, profiles, the first start: what the user is asked, and what comes of the answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from textual.containers import VerticalScroll
from textual.widgets import Input, Label, Static

from tests.monitor.scripted import ScriptedServer, session
from tests.ui.stage import PROFILE, Stage, until
from vbo_tui.errors import Certificate, CertificateChanged, CertificateRejected
from vbo_tui.profiles import store
from vbo_tui.ui.screens.profile_form import ProfileForm
from vbo_tui.ui.screens.profiles import ProfilesScreen
from vbo_tui.ui.screens.question import QuestionScreen
from vbo_tui.ui.screens.trust import TrustScreen, in_fours

CERTIFICATE = Certificate(
    "CN=veeam01",
    "CN=Contoso [/] CA",
    datetime(2026, 1, 1, tzinfo=UTC),
    datetime(2027, 1, 1, tzinfo=UTC),
    "0123456789abcdef" * 4,
)
UNKNOWN = CertificateRejected("self-signed certificate", certificate=CERTIFICATE)
CHANGED = CertificateChanged("not the pinned certificate", certificate=CERTIFICATE)
ONE = [session(1)]


def said(stage: Stage) -> str:
    return "\n".join(str(widget.render()) for widget in stage.app.screen.query(Static))


def test_a_fingerprint_is_read_aloud_in_groups_of_four() -> None:
    lines = in_fours("0123456789abcdef" * 4).split("\n")
    assert lines == ["0123 4567 89AB CDEF 0123 4567 89AB CDEF"] * 2


async def test_an_unknown_certificate_is_shown_whole_and_enter_means_no(tmp_path: Path) -> None:
    server = ScriptedServer(UNKNOWN)
    stage = Stage(tmp_path, server)
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(stage.app.screen, TrustScreen))
        for fact in ("CN=veeam01", "CN=Contoso [/] CA", "2026-01-01", "2027-01-01", "0123 4567 89AB CDEF"):
            assert fact in said(stage)
        await pilot.press("enter")
        await until(pilot, lambda: stage.app.screen is stage.screen)
        assert stage.status.startswith("CERT  not connecting")
        assert len(stage.connected) == 1
        stage.clock.advance(100_000)
        await pilot.pause()
        assert server.polls == 1


async def test_a_dialog_that_is_closed_twice_leaves_the_screen_below_alone(tmp_path: Path) -> None:
    stage = Stage(tmp_path, ScriptedServer(UNKNOWN))
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(stage.app.screen, TrustScreen))
        dialog = stage.app.screen
        assert isinstance(dialog, TrustScreen)
        dialog.action_refuse()
        dialog.action_refuse()
        assert stage.app.screen is stage.screen


async def test_in_a_small_pane_the_fingerprint_is_scrolled_to(tmp_path: Path) -> None:
    stage = Stage(tmp_path, ScriptedServer(UNKNOWN))
    async with stage.app.run_test(size=(40, 12)) as pilot:
        await until(pilot, lambda: isinstance(stage.app.screen, TrustScreen))
        body = stage.app.screen.query_one(VerticalScroll)
        await until(pilot, lambda: body.max_scroll_y > 0)
        await pilot.press("j", "down", "k")
        await until(pilot, lambda: body.scroll_offset.y == 1)
        await pilot.press("n")
        await until(pilot, lambda: stage.app.screen is stage.screen)


async def test_yes_pins_that_certificate_in_the_saved_profile_and_connects_with_it(tmp_path: Path) -> None:
    stage = Stage(tmp_path, ScriptedServer(UNKNOWN), ScriptedServer(ONE))
    store.change(stage.profiles, lambda saved: saved.with_profile(PROFILE))
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(stage.app.screen, TrustScreen))
        await pilot.press("y")
        await until(pilot, lambda: len(stage.connected) == 2 and stage.table.row_count == 1)
        assert stage.connected[1].pin == CERTIFICATE.sha256
        assert store.load(stage.profiles).profiles["prod"].pin == CERTIFICATE.sha256


async def test_a_pin_of_an_unsaved_server_is_not_written_anywhere(tmp_path: Path) -> None:
    stage = Stage(tmp_path, ScriptedServer(UNKNOWN), ScriptedServer(ONE))
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(stage.app.screen, TrustScreen))
        await pilot.press("y")
        await until(pilot, lambda: len(stage.connected) == 2)
        assert not stage.profiles.exists()


async def test_a_pin_is_not_written_to_another_server_of_that_name_nor_anything_else(tmp_path: Path) -> None:
    stage = Stage(
        tmp_path, ScriptedServer(UNKNOWN), ScriptedServer(ONE), profile=replace(PROFILE, interval=99.0)
    )
    other = replace(PROFILE, url="https://elsewhere")
    store.change(stage.profiles, lambda saved: saved.with_profile(other))
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(stage.app.screen, TrustScreen))
        await pilot.press("y")
        await until(pilot, lambda: len(stage.connected) == 2)
        assert store.load(stage.profiles).profiles["prod"] == other
    again = Stage(
        tmp_path, ScriptedServer(UNKNOWN), ScriptedServer(ONE), profile=replace(PROFILE, interval=99.0)
    )
    store.change(again.profiles, lambda saved: saved.with_profile(PROFILE))
    async with again.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(again.app.screen, TrustScreen))
        await pilot.press("y")
        await until(pilot, lambda: len(again.connected) == 2)
        assert store.load(again.profiles).profiles["prod"] == replace(PROFILE, pin=CERTIFICATE.sha256)


async def test_a_changed_certificate_wants_the_profiles_name_typed(tmp_path: Path) -> None:
    stage = Stage(
        tmp_path, ScriptedServer(CHANGED), ScriptedServer(ONE), profile=replace(PROFILE, pin="f" * 64)
    )
    async with stage.app.run_test(size=(80, 30)) as pilot:
        await until(pilot, lambda: isinstance(stage.app.screen, TrustScreen))
        assert "CERTIFICATE CHANGED" in said(stage)
        await pilot.press("y", "enter")
        await until(pilot, lambda: stage.app.screen is stage.screen)
        assert len(stage.connected) == 1
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(stage.app.screen, TrustScreen))
        await pilot.press(*"prod", "enter")
        await until(pilot, lambda: len(stage.connected) == 2)
        assert stage.connected[1].pin == CERTIFICATE.sha256


async def test_the_certificate_that_was_shown_is_pinned_whatever_has_been_seen_since(tmp_path: Path) -> None:
    other = replace(CERTIFICATE, sha256="b" * 64)
    later = type(UNKNOWN)(str(UNKNOWN), certificate=other)
    stage = Stage(tmp_path, ScriptedServer(UNKNOWN, later), ScriptedServer(ONE))
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(stage.app.screen, TrustScreen))
        stage.screen.poller.wake()
        await until(pilot, lambda: stage.screen.view.health.error is later)
        await pilot.press("y")
        await until(pilot, lambda: len(stage.connected) == 2)
        assert stage.connected[1].pin == CERTIFICATE.sha256


async def test_the_first_start_asks_signs_in_and_offers_to_save(tmp_path: Path) -> None:
    stage = Stage(tmp_path, ScriptedServer(ONE), profile=None)
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(stage.app.screen, ProfileForm))
        await pilot.press(*"veeam01", "enter", *"operator", "enter")
        await until(pilot, lambda: isinstance(stage.app.screen, QuestionScreen))
        assert not stage.profiles.exists()
        await pilot.press("enter")
        await until(pilot, lambda: stage.profiles.exists())
        saved = store.load(stage.profiles).profiles["veeam01"]
        assert (saved.url, saved.user) == ("https://veeam01", "operator")
        await until(pilot, lambda: "saved as veeam01" in stage.status)


async def test_a_form_that_cannot_be_used_says_which_field(tmp_path: Path) -> None:
    stage = Stage(tmp_path, ScriptedServer(ONE), profile=None)
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(stage.app.screen, ProfileForm))
        await pilot.press(*"http://veeam01", "tab", *"operator", "enter")
        await until(pilot, lambda: "url" in str(stage.app.screen.query_one("#complaint", Label).render()))
        assert stage.connected == []


async def test_profiles_are_added_edited_removed_and_chosen_by_keys(tmp_path: Path) -> None:
    stage = Stage(tmp_path, ScriptedServer(ONE), ScriptedServer([session(2), session(3)]))
    store.change(stage.profiles, lambda saved: saved.with_profile(PROFILE))
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 1)
        await pilot.press("P")
        await until(pilot, lambda: isinstance(stage.app.screen, ProfilesScreen))
        await pilot.press("a")
        await until(pilot, lambda: isinstance(stage.app.screen, ProfileForm))
        await pilot.press(*"lab", "tab", *"lab:9443", "tab", *"me", "enter")
        await until(pilot, lambda: "lab" in store.load(stage.profiles).profiles)
        await until(pilot, lambda: isinstance(stage.app.screen, ProfilesScreen))
        await pilot.press("j", "e")
        await until(pilot, lambda: isinstance(stage.app.screen, ProfileForm))
        stage.app.screen.query_one("#interval", Input).value = "30"
        await pilot.press("enter")
        await until(pilot, lambda: store.load(stage.profiles).profiles["lab"].interval == 30)
        await until(pilot, lambda: isinstance(stage.app.screen, ProfilesScreen))
        await pilot.press("asterisk")
        await until(pilot, lambda: store.load(stage.profiles).default == "lab")
        await pilot.press("enter")
        await until(pilot, lambda: stage.screen.profile.name == "lab" and stage.table.row_count == 2)
        await pilot.press("P", "x", "x")
        await until(pilot, lambda: list(store.load(stage.profiles).profiles) == ["lab"])


async def test_switching_cancels_what_is_in_flight_and_never_waits_for_it(tmp_path: Path) -> None:
    stuck = ScriptedServer(ONE)
    stuck.hang()
    stage = Stage(tmp_path, stuck, ScriptedServer([session(2), session(3)]))
    other = replace(PROFILE, name="lab", url="https://lab")
    store.change(stage.profiles, lambda saved: saved.with_profile(other))
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stuck.at_once == 1)
        await pilot.press("P", "enter")
        await until(pilot, lambda: stage.screen.profile.name == "lab" and stage.table.row_count == 2)
        await until(pilot, lambda: stuck.at_once == 0 and stuck.closed)


async def test_a_profile_file_with_a_mistake_is_told_and_the_rest_still_works(tmp_path: Path) -> None:
    stage = Stage(tmp_path, ScriptedServer(ONE), profile=None)
    stage.profiles.write_text(
        '[profiles.bad]\nurl = "https://x"\nuser = "u"\ninterval = "soon"\n'
        '[profiles.good]\nurl = "https://y"\nuser = "u"\n'
    )
    async with stage.app.run_test(size=(200, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 1)
        assert stage.screen.profile.name == "good"
        assert "profiles.bad" in stage.status
        assert "interval" in stage.status

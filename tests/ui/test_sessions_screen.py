from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.monitor.metronome import Metronome
from tests.monitor.scripted import NOON, ScriptedServer, session
from tests.ui.stage import PROFILE, Stage, until
from vbo_tui.errors import BadPayload, NotFound, ServerFault, SignInRefused, Unreachable
from vbo_tui.model.document import Document
from vbo_tui.model.links import Link, Rel
from vbo_tui.model.organization import Organization
from vbo_tui.model.session import Session
from vbo_tui.model.snapshot import Listing
from vbo_tui.ui.format import TimeMode
from vbo_tui.ui.screens.help import HelpScreen
from vbo_tui.ui.screens.sign_in import SignInScreen
from vbo_tui.ui.widgets.field_list import FieldList
from vbo_tui.ui.widgets.filter_bar import FilterBar
from vbo_tui.ui.widgets.key_line import KeyLine
from vbo_tui.ui.widgets.line import Line

LINKS = (Link("self", "/v1/restoresessions/x"), Link("organization", "/v1/restoresessions/x/organization"))


def aged(number: int, *, state: str = "Working", result: str = "Success") -> Session:
    """A session that started ``number`` minutes before noon: number 1 is the newest."""
    made = session(number, state=state, result=result)
    fields = {name: getattr(made, name) for name in Session.__struct_fields__}
    return Session(**fields | {"created": NOON - timedelta(minutes=number), "link_forms": LINKS})


def page(shown: Session | Organization, raw: bytes = b'{"id":"x"}', moved_from: str = "") -> Document:
    rel = Rel.SELF if isinstance(shown, Session) else Rel.ORGANIZATION
    return Document(rel, shown, raw, "/v1/RestoreSessions/x", moved_from)


FIVE = [aged(number) for number in range(1, 6)]
ALL_DOWN = Unreachable("connection refused")


def pane_text(stage: Stage) -> str:
    remark = stage.pane.query_one("#remark", Line).text.plain
    lines = stage.pane.query_one(FieldList).lines
    return "\n".join([stage.pane.query_one("#crumbs", Line).text.plain, remark, *lines])


async def test_the_sessions_are_shown_with_their_server_and_counts(tmp_path: Path) -> None:
    answer = [aged(1), aged(2, state="Stopped"), aged(3, state="Stopped", result="Failed")]
    stage = Stage(tmp_path, ScriptedServer(answer))
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 3)
        assert stage.title.split() == [
            "vbo-tui",
            "prod",
            "veeam01:4443",
            "1",
            "run",
            "1",
            "fail",
            "0",
            "warn",
            "3",
            "all",
        ]
        assert stage.status.startswith("LIVE 0s  every 10s  sort running first")
        assert [line.split()[0] for line in stage.printed[1:4]] == ["RUN", "OK", "FAIL"]


async def test_eighty_by_twenty_four_shows_twenty_sessions(tmp_path: Path) -> None:
    stage = Stage(tmp_path, ScriptedServer([aged(number) for number in range(1, 41)]))
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 40)
        assert len([line for line in stage.printed if "RUN" in line]) == 20


async def test_the_cursor_follows_its_session_across_a_poll(tmp_path: Path) -> None:
    later = [aged(0), *FIVE[:2], *FIVE[3:]]
    stage = Stage(tmp_path, ScriptedServer(FIVE, later))
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 5)
        await pilot.press("j", "j", "j")
        chosen = stage.table.chosen
        assert chosen is not None
        assert chosen.id == FIVE[3].id
        stage.clock.advance(10)
        await until(pilot, lambda: stage.screen.view.shown.revision == 2)
        assert stage.table.chosen is not None
        assert stage.table.chosen.id == chosen.id
        assert stage.table.cursor_row == 3


async def test_when_its_session_is_removed_the_cursor_goes_to_the_next_and_says_so(tmp_path: Path) -> None:
    stage = Stage(tmp_path, ScriptedServer(FIVE, [*FIVE[:2], *FIVE[3:]]))
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 5)
        await pilot.press("j", "j")
        stage.clock.advance(10)
        await until(pilot, lambda: stage.table.row_count == 4)
        assert stage.table.chosen is not None
        assert stage.table.chosen.id == FIVE[3].id
        await until(pilot, lambda: f"{FIVE[2].id[:8]}" in stage.status and "gone" in stage.status)


async def test_when_its_session_leaves_the_filter_the_cursor_goes_to_the_next_and_says_so(
    tmp_path: Path,
) -> None:
    stage = Stage(tmp_path, ScriptedServer(FIVE, [*FIVE[:2], aged(3, state="Stopped"), *FIVE[3:]]))
    async with stage.app.run_test(size=(100, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 5)
        await pilot.press("j", "j", "slash", *"run", "enter")
        stage.clock.advance(10)
        await until(pilot, lambda: stage.table.row_count == 4)
        assert stage.table.chosen is not None
        assert stage.table.chosen.id == FIVE[3].id
        said = f"{FIVE[2].id[:8]} has left the filter; the cursor is on the next one"
        await until(pilot, lambda: said in stage.status)


async def test_of_the_last_session_it_is_not_said_that_the_cursor_went_on(tmp_path: Path) -> None:
    stage = Stage(tmp_path, ScriptedServer(FIVE[:1], []))
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 1)
        stage.clock.advance(10)
        await until(pilot, lambda: "is gone from the server" in stage.status)
        assert "cursor" not in stage.status


async def test_a_second_q_quits_only_while_the_question_stands_there(tmp_path: Path) -> None:
    stage = Stage(tmp_path, ScriptedServer(FIVE, FIVE[1:]))
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 5)
        await pilot.press("q")
        assert "quit? q again" in stage.status
        stage.clock.advance(10)
        await until(pilot, lambda: "is gone from the server" in stage.status)
        await pilot.press("q")
        await until(pilot, lambda: "quit? q again" in stage.status)
        assert stage.app.is_running


async def test_offline_keeps_the_rows_dims_them_and_counts_down(tmp_path: Path) -> None:
    stage = Stage(tmp_path, ScriptedServer(FIVE, ALL_DOWN, FIVE))
    async with stage.app.run_test(size=(100, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 5)
        await pilot.press("j")
        bright = stage.table.render_line(1)
        stage.clock.advance(10)
        await until(pilot, lambda: stage.status.startswith("OFFLINE 00:10  connection refused"))
        assert "retry in" in stage.status
        assert stage.table.row_count == 5
        assert stage.table.stale
        assert not any(segment.style and segment.style.dim for segment in bright)
        assert any(segment.style and segment.style.dim for segment in stage.table.render_line(1))
        await pilot.press("r")
        await until(pilot, lambda: stage.status.startswith("LIVE 0s  back after 00:00:10, 0 changed"))
        assert not stage.table.stale
        assert stage.table.cursor_row == 1


async def test_a_try_that_is_wished_takes_the_place_of_the_planned_one_at_once(tmp_path: Path) -> None:
    server = ScriptedServer(FIVE, ALL_DOWN)
    stage = Stage(tmp_path, server)
    async with stage.app.run_test(size=(100, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 5)
        stage.clock.advance(10)
        await until(pilot, lambda: "retry in" in stage.status)
        server.hang()
        stage.screen.action_poll_now()
        assert "asks in a moment" in stage.status
        await until(pilot, lambda: stage.screen.poller.is_asking)
        stage.screen.tick()
        assert "trying" in stage.status


async def test_where_the_table_finds_no_room_beside_the_detail_that_has_the_keys(tmp_path: Path) -> None:
    stage = Stage(tmp_path, ScriptedServer(FIVE))
    async with stage.app.run_test(size=(120, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 5)
        await pilot.press("slash", *"run", "enter", "enter", "tab")
        assert stage.table.has_focus
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: stage.pane.has_focus_within)
        await pilot.press("escape")
        await until(pilot, lambda: not stage.screen.has_class("-detail"))
        assert "filter /run" in stage.status


async def test_the_age_grows_without_a_poll(tmp_path: Path) -> None:
    server = ScriptedServer(FIVE)
    stage = Stage(tmp_path, server)
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 5)
        server.hang()
        stage.clock.advance(9)
        stage.screen.tick()
        assert stage.status.startswith("LIVE 9s")
        stage.clock.advance(22)
        stage.screen.tick()
        assert stage.status.startswith("STALE 31s  asks in a moment")
        await until(pilot, lambda: stage.screen.poller.is_asking)
        stage.screen.tick()
        assert stage.status.startswith("STALE 31s  waiting for answer")
        assert stage.table.stale
        assert server.polls <= 2


async def test_the_duration_of_a_working_session_ticks_and_marks_nothing(tmp_path: Path) -> None:
    clock = Metronome(now=NOON)
    stage = Stage(tmp_path, ScriptedServer([aged(1)]), clock=clock)
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 1)
        before = stage.printed[1]
        assert " 1m " in before
        stage.clock.advance(67)
        stage.screen.tick()
        assert " 2m " in stage.printed[1]
        reversed_cells = [
            s for s in stage.table.render_line(1) if s.style and s.style.reverse and s.text.strip()
        ]
        assert len({segment.style for segment in reversed_cells}) <= 2, "only the cursor is reversed"


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ([], "No restore sessions"),
        (ALL_DOWN, "connection refused"),
        (BadPayload("the answer is HTML, not JSON"), "the answer is HTML, not JSON"),
    ],
)
async def test_an_empty_table_says_why_it_is_empty(
    tmp_path: Path, answer: list[Session] | Unreachable, sentence: str
) -> None:
    stage = Stage(tmp_path, ScriptedServer(answer))
    async with stage.app.run_test(size=(100, 24)) as pilot:
        await until(pilot, lambda: any(sentence in line for line in stage.printed))


async def test_before_the_first_answer_it_says_whom_it_asks(tmp_path: Path) -> None:
    server = ScriptedServer(FIVE)
    server.hang()
    stage = Stage(tmp_path, server)
    async with stage.app.run_test(size=(100, 24)) as pilot:
        await until(pilot, lambda: any("connecting to veeam01:4443" in line for line in stage.printed))
        assert stage.status.startswith("CONNECTING  veeam01:4443")


async def test_a_filter_narrows_while_typing_and_escape_clears_it(tmp_path: Path) -> None:
    stage = Stage(tmp_path, ScriptedServer([aged(1), aged(2, state="Stopped", result="Failed")]))
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 2)
        await pilot.press("slash", *"fail")
        await until(pilot, lambda: stage.table.row_count == 1)
        assert "filter /fail  1 of 2" in stage.status
        await pilot.press("escape")
        await until(pilot, lambda: stage.app.focused is stage.table)
        assert not stage.screen.query_one(FilterBar).display
        assert "1 of 2" in stage.status
        await pilot.press("escape")
        await until(pilot, lambda: stage.table.row_count == 2)
        assert "filter" not in stage.status


async def test_a_slash_can_be_filtered_for(tmp_path: Path) -> None:
    stage = Stage(tmp_path, ScriptedServer(FIVE))
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 5)
        await pilot.press("slash", "a", "slash", "b")
        await until(pilot, lambda: stage.table.filter.text == "a/b")


async def test_tab_and_z_go_between_table_and_detail(tmp_path: Path) -> None:
    server = ScriptedServer(FIVE)
    server.documents = {(FIVE[0].id, "self"): page(FIVE[0])}
    stage = Stage(tmp_path, server)
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 5)
        await pilot.press("tab")
        assert stage.app.focused is stage.table, "there is no other side yet"
        await pilot.press("enter")
        await until(pilot, lambda: stage.pane.has_focus_within)
        await pilot.press("tab")
        await until(pilot, lambda: stage.app.focused is stage.table)
        await pilot.press("tab", "z")
        await until(pilot, lambda: not stage.table.display and stage.pane.region.width == 140)
        await pilot.press("z")
        await until(pilot, lambda: stage.table.display)


async def test_a_filter_that_leaves_nothing_says_what_escape_does(tmp_path: Path) -> None:
    stage = Stage(tmp_path, ScriptedServer(FIVE))
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 5)
        await pilot.press("slash", *"fred", "enter")
        await until(
            pilot, lambda: any("Nothing matches /fred - Esc shows all 5" in line for line in stage.printed)
        )


@pytest.mark.parametrize("key", ["R", "A", "E", "D", "S", "T", "M", "O", "I"])
async def test_every_sort_key_sorts_and_a_second_press_turns_it_round(tmp_path: Path, key: str) -> None:
    stage = Stage(tmp_path, ScriptedServer(FIVE))
    async with stage.app.run_test(size=(150, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 5)
        before = stage.table.order
        await pilot.press(key)
        await until(pilot, lambda: stage.table.order != before)
        once = stage.table.order
        assert f"sort {once.in_words}" in stage.status
        await pilot.press(key)
        await until(pilot, lambda: stage.table.order not in (before, once) or stage.table.order == before)
        assert stage.table.order.key is once.key


async def test_a_pause_holds_the_view_counts_changes_and_resumes(tmp_path: Path) -> None:
    stage = Stage(tmp_path, ScriptedServer(FIVE[:2], FIVE))
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 2)
        await pilot.press("p")
        await until(pilot, lambda: "PAUSED" in stage.title)
        stage.clock.advance(10)
        await until(pilot, lambda: "3 changes waiting" in stage.status)
        assert stage.table.row_count == 2
        await pilot.press("p")
        await until(pilot, lambda: stage.table.row_count == 5)
        assert stage.status.startswith("LIVE")


async def test_plus_and_minus_change_the_interval(tmp_path: Path) -> None:
    stage = Stage(tmp_path, ScriptedServer(FIVE))
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 5)
        await pilot.press("plus")
        await until(pilot, lambda: "every 15s" in stage.status)
        await pilot.press(*["minus"] * 5)
        await until(pilot, lambda: "every 2s" in stage.status)


async def test_the_time_key_goes_through_three_ways_of_printing(tmp_path: Path) -> None:
    stage = Stage(tmp_path, ScriptedServer(FIVE))
    async with stage.app.run_test(size=(100, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 5)
        modes = {stage.table.time_mode}
        for _ in range(2):
            before = stage.table.time_mode
            await pilot.press("t")
            await until(pilot, lambda before=before: stage.table.time_mode is not before)  # type: ignore[misc]
            modes.add(stage.table.time_mode)
            relative = stage.table.time_mode is TimeMode.RELATIVE
            assert ("ago" in stage.printed[1]) is relative
            assert ("UTC" in stage.printed[0]) is not relative, "the tests' zone is UTC"
        assert modes == set(TimeMode)


async def test_enter_opens_self_beside_the_table_when_wide(tmp_path: Path) -> None:
    server = ScriptedServer(FIVE)
    server.documents = {(FIVE[0].id, "self"): page(FIVE[0])}
    stage = Stage(tmp_path, server)
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 5)
        await pilot.press("enter")
        await until(pilot, lambda: "[2] organization" in pane_text(stage))
        assert "state Working, result so far Success" in pane_text(stage)
        assert stage.table.size.width > 0
        assert stage.pane.region.x >= 60
        await pilot.press("escape")
        await until(pilot, lambda: stage.app.focused is stage.table)
        assert not stage.pane.display


async def test_enter_opens_self_over_the_table_when_narrow(tmp_path: Path) -> None:
    server = ScriptedServer(FIVE)
    server.documents = {(FIVE[0].id, "self"): page(FIVE[0])}
    stage = Stage(tmp_path, server)
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 5)
        await pilot.press("enter")
        await until(pilot, lambda: "[1] self" in pane_text(stage))
        assert not stage.table.display
        assert stage.pane.region.width == 80
        await pilot.resize_terminal(140, 30)
        await until(pilot, lambda: stage.table.display and stage.pane.region.width < 80)
        assert "[1] self" in pane_text(stage)


async def test_o_opens_the_organization_and_the_table_learns_its_name(tmp_path: Path) -> None:
    server = ScriptedServer(FIVE)
    server.documents = {
        (FIVE[0].id, "organization"): page(Organization(id="7", name="contoso.onmicrosoft.com"))
    }
    stage = Stage(tmp_path, server)
    async with stage.app.run_test(size=(160, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 5)
        await pilot.press("o")
        await until(pilot, lambda: "contoso.onmicrosoft.com" in pane_text(stage))
        await pilot.press("escape")
        await until(pilot, lambda: "contoso.onmicrosoft.com" in stage.printed[1])


@pytest.mark.parametrize("error", [ServerFault("500: the session has expired"), NotFound("404")])
async def test_an_expired_organization_is_a_sentence(tmp_path: Path, error: ServerFault | NotFound) -> None:
    server = ScriptedServer(FIVE)
    server.documents = {(FIVE[0].id, "organization"): error}
    stage = Stage(tmp_path, server)
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 5)
        await pilot.press("o")
        await until(pilot, lambda: "can be opened only while the session works" in pane_text(stage))
        assert stage.status.startswith("LIVE")


async def test_links_are_followed_by_number_and_brackets_go_back_and_forward(tmp_path: Path) -> None:
    server = ScriptedServer(FIVE)
    server.documents = {
        (FIVE[0].id, "self"): page(FIVE[0]),
        (FIVE[0].id, "organization"): page(Organization(name="contoso")),
    }
    stage = Stage(tmp_path, server)
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 5)
        await pilot.press("enter")
        await until(pilot, lambda: "[2] organization" in pane_text(stage))
        await pilot.press("2")
        await until(pilot, lambda: "contoso" in pane_text(stage))
        assert "> self > organization" in pane_text(stage)
        await pilot.press("left_square_bracket")
        await until(pilot, lambda: "Status" in pane_text(stage))
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: "contoso" in pane_text(stage))
        assert server.followed == [(FIVE[0].id, "self"), (FIVE[0].id, "organization")]


async def test_enter_follows_the_link_under_the_cursor(tmp_path: Path) -> None:
    server = ScriptedServer(FIVE)
    server.documents = {
        (FIVE[0].id, "self"): page(FIVE[0]),
        (FIVE[0].id, "organization"): page(Organization(name="contoso")),
    }
    stage = Stage(tmp_path, server)
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 5)
        await pilot.press("enter")
        await until(pilot, lambda: "[2] organization" in pane_text(stage))
        await pilot.press("G", "enter")
        await until(pilot, lambda: "contoso" in pane_text(stage))


async def test_raw_shows_what_was_sent_unknown_fields_included(tmp_path: Path) -> None:
    server = ScriptedServer(FIVE)
    server.documents = {(FIVE[0].id, "self"): page(FIVE[0], b'{"id":"x","colour":"[red]\\u001b[2J"}')}
    stage = Stage(tmp_path, server)
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 5)
        await pilot.press("y")
        await until(pilot, lambda: '"colour": "[red]\\u001b[2J"' in pane_text(stage))
        await pilot.press("y")
        await until(pilot, lambda: "Status" in pane_text(stage))


async def test_an_open_pane_shows_later_changes_of_its_session_and_that_it_is_gone(tmp_path: Path) -> None:
    ended = aged(1, state="Stopped", result="Failed")
    server = ScriptedServer(FIVE, [ended, *FIVE[1:]], FIVE[1:])
    server.documents = {(FIVE[0].id, "self"): page(FIVE[0])}
    stage = Stage(tmp_path, server)
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 5)
        await pilot.press("enter")
        await until(pilot, lambda: "RUN" in pane_text(stage))
        stage.clock.advance(10)
        await until(pilot, lambda: "FAIL  state Stopped, result Failed" in pane_text(stage))
        stage.clock.advance(10)
        await until(pilot, lambda: "gone since" in pane_text(stage))
        assert "FAIL" in pane_text(stage)


async def test_a_slow_answer_to_an_old_request_never_overwrites_a_newer_page(tmp_path: Path) -> None:
    server = ScriptedServer(FIVE)
    server.documents = {(FIVE[0].id, "self"): page(FIVE[0]), (FIVE[1].id, "self"): page(FIVE[1])}
    server.follow_gates = {(FIVE[0].id, "self"): asyncio.Event()}
    stage = Stage(tmp_path, server)
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 5)
        await pilot.press("enter")
        await until(pilot, lambda: "loading" in pane_text(stage))
        await pilot.press("tab", "j", "d")
        await until(pilot, lambda: FIVE[1].id in pane_text(stage) and "loading" not in pane_text(stage))
        server.follow_gates[FIVE[0].id, "self"].set()
        await pilot.pause()
        assert FIVE[0].id not in pane_text(stage)


async def test_a_link_that_named_another_server_is_marked(tmp_path: Path) -> None:
    server = ScriptedServer(FIVE)
    server.documents = {(FIVE[0].id, "self"): page(FIVE[0], moved_from="https://evil.example")}
    stage = Stage(tmp_path, server)
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 5)
        await pilot.press("enter")
        await until(pilot, lambda: "the link named https://evil.example" in pane_text(stage))


async def test_a_refused_password_is_asked_for_once_and_not_tried_again(tmp_path: Path) -> None:
    server = ScriptedServer(SignInRefused("the password was refused"), FIVE)
    stage = Stage(tmp_path, server)
    async with stage.app.run_test(size=(100, 24)) as pilot:
        await until(pilot, lambda: isinstance(stage.app.screen, SignInScreen))
        stage.clock.advance(100_000)
        await pilot.pause()
        assert server.polls == 1
        await pilot.press(*"geheim", "enter")
        await until(pilot, lambda: stage.table.row_count == 5)
        assert server.passwords == ["geheim"]


async def test_who_does_not_sign_in_now_may_do_it_later_with_enter(tmp_path: Path) -> None:
    server = ScriptedServer(SignInRefused("the password was refused"))
    stage = Stage(tmp_path, server)
    async with stage.app.run_test(size=(100, 24)) as pilot:
        await until(pilot, lambda: isinstance(stage.app.screen, SignInScreen))
        await pilot.press("escape")
        await until(pilot, lambda: stage.app.screen is stage.screen)
        assert stage.status.startswith("AUTH  Enter to sign in")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(stage.app.screen, SignInScreen))
        assert server.polls == 1


async def test_items_that_could_not_be_read_are_told(tmp_path: Path) -> None:
    listing = Listing(tuple(FIVE[:4]), unreadable=("creationTime is 'soon'",))
    stage = Stage(tmp_path, ScriptedServer(listing))
    async with stage.app.run_test(size=(120, 24)) as pilot:
        await until(pilot, lambda: "1 of 5 could not be read: creationTime is 'soon'" in stage.status)


async def test_a_skewed_server_does_not_bend_durations(tmp_path: Path) -> None:
    clock_ahead = timedelta(hours=1)
    stage = Stage(tmp_path, ScriptedServer(FIVE))
    started = stage.clock.now() + clock_ahead - timedelta(minutes=2)
    made = Session(id=FIVE[0].id, state="Working", created=started)
    stage.servers = [ScriptedServer(Listing((made,), server_time=stage.clock.now() + clock_ahead))]
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 1)
        assert " 2m " in stage.printed[1]


async def test_permanent_warnings_stand_in_the_title(tmp_path: Path) -> None:
    profile = replace(PROFILE, verify=False)
    stage = Stage(tmp_path, ScriptedServer(FIVE), profile=profile)
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "TLS OFF" in stage.title)
    plain = replace(PROFILE, url="http://veeam01:4443", allow_http=True)
    stage = Stage(tmp_path, ScriptedServer(FIVE), profile=plain)
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "PLAIN HTTP" in stage.title)


async def test_help_lists_every_key_that_works_here(tmp_path: Path) -> None:
    stage = Stage(tmp_path, ScriptedServer(FIVE))
    async with stage.app.run_test(size=(100, 50)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 5)
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(stage.app.screen, HelpScreen))
        assert isinstance(stage.app.screen, HelpScreen)
        listed = stage.app.screen.keys_listed
        assert {"r", "p", "/", "o", "y", "j", "G", "P", "t", "+"} <= set(listed)
        await pilot.press("escape")
        await until(pilot, lambda: stage.app.screen is stage.screen)


async def test_q_asks_and_a_second_q_quits(tmp_path: Path) -> None:
    stage = Stage(tmp_path, ScriptedServer(FIVE))
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 5)
        await pilot.press("q")
        await until(pilot, lambda: "quit? q again" in stage.status)
        await pilot.press("j")
        await until(pilot, lambda: "quit?" not in stage.status)
        await pilot.press("q", "q")
        await until(pilot, lambda: not stage.app.is_running)


async def test_the_footer_drops_help_last(tmp_path: Path) -> None:
    stage = Stage(tmp_path, ScriptedServer(FIVE))
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stage.screen.query_one(KeyLine).text.plain.startswith("? help"))
        assert "q quit" in stage.screen.query_one(KeyLine).text.plain
        await pilot.resize_terminal(30, 24)
        await until(pilot, lambda: stage.screen.query_one(KeyLine).text.cell_len <= 30)
        assert stage.screen.query_one(KeyLine).text.plain.startswith("? help")


@pytest.mark.parametrize(
    "size", [(1, 1), (2, 2), (12, 3), (30, 8), (40, 12), (60, 20), (119, 11), (120, 7), (200, 60)]
)
async def test_every_size_is_drawn(tmp_path: Path, size: tuple[int, int]) -> None:
    server = ScriptedServer(FIVE)
    server.documents = {(FIVE[0].id, "self"): page(FIVE[0])}
    stage = Stage(tmp_path, server)
    async with stage.app.run_test(size=size) as pilot:
        await until(pilot, lambda: stage.table.row_count == 5)
        await pilot.press("j", "enter", "escape", "slash", "x", "escape", "question_mark", "escape")
        assert stage.screen.query_one("#status", Line).text.plain.startswith("LIVE" if size[0] >= 12 else "")


async def test_leaving_closes_the_connection(tmp_path: Path) -> None:
    server = ScriptedServer(FIVE)
    stage = Stage(tmp_path, server)
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 5)
    assert server.closed

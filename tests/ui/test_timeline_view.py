"""The timeline in the table's place: the same rows, the same cursor, the keys of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from textual.geometry import Region
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Static

from tests.monitor.scripted import NOON
from tests.ui.newer import NewerServer, named
from tests.ui.stage import Stage, until
from tests.ui.test_session_table import NASTY
from vbo_tui.errors import Unreachable
from vbo_tui.model.session import Session, SessionId
from vbo_tui.profiles.settings import Settings
from vbo_tui.ui.screens.help import HelpScreen
from vbo_tui.ui.timeline import LETTERS
from vbo_tui.ui.widgets.histogram import Histogram
from vbo_tui.ui.widgets.line import Line
from vbo_tui.ui.widgets.timeline import Timeline
from vbo_tui.ui.widgets.timeline_view import AT_ONCE, TimelineView


def ran(number: int, hours: float, *, result: str = "Success", **fields: object) -> Session:
    """Return a session that started ``number`` minutes before noon, and ended after so many hours."""
    started = NOON - timedelta(minutes=number)
    over = {"state": "Stopped", "result": result, "ended": started + timedelta(hours=hours)}
    return named(number, **over | fields)


SOME = [
    named(-60, organization="contoso"),
    ran(1, 0.2, organization="contoso"),
    ran(120, 1, result="Failed", organization="fabrikam"),
    ran(300, 4, result="Warning", organization="fabrikam"),
    ran(301, 1.5, organization="fabrikam"),
    named(900, organization="contoso"),
    ran(1500, 3, organization="contoso"),
    ran(4000, 1, organization="tailspin"),
]


AT_80X24 = """\
F FAIL       1                                                        █
W WARN       1                                                   █
K OK         2                                                   █       █
R RUN        2                                   █                         █
 St     Dur     24h UTC, 36m a cell         │18:00    │09-24    │06:00      now
 RUN    1h03m   Restore -60                                                R━>
 OK     12m00s  Restore 1                                                K━  │
 FAIL   1h00m   Restore 120                                           F━━    │
 WARN   4h00m   Restore 300                                      W━━━━━━━    │
 OK     1h30m   Restore 301                                      K━━━        │
 RUN!   17h03m  Restore 900                      R━━━━━━━━━━━━━━━━━━━━━━━━━━━>
 OK     3h00m   Restore 1500           <                                     │
 OK     1h00m   Restore 4000           <                                     │"""
"""The histogram, the scale and the rows of these, three minutes past two in the afternoon."""


def on_stage(folder: Path, *answers: object, settings: Settings | None = None) -> Stage:
    by_start = replace(settings or Settings(), sort="started")
    return Stage(folder, NewerServer("v8", *(answers or (SOME,))), settings=by_start)  # type: ignore[arg-type]


def view(stage: Stage) -> TimelineView:
    return stage.screen.query_one(TimelineView)


def chart(stage: Stage) -> Timeline:
    return stage.screen.query_one(Timeline)


def histogram(stage: Stage) -> list[str]:
    lines = stage.screen.query_one(Histogram).query(Line)
    return [line.text.plain.rstrip() for line in lines if line.display]


def lines(stage: Stage) -> list[str]:
    """Return the chart as it is printed, the scale first, without the scrollbar."""
    drawn = chart(stage)
    return [drawn.render_line(y).text.rstrip() for y in range(drawn.size.height)]


def row_of(stage: Stage, name: str) -> str:
    return next(line for line in lines(stage) if name in line)


async def opened(stage: Stage, pilot: Pilot[None], *keys: str) -> None:
    """Press ``V`` once the first answer is there, and then ``keys``."""
    await until(pilot, lambda: stage.table.row_count)
    await pilot.press("V", *keys)
    await until(pilot, lambda: view(stage).display and chart(stage).size.height)
    await pilot.pause()


# -- what is seen -------------------------------------------------------------------------------------


async def test_the_timeline_at_eighty_by_twenty_four(tmp_path: Path) -> None:
    stage = on_stage(tmp_path)
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await opened(stage, pilot)
        assert "\n".join([*histogram(stage), *lines(stage)[:9]]) == AT_80X24
        assert stage.title.split()[-2:] == ["8", "all"]
        assert stage.status.startswith("LIVE 0s")


async def test_in_ascii_nothing_else_is_drawn(tmp_path: Path) -> None:
    stage = on_stage(tmp_path, settings=Settings(ascii=True))
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await opened(stage, pilot)
        assert "".join([*histogram(stage), *lines(stage)]).isascii()
        assert "W====" in row_of(stage, "Restore 300")


async def test_a_terminal_that_is_not_utf_8_gets_ascii(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.ISO-8859-1")
    stage = on_stage(tmp_path)
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await opened(stage, pilot)
        assert "W====" in row_of(stage, "Restore 300")


async def test_the_key_t_changes_the_scale(tmp_path: Path) -> None:
    stage = on_stage(tmp_path)
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await opened(stage, pilot)
        assert "09-24" in lines(stage)[0]
        await pilot.press("t", "t")
        assert "-18h" in lines(stage)[0]
        assert "09-24" not in lines(stage)[0]


# -- the cursor ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["V", "escape", "q"])
async def test_the_cursor_is_the_tables_on_the_way_in_and_on_the_way_out(tmp_path: Path, key: str) -> None:
    stage = on_stage(tmp_path)
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count)
        await pilot.press("j", "j")
        await opened(stage, pilot)
        assert chart(stage).cursor_row == 2
        await pilot.press("j", "j", "k", key)
        await until(pilot, lambda: stage.table.display)
        assert stage.table.cursor_row == 3
        assert stage.app.focused is stage.table
        assert not view(stage).display


async def test_the_keys_move_as_in_the_table(tmp_path: Path) -> None:
    stage = on_stage(tmp_path, [ran(number, 0.1) for number in range(100)])
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await opened(stage, pilot)
        page = chart(stage).page
        for key, row in (
            ("G", 99),
            ("g", 0),
            ("pagedown", page),
            ("ctrl+f", 2 * page),
            ("ctrl+b", page),
            ("ctrl+d", page + page // 2),
            ("ctrl+u", page),
            ("k", page - 1),
        ):
            await pilot.press(key)
            assert chart(stage).cursor_row == row
            await until(pilot, lambda: stage.table.cursor_row == chart(stage).cursor_row)


async def test_enter_opens_the_session_and_escape_comes_back_to_the_timeline(tmp_path: Path) -> None:
    stage = on_stage(tmp_path)
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await opened(stage, pilot, "j", "j")
        await pilot.press("enter")
        await until(pilot, lambda: stage.pane.page is not None and stage.pane.has_focus_within)
        assert stage.pane.page is not None
        assert stage.pane.page.session == SOME[2].id
        assert not view(stage).display
        await pilot.press("escape")
        await until(pilot, lambda: stage.app.focused is chart(stage))
        assert view(stage).display
        assert not stage.table.display
        assert chart(stage).cursor_row == 2


async def test_where_there_is_room_the_detail_stands_beside_the_timeline(tmp_path: Path) -> None:
    stage = on_stage(tmp_path)
    async with stage.app.run_test(size=(130, 24)) as pilot:
        await opened(stage, pilot, "enter")
        await until(pilot, lambda: stage.pane.has_focus_within)
        assert view(stage).display
        assert stage.pane.display
        await pilot.press("tab")
        assert stage.app.focused is chart(stage)
        await pilot.press("V")
        await until(pilot, lambda: stage.app.focused is stage.table)
        assert stage.table.display


# -- the window ---------------------------------------------------------------------------------------


async def test_the_window_scrolls_and_comes_back_to_the_present(tmp_path: Path) -> None:
    stage = on_stage(tmp_path)
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await opened(stage, pilot)
        at_first = lines(stage)
        assert "now" in at_first[0]
        await pilot.press("less_than_sign", "left", "left", "left")
        assert "now" not in lines(stage)[0]
        assert "K" in row_of(stage, "Restore 1500")
        await pilot.press("right", "right", "right", "greater_than_sign")
        assert lines(stage) == at_first
        await pilot.press("left", "n")
        assert lines(stage) == at_first


async def test_the_window_shows_from_an_hour_to_thirty_days(tmp_path: Path) -> None:
    stage = on_stage(tmp_path)
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await opened(stage, pilot)
        shown = []
        for key in ("plus",) * 5 + ("minus",) * 8:
            await pilot.press(key)
            shown.append(lines(stage)[0].split()[2])
        assert shown[:5] == ["12h", "6h", "3h", "1h", "1h"]
        assert shown[5:] == ["3h", "6h", "12h", "24h", "3d", "7d", "30d", "30d"]


async def test_the_window_goes_where_the_cursors_session_is(tmp_path: Path) -> None:
    stage = on_stage(tmp_path)
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await opened(stage, pilot, "G")
        assert row_of(stage, "Restore 4000").split()[-1] != "K"
        await pilot.press("x")
        assert "K" in row_of(stage, "Restore 4000")
        assert "09-22" in lines(stage)[0]


async def test_the_window_goes_along_with_the_present(tmp_path: Path) -> None:
    stage = on_stage(tmp_path)
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await opened(stage, pilot)
        before = chart(stage).bars.window
        stage.clock.turn(timedelta(hours=30))
        stage.screen.show_state()
        await pilot.pause()
        assert chart(stage).bars.window.left > before.left
        assert "now" in lines(stage)[0]
        assert row_of(stage, "Restore -60").endswith(">")


# -- organizations ------------------------------------------------------------------------------------


async def test_a_row_for_each_organization(tmp_path: Path) -> None:
    stage = on_stage(tmp_path)
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await opened(stage, pilot, "v")
        shown = [line.split() for line in lines(stage)[1:4]]
        assert [line[0] for line in shown] == ["contoso", "fabrikam", "tailspin"]
        assert [line[1:4] for line in shown] == [["2", "-", "4"], ["-", "1", "3"], ["-", "-", "1"]]
        assert row_of(stage, "contoso").endswith(">")
        await pilot.press("j")
        await until(pilot, lambda: stage.table.chosen == SOME[2])
        await pilot.press("enter")
        assert chart(stage).cursor_row == 2
        assert row_of(stage, "Restore 120")


async def test_back_from_the_organizations_the_cursor_is_on_one_of_its_sessions(tmp_path: Path) -> None:
    stage = on_stage(tmp_path)
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await opened(stage, pilot, "j", "j", "j", "v")
        assert chart(stage).cursor_row == 1
        await pilot.press("v")
        assert chart(stage).cursor_row == 3
        await pilot.press("v", "j", "escape")
        await until(pilot, lambda: stage.table.display)
        assert stage.table.chosen == SOME[7]


# -- it lives -----------------------------------------------------------------------------------------


async def test_it_keeps_up_with_polls_and_the_cursor_stays_on_its_session(tmp_path: Path) -> None:
    fresh = ran(-100, 0.1, result="Failed")
    ended = msgspec.structs.replace(SOME[0], state="Stopped", ended=NOON + timedelta(hours=2))
    stage = on_stage(tmp_path, SOME, [fresh, ended, *SOME[1:]])
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await opened(stage, pilot, "j", "j")
        assert "R" in row_of(stage, "Restore -60")
        assert histogram(stage)[0].split()[:3] == ["F", "FAIL", "1"]
        stage.clock.advance(10)
        await until(pilot, lambda: stage.table.row_count == 9)
        await pilot.pause()
        assert chart(stage).cursor_row == stage.table.cursor_row == 3
        assert stage.table.chosen == SOME[2]
        assert "K" in row_of(stage, "Restore -60")
        assert histogram(stage)[0].split()[:3] == ["F", "FAIL", "2"]
        assert "F" in row_of(stage, "Restore -100")


async def test_filter_and_order_are_the_tables(tmp_path: Path) -> None:
    stage = on_stage(tmp_path)
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await opened(stage, pilot, "j", "j")
        await pilot.press("A")
        await until(pilot, lambda: chart(stage).cursor_row == 5)
        assert "Restore 4000" in lines(stage)[1]
        await pilot.press("slash", *"fabri", "enter")
        await until(pilot, lambda: stage.app.focused is chart(stage))
        await until(pilot, lambda: chart(stage).row_count == 3)
        assert [line.split()[-1].strip() for line in histogram(stage)[:3]] != []
        assert histogram(stage)[2].split()[:3] == ["K", "OK", "1"]
        assert "3 of 8" in stage.status
        await pilot.press("v")
        assert [line.split()[0] for line in lines(stage)[1:] if line] == ["fabrikam"]


async def test_the_digits_leave_one_status_as_in_the_table(tmp_path: Path) -> None:
    stage = on_stage(tmp_path)
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await opened(stage, pilot)
        for key, left in (("1", 2), ("2", 1), ("3", 1), ("4", 4), ("0", 8), ("f", 1), ("f", 8)):
            await pilot.press(key)
            await until(pilot, lambda left=left: chart(stage).row_count == left)  # type: ignore[misc]
            await until(pilot, lambda left=left: len(chart(stage).bars.census.lanes.whole) == left)  # type: ignore[misc]


async def test_what_the_clock_lets_into_a_filter_is_counted(tmp_path: Path) -> None:
    stage = on_stage(tmp_path)
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await opened(stage, pilot, "slash", *"dur>2h")
        await pilot.press("enter")
        await until(pilot, lambda: len(chart(stage).bars.census.lanes.whole) == 3)
        stage.clock.turn(timedelta(hours=1))
        stage.screen.show_state()
        await until(pilot, lambda: chart(stage).row_count == 4)
        await until(pilot, lambda: len(chart(stage).bars.census.lanes.whole) == 4)


async def test_when_the_server_is_lost_it_dims_and_the_status_says_so(tmp_path: Path) -> None:
    stage = on_stage(tmp_path, SOME, Unreachable("connection refused"))
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await opened(stage, pilot)
        assert not chart(stage).stale
        stage.clock.advance(10)
        await until(pilot, lambda: "OFFLINE" in stage.status)
        assert chart(stage).stale
        ok = stage.screen.query_one("#started-success", Line).text
        assert any("dim" in str(span.style) and "green" in str(span.style) for span in ok.spans)


async def test_an_empty_list_says_why(tmp_path: Path) -> None:
    stage = on_stage(tmp_path, [])
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stage.status.startswith("LIVE"))
        await pilot.press("V", "x", "j", "enter", "v", "enter")
        await pilot.pause()
        assert "No restore sessions" in "".join(lines(stage))


class Painted:
    """Hears what is painted again of the timeline."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.regions: list[Region] = []
        plain = Widget.refresh

        def refresh(widget: Widget, *regions: Region, **options: bool) -> Widget:
            if isinstance(widget, Timeline) or isinstance(widget.parent, Histogram):
                self.regions.extend(regions or [Region(0, 0, *widget.size)])
            return plain(widget, *regions, **options)

        monkeypatch.setattr(Widget, "refresh", refresh)


async def test_a_poll_without_a_change_paints_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = on_stage(tmp_path)
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await opened(stage, pilot)
        heard = Painted(monkeypatch)
        polls = stage.servers[0].polls
        stage.clock.advance(10)
        await until(pilot, lambda: stage.servers[0].polls > polls)
        await until(pilot, lambda: stage.clock.waits)
        stage.screen.show_state()
        await pilot.pause()
        assert heard.regions == []


async def test_a_session_that_ends_paints_its_own_row_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = msgspec.structs.replace(SOME[5], state="Stopped", ended=NOON + timedelta(hours=2))
    stage = on_stage(tmp_path, SOME, [*SOME[:5], ended, *SOME[6:]])
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await opened(stage, pilot)
        heard = Painted(monkeypatch)
        stage.clock.advance(10)
        await until(pilot, lambda: "OK" in row_of(stage, "Restore 900"))
        await pilot.pause()
        assert {region.y for region in heard.regions if region.width > 1} <= {0, 6}
        assert any(region.y == 6 for region in heard.regions)


async def test_as_time_goes_on_the_line_at_the_present_is_painted_where_it_was_and_where_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = on_stage(tmp_path)
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await opened(stage, pilot)
        window = chart(stage).bars.window
        stage.clock.turn(timedelta(seconds=-window.column_span))
        stage.screen.show_state()
        await pilot.pause()
        heard = Painted(monkeypatch)
        stage.clock.turn(timedelta(seconds=window.column_span))
        stage.screen.show_state()
        await pilot.pause()
        assert chart(stage).bars.window == window
        assert [region.width for region in heard.regions if region.y == 3] == [2]


async def test_a_closed_timeline_counts_nothing(tmp_path: Path) -> None:
    stage = on_stage(tmp_path, SOME, SOME[1:])
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await opened(stage, pilot)
        await pilot.press("escape")
        await until(pilot, lambda: stage.table.display)
        stage.clock.advance(10)
        await until(pilot, lambda: stage.table.row_count == 7)
        await pilot.pause()
        assert len(chart(stage).bars.census.lanes.whole) == 0


async def test_many_sessions_are_counted_little_by_little_and_all_of_them(tmp_path: Path) -> None:
    count = 5 * AT_ONCE
    many = [ran(number, 0.1, organization=f"org {number % 3}") for number in range(count)]
    stage = on_stage(tmp_path, many)
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == count)
        await pilot.press("V", "v")
        census = chart(stage).bars.census
        await until(pilot, lambda: not census.is_busy and chart(stage).row_count == 3)
        await pilot.pause()
        assert len(census.lanes.whole) == count
        await pilot.press("slash", *"org:1", "enter")
        await until(
            pilot, lambda: not stage.table.is_sifting and not census.is_busy and len(census.lanes.whole)
        )
        await until(pilot, lambda: len(census.lanes.whole) == stage.table.shown_count)


# -- at the edges -------------------------------------------------------------------------------------

ODD = [
    named(0, created=None),
    ran(1, -5),
    named(2, created=NOON + timedelta(days=400)),
    ran(3, 1, created=datetime.min.replace(tzinfo=UTC)),
    ran(4, 1, created=datetime.max.replace(tzinfo=UTC), ended=datetime.max.replace(tzinfo=UTC)),
    Session(id=SessionId("bare")),
    Session(id=SessionId("stopped"), state="Stopped"),
    *(
        ran(10 + number, 1, name=text, organization=text, result=text[:40])
        for number, text in enumerate(NASTY)
    ),
]


@pytest.mark.parametrize("size", [(1, 1), (5, 3), (12, 5), (40, 12), (60, 20), (80, 24), (200, 50)])
async def test_strange_sessions_are_drawn_at_any_size(tmp_path: Path, size: tuple[int, int]) -> None:
    stage = on_stage(tmp_path, ODD)
    async with stage.app.run_test(size=size) as pilot:
        await until(pilot, lambda: stage.table.row_count == len(ODD))
        await pilot.press("V")
        for key in (
            "G",
            "x",
            "minus",
            "g",
            "j",
            "j",
            "j",
            "x",
            "left",
            "plus",
            "v",
            "j",
            "t",
            "right",
            "v",
            "n",
        ):
            await pilot.press(key)
            await pilot.pause()
            assert all("\x1b" not in line for line in lines(stage))
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert "now" in lines(stage)[0]


async def test_the_help_lists_the_keys_of_the_timeline_and_explains_its_letters(tmp_path: Path) -> None:
    stage = on_stage(tmp_path)
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await opened(stage, pilot, "question_mark")
        await until(pilot, lambda: isinstance(stage.app.screen, HelpScreen))
        screen = stage.app.screen
        assert isinstance(screen, HelpScreen)
        assert {"V", "v", "n", "x", "<", ">", "+", "-"} <= set(screen.keys_listed)
        text = str(screen.query_one(Static).render())
        assert all(f"{letter} " in text for letter in LETTERS.values())

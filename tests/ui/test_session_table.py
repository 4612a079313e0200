from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from textual import on
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.pilot import Pilot
from textual.widgets.data_table import RowKey

from vbo_tui.model.filter import Filter
from vbo_tui.model.query import Order, SortKey
from vbo_tui.model.session import Session, SessionId
from vbo_tui.model.snapshot import Delta, Snapshot, diff
from vbo_tui.ui.format import TimeMode
from vbo_tui.ui.session_rows import MOST_NAMES, Counts
from vbo_tui.ui.widgets.session_table import SessionTable

NOON = datetime(2026, 9, 24, 12, tzinfo=UTC)
NASTY = [
    "[/foo]",
    "[red",
    "\x1b[2J",
    "a\nb",
    "\u202eabc",
    "日本語" * 40,
    "e" + "\u0301" * 500,
    "x" * 1_000_000,
]


def session(number: int, **fields: object) -> Session:
    """Return a session that started ``number`` minutes before noon and succeeded."""
    started = NOON - timedelta(minutes=number)
    told: dict[str, object] = {
        "id": SessionId(f"{number:04}-d0e2-422b-9d7c-35d15661c3fb"),
        "type": "Vex",
        "state": "Stopped",
        "result": "Success",
        "created": started,
        "ended": started + timedelta(seconds=41),
    }
    return Session(**(told | fields))  # type: ignore[arg-type]


def some(count: int) -> list[Session]:
    return [session(number) for number in range(count)]


def failed(one: Session) -> Session:
    return msgspec.structs.replace(one, result="Failed")


class Told(SessionTable):
    """Remembers which of its lines were painted again."""

    def __init__(self, profile: str, *, now: Callable[[], datetime], seconds: Callable[[], float]) -> None:
        self.painted: list[Region] = []
        super().__init__(profile, now=now, seconds=seconds)

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Told:
        self.painted.extend(regions or [Region(0, 0, *self.size)])
        super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
        return self


class TableApp(App[None]):
    """A table, a clock that stands still, and an ear for what the table says."""

    def __init__(self, sessions: Iterable[Session] = ()) -> None:
        super().__init__(ansi_color=True)
        self.theme = "ansi-dark"
        self.now = NOON
        self.seconds = 1000.0
        self.first = list(sessions)
        self.shown = Snapshot()
        self.said: list[tuple[str, Session | None]] = []

    def compose(self) -> ComposeResult:
        yield Told("prod", now=lambda: self.now, seconds=lambda: self.seconds)

    def on_mount(self) -> None:
        self.table.focus()
        if self.first:
            self.show(self.first)

    @property
    def table(self) -> Told:
        return self.query_one(Told)

    @property
    def lines(self) -> list[str]:
        """What is printed, the header first."""
        return [strip.text.rstrip() for strip in self.table.render_lines(Region(0, 0, *self.table.size))]

    def show(self, sessions: Iterable[Session], *, delta: Delta | None = None) -> None:
        """Show these sessions as the next answer."""
        after = Snapshot(self.shown.revision + 1, {one.id: one for one in sessions})
        self.table.show(after, diff(self.shown, after) if delta is None else delta)
        self.shown = after

    @on(SessionTable.Chosen)
    @on(SessionTable.ChosenGone)
    @on(SessionTable.Opened)
    def _hear(self, event: SessionTable.Chosen | SessionTable.ChosenGone | SessionTable.Opened) -> None:
        self.said.append((type(event).__name__, event.session))


async def until(pilot: Pilot[None], fact: Callable[[], bool]) -> None:
    """Let the app run until ``fact`` holds; give up after 200 idle turns."""
    for _ in range(200):
        if fact():
            return
        await pilot.pause()
    raise AssertionError("it never came true")


def chosen(app: TableApp) -> Session:
    """Return the chosen session; fails without one."""
    assert app.table.chosen is not None
    return app.table.chosen


# -- the cursor belongs to a session ----------------------------------------------------------------


async def test_the_cursor_stays_on_its_session_when_others_come_and_go() -> None:
    app = TableApp(some(20))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j", "j", "j", "j", "j")
        kept = chosen(app)
        app.show([session(-1), *some(20)[2:]])
        assert app.table.cursor_row == 4
        assert chosen(app) == kept


async def test_the_cursor_stays_on_its_session_through_a_new_order() -> None:
    app = TableApp(some(50))
    async with app.run_test(size=(80, 10)) as pilot:
        await pilot.press("j", "j")
        kept = chosen(app)
        app.table.order = Order(SortKey.STARTED, reverse=False)
        assert app.table.cursor_row == 47
        assert chosen(app) == kept
        await pilot.pause()
        assert any(kept.id[:4] in line for line in app.lines)


async def test_the_cursor_of_a_removed_session_goes_to_the_next_one_and_says_so() -> None:
    app = TableApp(some(20))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j", "j", "j")
        gone = chosen(app)
        app.said.clear()
        app.show([one for one in some(20) if one.id not in (gone.id, session(4).id)])
        assert chosen(app) == session(5)
        await until(pilot, lambda: len(app.said) == 2)
        assert app.said == [("Chosen", session(5)), ("ChosenGone", gone)]


async def test_the_cursor_of_the_last_row_goes_up_when_that_row_is_removed() -> None:
    app = TableApp(some(20))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("G")
        app.show(some(18))
        assert chosen(app) == session(17)


async def test_a_filter_that_hides_the_session_gives_it_back_when_it_is_cleared() -> None:
    app = TableApp([*some(20), session(30, type="Vesp")])
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j", "j", "j")
        kept = chosen(app)
        app.table.filter = Filter.parse("sharepoint")
        assert chosen(app).type == "Vesp"
        app.show(app.shown.sessions.values())
        assert chosen(app).type == "Vesp"
        app.table.filter = Filter()
        assert chosen(app) == kept


async def test_a_refresh_moves_no_cursor_back_to_a_row_that_a_filter_had_hidden() -> None:
    app = TableApp([*some(20), session(30, type="Vesp")])
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j", "j", "j")
        app.table.filter = Filter.parse("vesp")
        app.show([*some(3), session(3, type="Vesp"), session(30, type="Vesp")])
        assert app.table.shown_count == 2
        assert chosen(app) == session(30, type="Vesp")


async def test_where_the_user_went_meanwhile_the_cursor_stays_when_the_filter_is_cleared() -> None:
    app = TableApp([*some(20), session(30, type="Vesp"), session(31, type="Vesp")])
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j", "j", "j")
        app.table.filter = Filter.parse("vesp")
        await pilot.press("j")
        app.table.filter = Filter()
        assert chosen(app) == session(31, type="Vesp")


async def test_the_cursor_keeps_its_session_and_stays_in_view_through_a_resize() -> None:
    app = TableApp(some(100))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+f", "ctrl+f", "ctrl+f")
        kept = chosen(app)
        for size in [(60, 10), (200, 60), (40, 5), (110, 24)]:
            await pilot.resize_terminal(*size)
            await until(pilot, lambda: any(kept.id[:4] in line for line in app.lines))
            assert chosen(app) == kept


async def test_the_cursor_line_stands_still_while_rows_come_in_above_it() -> None:
    app = TableApp(some(100))
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.press("ctrl+f", "ctrl+f", "j", "j")
        await pilot.pause()
        before = app.lines
        app.table.painted.clear()
        app.show([session(-2), session(-1), *some(100)])
        await pilot.pause()
        assert app.lines == before
        assert app.table.painted == []


async def test_a_hidden_table_comes_back_as_it_was() -> None:
    app = TableApp(some(100))
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.press("ctrl+f", "ctrl+f", "j", "j")
        await pilot.pause()
        before = app.lines
        app.table.display = False
        await pilot.pause()
        app.show([session(-1), *some(100)])
        await pilot.pause()
        app.table.display = True
        app.table.focus()
        await until(pilot, lambda: app.table.size.height == 12)
        await pilot.pause()
        assert app.lines == before


async def test_a_page_at_the_top_goes_on_showing_what_comes_in() -> None:
    app = TableApp(some(100))
    async with app.run_test(size=(80, 12)) as pilot:
        kept = chosen(app)
        app.show([session(-1), *some(100)])
        await pilot.pause()
        assert app.table.scroll_y == 0
        assert app.lines[1].startswith("+OK")
        assert chosen(app) == kept


async def test_no_number_of_new_rows_takes_the_cursor_out_of_view() -> None:
    app = TableApp(some(100))
    async with app.run_test(size=(80, 12)) as pilot:
        kept = chosen(app)
        for count in range(1, 30):
            app.show([*(session(-number) for number in range(1, count)), *some(100)])
            await pilot.pause()
            assert any(kept.id[:20] in line for line in app.lines)


async def test_choosing_by_id_goes_there_if_it_can() -> None:
    app = TableApp(some(100))
    async with app.run_test(size=(80, 12)):
        assert app.table.choose(session(70).id)
        assert chosen(app) == session(70)
        assert not app.table.choose(SessionId("nobody"))
        assert chosen(app) == session(70)


async def test_a_row_is_named_by_profile_and_session() -> None:
    app = TableApp(some(3))
    async with app.run_test(size=(80, 12)):
        name = f"prod/{session(2).id}"
        assert app.table.get_row_index(RowKey(name)) == 2
        assert app.table.get_row(name)[-1].plain == session(2).id


# -- what the table says ----------------------------------------------------------------------------


async def test_the_choice_is_told_when_it_moves_and_when_its_session_changes() -> None:
    app = TableApp(some(5))
    async with app.run_test(size=(80, 12)) as pilot:
        await until(pilot, lambda: app.said == [("Chosen", session(0))])
        app.show([failed(session(0)), *some(5)[1:]])
        await until(pilot, lambda: app.said[1:] == [("Chosen", failed(session(0)))])
        app.show(app.shown.sessions.values())
        await pilot.press("j")
        await until(pilot, lambda: app.said[2:] == [("Chosen", session(1))])
        app.show([])
        await until(pilot, lambda: app.said[3:] == [("Chosen", None), ("ChosenGone", session(1))])
        assert app.table.chosen is None


async def test_enter_opens_the_chosen_session() -> None:
    app = TableApp(some(5))
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.press("j", "enter")
        await until(pilot, lambda: ("Opened", session(1)) in app.said)


async def test_an_empty_table_opens_nothing() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.press("enter", "j", "k", "G", "g", "ctrl+d", "ctrl+u", "ctrl+f", "ctrl+b")
        assert app.said == []
        assert app.table.chosen is None


@pytest.mark.parametrize(
    ("keys", "row"),
    [
        ("j", 1),
        ("down", 1),
        ("j k", 0),
        ("down up", 0),
        ("G", 99),
        ("end", 99),
        ("G g", 0),
        ("end home", 0),
        ("ctrl+d", 5),
        ("ctrl+d ctrl+d ctrl+u", 5),
        ("ctrl+f", 10),
        ("pagedown", 10),
        ("ctrl+f ctrl+f ctrl+b", 10),
        ("pagedown pagedown pageup", 10),
        ("k", 0),
        ("G j", 99),
        ("left right", 0),
    ],
)
async def test_the_keys_of_vi_and_of_a_keyboard_move_the_cursor(keys: str, row: int) -> None:
    app = TableApp(some(100))
    async with app.run_test(size=(80, 11)) as pilot:
        await pilot.press(*keys.split())
        assert app.table.cursor_row == row


# -- what is painted --------------------------------------------------------------------------------


async def test_an_answer_without_news_paints_nothing() -> None:
    app = TableApp(some(100))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.table.painted.clear()
        app.show([msgspec.structs.replace(one) for one in some(100)])
        app.table.tick()
        app.table.order = app.table.order
        app.table.filter = Filter.parse("  ")
        app.table.stale = False
        app.table.empty_text = "none"
        assert app.table.painted == []


async def test_a_change_out_of_view_paints_nothing() -> None:
    app = TableApp(some(100))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.table.painted.clear()
        app.show([*some(100)[:90], *(failed(one) for one in some(100)[90:])])
        assert app.table.painted == []


async def test_a_change_in_view_paints_its_cell() -> None:
    app = TableApp(some(100))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.table.painted.clear()
        told = some(100)
        told[4] = failed(told[4])
        app.show(told)
        assert app.table.painted == [Region(1, 5, 6, 1)]
        await pilot.pause()
        assert app.lines[5].startswith(" FAIL")


async def test_durations_tick_without_a_poll_and_nothing_else_is_painted() -> None:
    working = session(2, state="Working", ended=None)
    app = TableApp([session(0), session(1), working])
    async with app.run_test(size=(80, 24)) as pilot:
        app.table.order = Order(SortKey.STARTED)
        await pilot.pause()
        assert " 2m " in app.lines[3]
        app.table.painted.clear()
        app.now += timedelta(seconds=59)
        app.table.tick()
        assert app.table.painted == []
        app.now += timedelta(seconds=1)
        app.table.tick()
        assert [region.y for region in app.table.painted] == [3]
        await pilot.pause()
        assert " 3m " in app.lines[3]
        assert not any("reverse" in str(cell.style) for cell in app.table.get_row_at(2))


async def test_a_tick_may_bring_the_time_along() -> None:
    app = TableApp([session(2, state="Working", ended=None)])
    async with app.run_test(size=(80, 24)) as pilot:
        app.table.tick(NOON + timedelta(hours=1))
        await pilot.pause()
        assert " 1h02m " in app.lines[1]


def style_of(app: TableApp, row: int, column: str) -> str:
    return str(app.table.get_cell(f"prod/{session(row).id}", column).style)


async def test_a_changed_cell_is_reverse_then_bold_then_plain() -> None:
    app = TableApp(some(5))
    async with app.run_test(size=(80, 12)):
        told = some(5)
        told[3] = failed(told[3])
        styles = []
        for _ in range(3):
            app.show(told)
            styles.append(style_of(app, 3, "status"))
        assert styles == ["bold red reverse", "bold red bold", "bold red"]
        assert style_of(app, 3, "duration") == ""


async def test_a_mark_under_the_cursor_is_still_seen() -> None:
    app = TableApp(some(5))
    async with app.run_test(size=(80, 12)) as pilot:
        app.show([failed(session(0)), *some(5)[1:]])
        await pilot.pause()
        line = app.table.render_lines(Region(0, 1, 80, 1))[0]
        cell = next(segment for segment in line if "FAIL" in segment.text)
        assert cell.style is not None
        assert cell.style.underline
        assert not cell.style.reverse


async def test_signs_of_new_and_ended_sessions_go_when_the_cursor_has_passed() -> None:
    working = session(2, state="Working", ended=None)
    app = TableApp([session(0), session(1), working])
    async with app.run_test(size=(80, 12)) as pilot:
        app.table.order = Order(SortKey.STARTED)
        await pilot.press("g")
        assert [line[0] for line in app.lines[1:4]] == [" ", " ", " "]
        app.show([session(-1), session(0), session(1), session(2)])
        await pilot.pause()
        assert [line[0] for line in app.lines[1:5]] == ["+", " ", " ", "*"]
        await pilot.press("k", "j", "j", "j")
        await until(pilot, lambda: [line[0] for line in app.lines[1:5]] == [" "] * 4)


async def test_the_sign_of_a_session_that_ended_under_the_cursor_goes_with_the_cursor() -> None:
    app = TableApp([session(0, state="Working", ended=None), session(1)])
    async with app.run_test(size=(80, 12)) as pilot:
        app.show(some(2))
        await pilot.pause()
        assert app.lines[1].startswith("*OK")
        await pilot.press("j")
        await until(pilot, lambda: app.lines[1].startswith(" OK"))


async def test_a_working_session_that_says_success_is_running() -> None:
    app = TableApp([session(0, state="Working", result="Success", ended=None)])
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.pause()
        assert app.lines[1].startswith(" RUN ")


async def test_stale_rows_are_dim() -> None:
    app = TableApp(some(5))
    async with app.run_test(size=(80, 12)) as pilot:
        app.table.stale = True
        await pilot.pause()
        strips = app.table.render_lines(Region(0, 1, 80, 5))
        assert all(segment.style and segment.style.dim for strip in strips for segment in strip)


@pytest.mark.parametrize("focused", [True, False])
async def test_without_colours_the_cursor_is_still_seen(
    monkeypatch: pytest.MonkeyPatch, focused: bool
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = TableApp(some(5))
    async with app.run_test(size=(80, 12)) as pilot:
        if not focused:
            app.set_focus(None)
        await pilot.pause()
        cursor, other = app.table.render_lines(Region(0, 1, 80, 2))
        styles = [segment.style for segment in cursor if segment.style]
        assert all(style.reverse if focused else style.underline for style in styles)
        assert not any(
            segment.style and (segment.style.reverse or segment.style.underline) for segment in other
        )


async def test_the_header_names_the_zone_and_the_order() -> None:
    app = TableApp(some(5))
    async with app.run_test(size=(80, 12)) as pilot:
        app.table.time_mode = TimeMode.UTC
        await pilot.pause()
        assert app.lines[0].startswith(" St v ")
        app.table.order = app.table.order.pressed(SortKey.STARTED)
        await pilot.pause()
        assert "Started UTC v" in app.lines[0]
        app.table.order = app.table.order.pressed(SortKey.STARTED)
        await pilot.pause()
        assert "Started UTC ^" in app.lines[0]
        app.table.time_mode = TimeMode.RELATIVE
        await pilot.pause()
        assert "Age ^" in app.lines[0]
        assert "1m00s ago" in app.lines[4]


# -- what is shown ----------------------------------------------------------------------------------


@pytest.mark.parametrize("wrong", [Delta(17), Delta(1), Delta(1, added=tuple(some(9)))])
async def test_a_delta_that_does_not_lead_to_the_snapshot_is_not_believed(wrong: Delta) -> None:
    app = TableApp(some(5))
    async with app.run_test(size=(80, 12)):
        app.show([session(9), *some(3)], delta=wrong)
        found = [app.table.get_row_at(row)[-1].plain for row in range(app.table.row_count)]
        assert found == [one.id for one in (*some(3), session(9))]
        assert app.table.counts().total == 4


async def test_a_delta_that_starts_elsewhere_is_not_believed_even_if_it_seems_to_fit() -> None:
    app = TableApp(some(5))
    async with app.run_test(size=(80, 12)):
        app.show([session(9), *some(4)], delta=Delta(0))
        assert app.table.get_row_at(4)[-1].plain == session(9).id


async def test_counts_are_of_all_sessions_and_stay_right() -> None:
    app = TableApp([*some(5), session(5, state="Working"), session(6, result="Warning")])
    async with app.run_test(size=(80, 12)):
        assert app.table.counts() == Counts(1, 0, 1, 7)
        app.show([failed(session(0)), *some(5)[1:], session(5)])
        assert app.table.counts() == Counts(0, 1, 0, 6)
        app.table.filter = Filter.parse("fail")
        assert (app.table.shown_count, app.table.total_count) == (1, 6)
        assert app.table.counts() == Counts(0, 1, 0, 6)
        app.show([])
        assert app.table.counts() == Counts(0, 0, 0, 0)


async def test_the_filter_holds_for_what_comes_later() -> None:
    app = TableApp(some(5))
    async with app.run_test(size=(80, 12)):
        app.table.filter = Filter.parse("fail")
        assert app.table.shown_count == 0
        app.show([failed(session(0)), *some(5)[1:]])
        assert app.table.shown_count == 1
        app.show(some(5))
        assert app.table.shown_count == 0


async def test_a_filter_looks_at_the_times_as_they_are_printed_now() -> None:
    app = TableApp(some(5))
    async with app.run_test(size=(80, 12)):
        app.table.time_mode = TimeMode.UTC
        app.table.filter = Filter.parse("11:58")
        assert app.table.shown_count == 1
        app.table.time_mode = TimeMode.RELATIVE
        assert app.table.shown_count == 0


async def test_a_learned_organization_is_shown_and_found_and_sorted_by() -> None:
    app = TableApp(some(5))
    async with app.run_test(size=(160, 12)) as pilot:
        app.table.learn(session(3).id, "contoso.onmicrosoft.com")
        await pilot.pause()
        assert app.lines[4].endswith("contoso.onmicrosoft.com")
        app.table.order = app.table.order.pressed(SortKey.ORGANIZATION)
        assert app.table.get_row_at(0)[-1].plain == "contoso.onmicrosoft.com"
        app.table.learn(session(1).id, "adatum.onmicrosoft.com")
        assert app.table.get_row_at(0)[-1].plain == "adatum.onmicrosoft.com"
        app.table.filter = Filter.parse("contoso")
        assert app.table.shown_count == 1
        app.table.learn(session(4).id, "contoso.example")
        assert app.table.shown_count == 2


async def test_learned_organizations_are_bounded() -> None:
    app = TableApp(some(5))
    async with app.run_test(size=(160, 12)):
        app.table.learn(session(0).id, "first")
        for number in range(MOST_NAMES):
            app.table.learn(SessionId(str(number)), "later")
        assert app.table.get_row_at(0)[-1].plain == "-"


@pytest.mark.parametrize("nasty", NASTY)
@pytest.mark.parametrize("width", [40, 80, 160])
async def test_no_string_of_a_server_breaks_a_line_or_is_read_as_markup(nasty: str, width: int) -> None:
    told = session(0, id=SessionId(nasty), type=nasty, state=nasty, result=nasty)
    app = TableApp([told, session(1)])
    async with app.run_test(size=(width, 12)) as pilot:
        app.table.learn(told.id, nasty)
        app.table.filter = Filter.parse(nasty)
        await pilot.pause()
        assert app.table.get_row_index(f"prod/{nasty}") == 0
        strip = app.table.render_lines(Region(0, 1, width, 1))[0]
        assert strip.cell_length == width
        assert strip.text.isprintable()


async def test_three_reasons_for_no_rows_are_three_sentences() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 12)) as pilot:
        for text in ("Nothing loaded yet", "No restore sessions", "Nothing matches /[/foo]"):
            app.table.empty_text = text
            await pilot.pause()
            assert app.lines[2] == f" {text}"


@pytest.mark.parametrize("count", [0, 1, 300])
async def test_widths_to_200_and_heights_to_60_never_fail(count: int) -> None:
    app = TableApp([*some(count)[1:], session(0, state="Working", created=None, ended=None)][:count])
    async with app.run_test(size=(80, 24)) as pilot:
        for width in (1, 2, 3, 5, 8, 13, 29, 30, 44, 45, 69, 70, 79, 109, 110, 139, 140, 199, 200):
            await pilot.resize_terminal(width, 1 + width * 59 // 200)
            await pilot.press("j", "ctrl+f", "G", "k")
            app.table.time_mode = app.table.time_mode.next
            app.table.order = app.table.order.pressed(list(SortKey)[width % len(SortKey)])
            assert all(len(line) <= width for line in app.lines)


async def test_a_table_may_be_told_before_it_is_mounted() -> None:
    table = SessionTable("prod", now=lambda: NOON)
    told = {one.id: one for one in some(3)}
    table.show(Snapshot(1, told), Delta(0, added=tuple(told.values())))
    table.filter, table.order, table.stale = Filter.parse("ok"), Order(SortKey.ID), True
    table.tick()
    assert table.chosen is not None
    assert table.counts().total == 3

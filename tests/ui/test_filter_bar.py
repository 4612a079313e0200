"""The filter's row: what is wrong stands in it, what may be meant is offered in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.newer import NewerServer, event, events_of, log_page, named, on_stage, open_events
from tests.ui.stage import Stage, until
from vbo_tui.profiles.settings import Settings
from vbo_tui.ui.widgets.filter_bar import FilterBar

SESSIONS = [
    named(1, initiated_by="CONTOSO\\alice", organization="Contoso Ltd", client_host="jump01"),
    named(2, initiated_by="CONTOSO\\alice", organization="Contoso Ltd", state="Stopped", result="Failed"),
    named(3, initiated_by="bob@fabrikam", organization='Fabrikam "North"', state="Stopped"),
]
SETTINGS = Settings(filters={"stuck": "state:working dur>90s", "Mine": "by:alice"})


def stage_of(tmp_path: Path) -> Stage:
    stage = on_stage(tmp_path, NewerServer("v8", SESSIONS))
    stage.app.settings = SETTINGS
    return stage


def bar_of(stage: Stage) -> FilterBar:
    return stage.screen.query_one(FilterBar)


def row(stage: Stage) -> str:
    """The filter's row as it is printed."""
    return bar_of(stage).render_line(0).text.rstrip()


def shown(stage: Stage) -> str:
    return "".join(sorted(stage.table.source.key(row)[-1] for row in range(stage.table.row_count)))


@pytest.mark.parametrize(
    ("typed", "good", "said"),
    [
        ("alice started>2x", "alice", "at 15: write 2h, 1h30m or 2026-09-24"),
        ("alice ~l**", "alice ~l*", "at 10: a repetition cannot be repeated"),
        ("alice host>bob", "alice host", "at 11: write host:word"),
        ("alice dur> r", "alice r", "at 11: what to compare with is missing: 10m or 1h30m"),
        ("alice @mine ~)", "alice @mine", "at 14: there is no ( for this )"),
    ],
)
async def test_a_bad_filter_says_where_and_why_and_the_last_good_one_stays(
    tmp_path: Path, typed: str, good: str, said: str
) -> None:
    stage = stage_of(tmp_path)
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 3)
        await pilot.press("slash", *typed)
        await until(pilot, lambda: row(stage).endswith(said))
        assert row(stage).startswith(typed)
        assert stage.table.filter.text == good
        assert shown(stage) == ("" if "host" in good else "12")
        await pilot.press("enter")
        await pilot.pause()
        assert said in row(stage)
        assert bar_of(stage).has_focus, "it is not taken for a filter"
        await pilot.press("escape")
        await until(pilot, lambda: stage.app.focused is stage.table)
        assert stage.table.filter.text == good


@pytest.mark.parametrize("typed", ["started>", "started>2", "by:", "!", "~(", "~[a", '"a', "dur>1", "@stu"])
async def test_what_may_become_a_filter_is_no_mistake_before_enter(tmp_path: Path, typed: str) -> None:
    stage = stage_of(tmp_path)
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 3)
        await pilot.press("slash")
        for letter in typed:
            await pilot.press(letter)
            await pilot.pause()
            assert bar_of(stage).complaint is None, letter
        await until(pilot, lambda: shown(stage) == ("12" if typed == '"a' else "123") or typed == '"a')
        await pilot.press("enter")
        await until(pilot, lambda: bar_of(stage).complaint is not None)
        assert str(bar_of(stage).complaint) in row(stage)
        await pilot.press(*["backspace"] * len(typed), "enter")
        await until(pilot, lambda: stage.app.focused is stage.table)
        assert shown(stage) == "123"


async def test_a_complaint_never_covers_the_cursor(tmp_path: Path) -> None:
    stage = stage_of(tmp_path)
    async with stage.app.run_test(size=(40, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 3)
        await pilot.press("slash", *"alice and bob and more ~a**")
        await until(pilot, lambda: row(stage) == " at 27: a repetitio~re ~a**")
        await pilot.press("home")
        await until(pilot, lambda: row(stage) == "a at 27: a repetition cannot be repeated")


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("b", "by:"),
        ("alice !b", "alice !by:"),
        ("star", "started>"),
        ("ST", "STate:"),
        ("by:al", "by:alice"),
        ("by:AL", "by:ALice"),
        ("by:con", "by:conTOSO\\alice"),
        ("host:", "host:jump01"),
        ("org:con", "org:contoso"),
        ('org:"con', 'org:"contoso Ltd"'),
        ('org:"fab', 'org:"fabrikam ""North"""'),
        ("!state:w", "!state:working"),
        ("type:one", "type:oneDrive"),
        ("@", "@Mine"),
        ("@st", "@stuck"),
    ],
)
@pytest.mark.parametrize("key", ["tab", "right"])
async def test_what_is_offered_is_taken_over(tmp_path: Path, typed: str, completed: str, key: str) -> None:
    stage = stage_of(tmp_path)
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 3)
        await pilot.press("slash", *typed)
        await until(pilot, lambda: row(stage) == completed)
        await pilot.press(key)
        await until(pilot, lambda: bar_of(stage).value == completed)
        assert bar_of(stage).has_focus


@pytest.mark.parametrize(
    "typed", ["zzz", "by:zzz", "id:0", "by:~a", "started>", '"b', '"by:al', "by:alice ", ""]
)
async def test_where_nothing_comes_to_mind_tab_does_nothing(tmp_path: Path, typed: str) -> None:
    stage = stage_of(tmp_path)
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 3)
        await pilot.press("slash", *typed, "tab")
        await pilot.pause()
        assert bar_of(stage).value == typed
        assert bar_of(stage).has_focus


async def test_a_named_filter_of_the_settings_is_used(tmp_path: Path) -> None:
    stage = stage_of(tmp_path)
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 3)
        stage.clock.advance(60)
        await pilot.press("slash", *"@stuck", "enter")
        await until(pilot, lambda: shown(stage) == "1")
        assert "filter /@stuck  1 of 3" in stage.status


async def test_the_fields_of_events_are_offered_for_events(tmp_path: Path) -> None:
    server = NewerServer("v6", SESSIONS)
    log = log_page(event(0, item_name="inbox"), event(1, "Failed", item_name="budget.xlsx"))
    server.documents = {(one.id, "events"): log for one in SESSIONS}
    stage = on_stage(tmp_path, server)
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await open_events(stage, pilot)
        await pilot.press("slash", "i", "tab")
        await until(pilot, lambda: bar_of(stage).value == "item:")
        await pilot.press(*"bu", "tab")
        await until(pilot, lambda: bar_of(stage).value == "item:budget.xlsx")
        await until(pilot, lambda: events_of(stage).row_count == 1)
        await pilot.press("space", *"!status:~^f")
        await until(pilot, lambda: events_of(stage).row_count == 0)
        await pilot.press("space", *"~)")
        await until(pilot, lambda: "there is no ( for this )" in row(stage))


@pytest.mark.parametrize("nasty", ["a\u202eb", "a\u0903b", "a\tb", "a" + "b" * 200])
async def test_what_does_not_print_as_it_is_is_not_offered(tmp_path: Path, nasty: str) -> None:
    stage = on_stage(
        tmp_path, NewerServer("v8", [named(1, initiated_by=nasty), named(2, initiated_by="[a]")])
    )
    async with stage.app.run_test(size=(140, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 2)
        await pilot.press("slash", *"by:a", "tab")
        await pilot.pause()
        assert bar_of(stage).value == "by:a"
        await pilot.press("backspace", *"[", "tab")
        await until(pilot, lambda: bar_of(stage).value == "by:[a]")

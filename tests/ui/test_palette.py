"""The palette: everything that can be done is in it by name, and Enter does it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.monitor.scripted import ScriptedServer, session
from tests.ui.stage import PROFILE, Stage, until
from vbo_tui.profiles import store
from vbo_tui.profiles.profile import Profile
from vbo_tui.profiles.settings import Settings, load
from vbo_tui.ui.commands import Command, found
from vbo_tui.ui.info import About
from vbo_tui.ui.screens.facts import LONGEST, FactsScreen
from vbo_tui.ui.screens.help import key_table
from vbo_tui.ui.screens.palette import PaletteScreen

THREE = [session(number) for number in (1, 2, 3)]


def command(name: str, does: str = "") -> Command:
    return Command(name, does, lambda: None)


def test_the_best_comes_first_and_all_words_must_fit() -> None:
    commands = [
        command("sort-name", "Sort by name"),
        command("name"),
        command("rename it"),
        command("x", "name"),
    ]
    assert [one.name for one in found(commands, "name")] == ["name", "sort-name", "rename it", "x"]
    assert [one.name for one in found(commands, "NAME sort")] == ["sort-name"]
    assert found(commands, "nothing") == []
    assert found(commands, "  ") == commands


@pytest.mark.parametrize("pressed", ["colon", "ctrl+p"])
async def test_everything_that_a_key_does_is_in_the_palette(tmp_path: Path, pressed: str) -> None:
    stage = Stage(tmp_path, ScriptedServer(THREE))
    async with stage.app.run_test(size=(100, 40)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 3)
        offered = {
            binding.id
            for _, binding, enabled, tooltip in stage.screen.active_bindings.values()
            if enabled and binding.id and (tooltip or binding.description)
        }
        await pilot.press(pressed)
        await until(pilot, lambda: isinstance(stage.app.screen, PaletteScreen))
        palette = stage.app.screen
        assert isinstance(palette, PaletteScreen)
        assert offered - {"palette"} <= set(palette.names)
        assert len(key_table(stage.screen)) > 20


async def test_what_is_typed_is_done_where_the_keys_were(tmp_path: Path) -> None:
    stage = Stage(tmp_path, ScriptedServer(THREE))
    async with stage.app.run_test(size=(100, 40)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 3)
        await pilot.press("colon", *"row-down", "enter")
        await until(pilot, lambda: stage.table.cursor_row == 1)
        await pilot.press("colon", *"pause", "enter")
        await until(pilot, lambda: "PAUSED" in stage.title)
        await pilot.press("colon", *"zzz", "enter", "escape")
        await until(pilot, lambda: stage.app.screen is stage.screen)


async def test_the_arrows_choose_while_one_types(tmp_path: Path) -> None:
    stage = Stage(tmp_path, ScriptedServer(THREE))
    async with stage.app.run_test(size=(100, 40)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 3)
        await pilot.press("colon", *"sort-", "down", "down", "enter")
        await until(pilot, lambda: stage.table.order.text != "running")
        second = [row for row in key_table(stage.screen) if row.does.startswith("Sort by")][1]
        assert second.does == "Sort by end"
        assert stage.table.order.text == "ended"


async def test_a_saved_server_and_a_named_filter_are_commands(tmp_path: Path) -> None:
    lab = Profile(name="lab", url="https://lab:4443", user="x")
    settings = Settings(filters={"first": "000001"})
    stage = Stage(tmp_path, ScriptedServer(THREE), settings=settings)
    store.change(stage.profiles, lambda saved: saved.with_profile(PROFILE).with_profile(lab))
    async with stage.app.run_test(size=(100, 40)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 3)
        await pilot.press("colon", *"@first", "enter")
        await until(pilot, lambda: stage.table.filter.text == "@first")
        await pilot.press("colon", *"profile lab", "enter")
        await until(pilot, lambda: stage.connected[-1] == lab)


async def test_info_names_versions_files_and_the_source_of_every_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VBO_TUI_PASSWORD", "hunter2")
    path = tmp_path / "settings.toml"
    path.write_text("theme = 'auto'\n[alarms]\nbell = 'loud'\n")
    about = About([("profiles", "/here/profiles.toml  (there)")], {"interval": "--interval"})
    stage = Stage(tmp_path, ScriptedServer(THREE), settings=load(path), about=about)
    async with stage.app.run_test(size=(100, 40)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 3)
        await pilot.press("colon", *"info", "enter")
        await until(pilot, lambda: isinstance(stage.app.screen, FactsScreen))
        screen = stage.app.screen
        assert isinstance(screen, FactsScreen)
        text = screen.text.plain
        for line in (
            "textual",
            "100x40",
            "/here/profiles.toml  (there)",
            "10.0  (--interval)",
            "30.0  (default)",
            "auto  (line 1)",
            "alarms.bell must be one of",
        ):
            assert line in text
        assert "hunter2" not in text
        await pilot.press("escape")
        await until(pilot, lambda: stage.app.screen is stage.screen)


def test_a_fact_is_one_line_that_prints_however_long_it_is() -> None:
    [line] = FactsScreen([("a\x1b[2J", "x\n" * LONGEST)]).text.plain.splitlines()
    assert line.isprintable()
    assert line.endswith("~")


async def test_info_tells_the_alarms_of_this_server_and_no_arguments(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("[alarms]\nnotify_command = ['page', 'token']\n[profiles.prod.alarms]\nbell = 'never'\n")
    stage = Stage(tmp_path, ScriptedServer(THREE), settings=load(path))
    async with stage.app.run_test(size=(100, 40)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 3)
        await pilot.press("colon", *"info", "enter")
        await until(pilot, lambda: isinstance(stage.app.screen, FactsScreen))
        screen = stage.app.screen
        assert isinstance(screen, FactsScreen)
        text = screen.text.plain
        assert re.search(r"profiles.prod.alarms.bell +never  \(line 4\)", text)
        assert "page and 1 arguments" in text
        assert "token'" not in text

"""The user's own keys: they work, are shown as they are, and where they clash both are named."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.keys import _character_to_key

from tests.architecture.test_bindings import NODES, bindings
from tests.monitor.scripted import ScriptedServer, session
from tests.ui.newer import helped
from tests.ui.stage import Stage, until
from vbo_tui.profiles.settings import Settings
from vbo_tui.profiles.views import LastView, Views
from vbo_tui.ui.app import VboApp
from vbo_tui.ui.keymap import CONTEXTS, bindings_of, keymap, normal, split


def settled(**keys: str) -> tuple[dict[str, str], list[str]]:
    return keymap(Settings(keys={name.replace("_", "-"): value for name, value in keys.items()}), VboApp)


def test_every_class_with_keys_is_somewhere_that_clashes_are_looked_for() -> None:
    looked_at = {node.__name__ for context in CONTEXTS.values() for one in context for node in one.__mro__}
    assert {node.__name__ for node in NODES} <= looked_at | {"VboApp"}


def test_every_binding_can_be_given_another_key() -> None:
    names = {binding.id for node in NODES for binding in bindings(node) if binding.id}
    for number, name in enumerate(sorted(names)):
        key = f"alt+f{number % 12 + 1}"
        assert keymap(Settings(keys={name: key}), VboApp) == ({name: key}, [])


def test_the_usual_keys_written_out_are_no_clash() -> None:
    usual = {
        name: ",".join(named.keys)
        for context in CONTEXTS.values()
        for node in context
        for name, named in bindings_of(node).items()
    }
    assert keymap(Settings(keys=usual), VboApp) == (usual, [])


def test_a_key_that_would_mean_two_things_changes_neither_and_names_both() -> None:
    keys, complaints = settled(poll_now="P")
    assert keys == {}
    assert "'P' would be both poll-now and profiles" in complaints[0]


def test_two_clashing_wishes_name_both() -> None:
    keys, complaints = settled(poll_now="f7", pause="f7", help="f8")
    assert keys == {"help": "f8"}
    assert "'f7' would be both pause and poll-now" in complaints[0]


def test_a_key_of_the_table_cannot_hide_one_of_the_screen() -> None:
    assert "would be both poll-now and row-down" in settled(row_down="r,down")[1][0]


def test_the_same_key_in_places_that_never_meet_is_no_clash() -> None:
    assert settled(trust_yes="P")[1] == [] or "trust-yes" not in {
        n for node in NODES for n in bindings_of(node)
    }


def test_a_wish_may_swap_two_keys() -> None:
    assert settled(profiles="p", pause="P") == ({"profiles": "p", "pause": "P"}, [])


def test_what_is_no_action_or_no_key_is_told_with_its_place() -> None:
    keys, complaints = settled(fly="x", poll_now="cmd+r", pause="hashtag")
    assert keys == {}
    assert "settings: keys.fly is no action" in complaints[0]
    assert "no key is called 'cmd+r'" in complaints[1]
    assert "no key is called 'hashtag'" in complaints[2]


@pytest.mark.parametrize("char", [chr(code) for code in range(33, 127)])
def test_a_character_is_named_as_textual_names_it(char: str) -> None:
    assert normal(char) == _character_to_key(char)
    if char != ",":  # it stands between keys
        assert settled(poll_now=f"ctrl+alt+{char}")[1] == []


def test_keys_may_be_written_as_the_help_prints_them() -> None:
    assert [normal(key) for key in split("^d, PgUp,esc,?,f5,G")] == [
        "ctrl+d",
        "pageup",
        "escape",
        "question_mark",
        "f5",
        "G",
    ]
    assert split(",") == [","]
    assert normal(",") == "comma"


async def test_another_key_does_it_and_the_help_says_so(tmp_path: Path) -> None:
    server = ScriptedServer([session(1)])
    stage = Stage(tmp_path, server, settings=Settings(keys={"poll-now": "f7"}))
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 1)
        await pilot.press("r")
        await pilot.press("f7")
        await until(pilot, lambda: server.polls == 2)
        await pilot.press("question_mark")
        await pilot.pause()
        assert helped(stage)["f7"] == "Ask the server now"
        assert "r" not in helped(stage)


async def test_a_clash_is_told_and_the_program_starts(tmp_path: Path) -> None:
    stage = Stage(tmp_path, ScriptedServer([session(1)]), settings=Settings(keys={"poll-now": "P"}))
    async with stage.app.run_test(size=(160, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 1)
        assert "poll-now and profiles" in stage.status


async def test_the_filter_and_the_order_come_back_at_the_next_start(tmp_path: Path) -> None:
    views = Views(tmp_path / "state.toml")
    first = Stage(tmp_path, ScriptedServer([session(1), session(2)]), views=views)
    async with first.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: first.table.row_count == 2)
        await pilot.press("I", "slash", *"000002", "enter")
        await until(pilot, lambda: first.table.row_count == 1)
    again = Stage(tmp_path, ScriptedServer([session(1), session(2)]), views=Views(tmp_path / "state.toml"))
    async with again.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: again.table.row_count == 1)
        assert again.table.filter.text == "000002"
        assert again.table.order.text == "id"


async def test_the_order_begins_as_the_settings_say_and_a_remembered_one_comes_first(tmp_path: Path) -> None:
    views = Views()
    settings = Settings(sort="-duration")
    stage = Stage(tmp_path, ScriptedServer([session(1)]), settings=settings, views=views)
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 1)
        assert stage.table.order.text == "-duration"
    views.keep("prod", LastView(sort="id"))
    again = Stage(tmp_path, ScriptedServer([session(1)]), settings=settings, views=views)
    async with again.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: again.table.row_count == 1)
        assert again.table.order.text == "id"


async def test_whatever_key_quits_asks_once_and_names_itself(tmp_path: Path) -> None:
    stage = Stage(tmp_path, ScriptedServer([session(1)]), settings=Settings(keys={"quit": "f10"}))
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 1)
        await pilot.press("f10")
        await until(pilot, lambda: "quit? f10 again" in stage.status)
        await pilot.press("f10")
        await until(pilot, lambda: not stage.app.is_running)


@pytest.mark.parametrize("pressed", ["ctrl+c", "ctrl+q"])
async def test_what_quits_from_everywhere_has_to_be_pressed_twice(tmp_path: Path, pressed: str) -> None:
    stage = Stage(tmp_path, ScriptedServer([session(1)]))
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 1)
        await pilot.press("slash", pressed)
        await until(pilot, lambda: "once more quits" in stage.status)
        await pilot.press(pressed)
        await until(pilot, lambda: not stage.app.is_running)

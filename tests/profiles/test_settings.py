"""The settings: every key is checked, and what is wrong is told with file, line and key."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vbo_tui.profiles.alarms import Alarms, Since
from vbo_tui.profiles.settings import ColumnChoice, Settings, beside, lines_of, load

EXAMPLE = Path(__file__).parents[2] / "config" / "settings.example.toml"


def loaded(folder: Path, text: str) -> Settings:
    path = folder / "settings.toml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def test_a_missing_file_is_no_complaint(tmp_path: Path) -> None:
    assert load(tmp_path / "settings.toml") == Settings(path=tmp_path / "settings.toml")


def test_the_settings_are_beside_the_profiles(tmp_path: Path) -> None:
    assert beside(tmp_path / "profiles.toml") == tmp_path / "settings.toml"
    assert list(tmp_path.iterdir()) == [tmp_path / "home"]


def test_the_example_sets_everything_that_there_is_to_set() -> None:
    settings = load(EXAMPLE)
    assert settings.complaints == ()
    assert ColumnChoice("name", 40) in settings.columns
    assert settings.filters["stuck"] == "state:working dur>2h"
    assert settings.alarms.title is Since.WARNING
    assert settings.alarms_of("lab").bell is Since.NEVER
    assert settings.alarms_of("lab").notify_command == settings.alarms.notify_command
    assert settings.alarms_of("prod") == settings.alarms
    for alarm in fields(Alarms):
        assert f"alarms.{alarm.name}" in settings.lines


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("theme = 3", "line 1: theme must be text, not 3"),
        ("\nascii = 1", "line 2: ascii must be true or false, not 1"),
        ("colour = 'red'", "line 1: colour is no setting"),
        ("[table]\ncolumns = []", "line 2: table.columns must be a list of names"),
        ("[table]\ncolumns = ['name:0']", "line 2: table.columns: the width of name must be from 1 to 200"),
        ("[table]\ncolumns = ['name:wide']", "line 2: table.columns: the width of name must be"),
        ("[table]\ncolumns = [4]", "line 2: table.columns must be text, not 4"),
        ("table = 1", "line 1: table must be a table"),
        ("[filters]\nstuck = 4", "line 2: filters.stuck must be text"),
        (f"[filters]\nstuck = '{'x' * 501}'", "line 2: filters.stuck is longer than 500 letters"),
        ("[keys]\npoll-now = ''", "line 2: keys.poll-now must be text"),
        ("[alarms]\nbell = 'always'", "line 2: alarms.bell must be one of never, failure, warning"),
        ("[alarms]\nbell = true", "line 2: alarms.bell must be one of"),
        ("[alarms]\nnotify_command = 'mail'", "line 2: alarms.notify_command must be a list of texts"),
        ("[alarms]\nnotify_timeout = -1", "line 2: alarms.notify_timeout must be from 0.1"),
        ("[profiles]\nlab = 1", "line 2: profiles.lab must be a table"),
        ("[profiles.lab]\nurl = 'x'", "line 2: profiles.lab.url is no setting"),
        ("[profiles.lab.alarms]\nbell = 1", "line 2: profiles.lab.alarms.bell must be one of"),
        ("theme = ", "settings.toml: Invalid value (at end of document)"),
        ("x = " + "[" * 5000, "too deep to be read"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_the_default_stands(tmp_path: Path, text: str, said: str) -> None:
    settings = loaded(tmp_path, text)
    [complaint] = settings.complaints
    assert said in complaint
    assert complaint.startswith(str(tmp_path / "settings.toml"))
    plain = Settings(path=settings.path, complaints=settings.complaints, lines=settings.lines)
    assert settings in (plain, Settings(path=settings.path, alarms_by_profile={"lab": Alarms()},
                                        complaints=settings.complaints, lines=settings.lines))  # fmt: skip


def test_what_is_right_is_kept_beside_what_is_wrong(tmp_path: Path) -> None:
    settings = loaded(tmp_path, "theme = 'dark'\n[alarms]\nbell = 4\nosc9 = 'warning'\n")
    assert (settings.theme, settings.alarms.osc9, settings.alarms.bell) == (
        "dark",
        Since.WARNING,
        Since.FAILURE,
    )
    assert len(settings.complaints) == 1


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(b"theme = '\xff'")
    assert "decode" in load(path).complaints[0]


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").mkdir()
    assert "cannot be read" in load(tmp_path / "settings.toml").complaints[0]


def test_a_complaint_prints_as_one_line_whatever_the_key_is(tmp_path: Path) -> None:
    settings = loaded(tmp_path, '"a\\u001b[2J\\nb" = 1')
    assert settings.complaints[0].isprintable()


@given(st.text())
def test_finding_the_lines_crashes_on_no_text(text: str) -> None:
    assert all(number >= 1 for number in lines_of(text).values())


def test_lines_are_found_in_every_way_that_keys_are_written() -> None:
    text = 'theme = "x"\n[ keys ] # mine\n"poll-now" = "r"\n[profiles."a b".alarms]\nbell = 1\na.b = 2\n'
    assert lines_of(text) == {
        "theme": 1,
        "keys": 2,
        "keys.poll-now": 3,
        "profiles.a b.alarms": 4,
        "profiles.a b.alarms.bell": 5,
        "profiles.a b.alarms.a.b": 6,
    }

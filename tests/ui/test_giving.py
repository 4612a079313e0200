"""What leaves the screen: copied to the terminal, or written to a file that only its owner may read."""

from __future__ import annotations

import csv
import json
import stat
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.widgets import Input

from tests.monitor.scripted import ScriptedServer, session
from tests.ui.stage import Stage, until
from tests.ui.test_alarms import Said, said
from vbo_tui.errors import ConfigError
from vbo_tui.model.session import Session
from vbo_tui.model.written import COLUMNS, Form, written
from vbo_tui.ui.export import file_name, form_of, write
from vbo_tui.ui.messages import CopyWanted
from vbo_tui.ui.screens.question import QuestionScreen

NOW = datetime(2026, 9, 24, 14, 3, 22, tzinfo=UTC)
THREE = [session(number) for number in (1, 2, 3)]

__all__ = ["said"]


def files(folder: Path, pattern: str) -> list[Path]:
    return sorted(folder.glob(pattern))


async def test_c_copies_the_id_and_shows_what_was_sent(tmp_path: Path, said: Said) -> None:
    stage = Stage(tmp_path, ScriptedServer(THREE))
    async with stage.app.run_test(size=(120, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 3)
        await pilot.press("j", "c")
        await until(pilot, lambda: "sent to terminal" in stage.status)
        chosen = stage.table.chosen
        assert chosen is not None
        assert f"sent to terminal: {chosen.id}" in stage.status
    assert f"\x1b]52;c;{b64encode(chosen.id.encode()).decode()}\x07" in said[0]


async def test_what_is_too_long_is_not_sent_and_that_is_said(tmp_path: Path, said: Said) -> None:
    stage = Stage(tmp_path, ScriptedServer(THREE))
    async with stage.app.run_test(size=(120, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 3)
        stage.screen.post_message(CopyWanted("x" * 80_000))
        await until(pilot, lambda: "not sent: 80,000 bytes, terminals take 74,994 at most" in stage.status)
    assert said == []


async def test_esc_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    stage = Stage(tmp_path, ScriptedServer(THREE))
    async with stage.app.run_test(size=(120, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 3)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(stage.app.screen, QuestionScreen))
        await pilot.press("escape")
        await until(pilot, lambda: stage.app.screen is stage.screen)
    assert files(tmp_path, "vbo-*") == []


async def test_the_rows_are_written_in_their_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    stage = Stage(tmp_path, ScriptedServer(THREE))
    async with stage.app.run_test(size=(120, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 3)
        await pilot.press("I", "I", "e")
        await until(pilot, lambda: isinstance(stage.app.screen, QuestionScreen))
        question = stage.app.screen.query_one(Input)
        question.value = question.value.replace(".csv", ".json")
        await pilot.press("enter")
        await until(pilot, lambda: "written: " in stage.status)
    [path] = files(tmp_path, "vbo-*.json")
    assert [one["id"] for one in json.loads(path.read_text())] == [one.id for one in reversed(THREE)]


async def test_the_file_is_the_users_alone_and_its_path_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    stage = Stage(tmp_path, ScriptedServer(THREE))
    async with stage.app.run_test(size=(160, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 3)
        await pilot.press("I", "slash", *"0001", "enter", "e")
        await until(pilot, lambda: isinstance(stage.app.screen, QuestionScreen))
        await pilot.press("enter")
        await until(pilot, lambda: "written: " in stage.status)
        [path] = files(tmp_path, "vbo-*.csv")
        assert f"written: {path}" in stage.status
    assert path.name == "vbo-prod-0001-20260924-140300.csv"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    assert rows[0] == list(COLUMNS)
    assert [row[0] for row in rows[1:]] == [THREE[0].id]


async def test_a_file_that_is_there_stays(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("mine")
    with pytest.raises(ConfigError, match="File exists"):
        await write(path, ["other"])
    assert path.read_text() == "mine"


async def test_what_goes_wrong_half_way_leaves_nothing(tmp_path: Path) -> None:
    def pieces() -> object:
        yield "begun"
        raise OSError(28, "No space left on device")

    with pytest.raises(ConfigError, match="No space left"):
        await write(tmp_path / "x.csv", pieces())  # type: ignore[arg-type]
    assert not (tmp_path / "x.csv").exists()
    with pytest.raises(ConfigError, match="No such file"):
        await write(tmp_path / "no" / "x.csv", ["x"])


@pytest.mark.parametrize("name", ["x", "x.txt", "x.csv.gz", ".csv"])
def test_a_name_that_says_nothing_of_its_form_is_told(name: str) -> None:
    with pytest.raises(ConfigError, match=r"must end in \.csv, \.json, \.md"):
        form_of(Path(name))
    assert form_of(Path("a.JSON")) is Form.JSON


@given(st.text(), st.text())
def test_a_file_name_holds_nothing_that_means_something_to_a_system(server: str, shown: str) -> None:
    name = file_name(server, shown, NOW, Form.CSV)
    assert name.startswith("vbo-")
    assert name.endswith("-20260924-140322.csv")
    assert len(name) < 120
    assert not set(name) - set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.@")


@pytest.mark.parametrize("count", [0, 1, 3])
def test_json_is_an_array_of_what_list_prints(count: int) -> None:
    told = json.loads("".join(written(THREE[:count], Form.JSON, NOW)))
    assert [one["id"] for one in told] == [one.id for one in THREE[:count]]


def test_a_markdown_table_has_a_line_a_session_whatever_is_in_it() -> None:
    evil = Session(id=THREE[0].id, name="a | b\n<script>", details="`x`", reason="[y](http://z)")
    lines = "".join(written([evil], Form.MARKDOWN, NOW)).splitlines()
    assert len(lines) == 3
    assert lines[2].count(" | ") == lines[0].count(" | ")
    assert "<script>" not in lines[2]


async def test_a_folder_that_is_gone_is_told_and_ends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    stage = Stage(tmp_path, ScriptedServer(THREE))
    async with stage.app.run_test(size=(120, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 3)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(stage.app.screen, QuestionScreen))
        await pilot.press("enter")
        await until(pilot, lambda: "not written: No such file" in stage.status)
    monkeypatch.chdir(tmp_path)


async def test_a_name_that_no_file_has_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="null"):
        await write(tmp_path / "a\0.csv", ["x"])

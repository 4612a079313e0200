"""Looks: every theme is readable, by eyes that cannot tell red from green, without colours, and in ASCII."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color

from tests.cli.test_program import Capture
from tests.monitor.scripted import ScriptedServer, session
from tests.monitor.test_alerts import ended
from tests.ui.stage import Stage, until
from vbo_tui.cli import main
from vbo_tui.profiles.settings import Settings
from vbo_tui.ui.app import VboApp
from vbo_tui.ui.ascii import AsciiFilter, in_ascii
from vbo_tui.ui.themes import PALETTES, THEMES, Palette

MIXED = [session(1), ended(2, "Failed"), ended(3, "Warning"), ended(4, "Success"), ended(5, "Odd")]
STATES = ("red", "green", "yellow", "magenta", "cyan")

Rgb = tuple[float, float, float]
PROTAN = ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998))
DEUTAN = ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881))
"""What is left of red, green and blue as light. Source: Machado, Oliveira and Fernandes, 2009, severity 1."""


def light(colour: str) -> Rgb:
    def one(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (value / 255 for value in Color.parse(colour).rgb)
    return one(red), one(green), one(blue)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21. Source: WCAG 2.1."""
    luminances = sorted(0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (light(one), light(other)))
    return (luminances[1] + 0.05) / (luminances[0] + 0.05)


def seen(colour: str, eye: tuple[Rgb, Rgb, Rgb]) -> list[float]:
    return [sum(part * value for part, value in zip(row, light(colour), strict=True)) for row in eye]


@pytest.mark.parametrize(("name", "palette"), PALETTES.items(), ids=list(PALETTES))
def test_every_colour_is_read_on_its_ground(name: str, palette: Palette) -> None:
    least = 7.0 if name == "high-contrast" else 4.5
    for colour in (*STATES, "blue", "grey", "foreground"):
        assert contrast(getattr(palette, colour), palette.background) >= least, colour


@pytest.mark.parametrize("palette", PALETTES.values(), ids=list(PALETTES))
@pytest.mark.parametrize("eye", [PROTAN, DEUTAN], ids=["protan", "deutan"])
def test_failure_and_success_differ_for_who_cannot_tell_red_from_green(
    palette: Palette, eye: tuple[Rgb, Rgb, Rgb]
) -> None:
    bad, good = seen(palette.red, eye), seen(palette.green, eye)
    assert max(abs(a - b) for a, b in zip(bad, good, strict=True)) > 0.1


@pytest.mark.parametrize("theme", THEMES)
async def test_every_theme_paints_every_state_with_its_word(tmp_path: Path, theme: str) -> None:
    stage = Stage(tmp_path, ScriptedServer(MIXED), settings=Settings(theme=theme))
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 5)
        text = "\n".join(stage.printed)
        for word in ("RUN", "FAIL", "WARN", "OK", "Odd"):
            assert word in text
        drawn = stage.app.export_screenshot()
        if theme in PALETTES:
            assert PALETTES[theme].red.lower() in drawn.lower()


def test_no_two_states_are_told_by_colour_alone() -> None:
    from vbo_tui.ui.format import status_style, status_word

    told = [(status_word(one), status_style(one)) for one in MIXED]
    assert all(one[0] != other[0] for one, other in combinations(told, 2))


async def test_without_colours_every_theme_is_the_terminals_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    stage = Stage(tmp_path, ScriptedServer(MIXED), settings=Settings(theme="light"))
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 5)
        assert stage.app.theme == "ansi-dark"
        assert stage.app.native_ansi_color


async def test_a_theme_can_be_tried_from_the_palette(tmp_path: Path) -> None:
    stage = Stage(tmp_path, ScriptedServer(MIXED))
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 5)
        await pilot.press("colon", *"theme light", "enter")
        await until(pilot, lambda: stage.app.theme == "vbo-light")
        await pilot.press("colon", *"theme ansi-light", "enter")
        await until(pilot, lambda: stage.app.theme == "ansi-light")


async def test_a_theme_that_is_not_there_is_told(tmp_path: Path) -> None:
    stage = Stage(tmp_path, ScriptedServer(MIXED), settings=Settings(theme="pink"))
    async with stage.app.run_test(size=(160, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 5)
        assert "theme: there is no 'pink', but auto, ansi-dark" in stage.status


@given(st.text())
def test_ascii_has_the_room_of_what_it_stands_for(text: str) -> None:
    assert in_ascii(text).isascii()
    assert cell_len(in_ascii(text)) == sum(cell_len(char) for char in text)


def test_letters_lose_their_marks_and_lines_are_drawn_with_signs() -> None:
    assert in_ascii("Zoë Ærø") == "Zoe ?r?"
    assert in_ascii("┌─┐│█↓日") == "+-+|#v??"
    control = Segment("\x1b[2J", control=[(1,)])  # type: ignore[list-item]
    assert AsciiFilter().apply([control, Segment("é")], Color.parse("black")) == [control, Segment("e")]


async def test_nothing_but_ascii_is_drawn_where_that_is_wanted(tmp_path: Path) -> None:
    stage = Stage(tmp_path, ScriptedServer(MIXED * 20), settings=Settings(ascii=True))
    async with stage.app.run_test(size=(130, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 5)
        await pilot.press("enter", "question_mark")
        await pilot.pause()
        texts = re.findall(r"<text[^>]*>(.*?)</text>", stage.app.export_screenshot())
        assert all(text.replace("&#160;", " ").isascii() for text in texts)


@pytest.mark.parametrize("words", [["--ascii", "list"], ["--theme", "dark", "doctor"]])
def test_looks_are_no_option_of_what_has_none(words: list[str], capsys: Capture) -> None:
    assert main(words) == 2
    assert "go with the monitor" in capsys.readouterr().err


def test_the_option_is_the_themes_that_there_are() -> None:
    from vbo_tui.cli import _parser

    assert ", ".join(sorted(THEMES)) == ", ".join(
        sorted(re.findall(r"[a-z-]+", next(a.help or "" for a in _parser()._actions if a.dest == "theme")))
    )
    assert VboApp.ENABLE_COMMAND_PALETTE is False

"""What was painted, and what was worked out for it, is not held for ever."""

from __future__ import annotations

import gc
from pathlib import Path

from rich.segment import Segment
from textual._styles_cache import StylesCache
from textual.geometry import Region
from textual.widget import Widget

from tests.monitor.scripted import ScriptedServer
from tests.ui.newer import named
from tests.ui.stage import Stage, until
from vbo_tui.ui.painting import MOST_RESULTS
from vbo_tui.ui.screens.help import HelpScreen


async def test_dialogs_that_were_closed_leave_no_drawn_lines_behind(tmp_path: Path) -> None:
    stage = Stage(tmp_path, ScriptedServer([named(1)]))
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stage.status.startswith("LIVE"))
        for _ in range(5):
            await pilot.press("question_mark")
            await until(pilot, lambda: isinstance(stage.app.screen, HelpScreen))
            await pilot.press("escape")
            await until(pilot, lambda: stage.app.screen is stage.screen)
        await pilot.pause()
        gc.collect()
        known = gc.get_objects()
        drawn = sum(type(one) is StylesCache for one in known)
        assert drawn <= sum(isinstance(one, Widget) for one in known)


async def test_texts_that_were_cut_and_regions_that_met_are_let_go_once_they_are_many(tmp_path: Path) -> None:
    stage = Stage(tmp_path, ScriptedServer([named(1)]))
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stage.status.startswith("LIVE"))
        for number in range(2 * MOST_RESULTS):
            Segment(f"\u5317\u98a8 {number}").split_cells(3)
            Region(0, 0, number, 1).intersection(Region(0, 0, 80, 24))
        remembered = (Segment._split_cells, Region.intersection)
        assert all(kept.cache_info().currsize > MOST_RESULTS for kept in remembered)
        stage.screen.tick()
        assert all(kept.cache_info().currsize < MOST_RESULTS for kept in remembered)
        for number in range(MOST_RESULTS // 2):
            Segment(f"\u5317\u98a8 {number}").split_cells(3)
        stage.screen.tick()
        assert Segment._split_cells.cache_info().currsize >= MOST_RESULTS // 2
